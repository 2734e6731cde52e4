import { useId, useState } from "react";
import type { Command } from "../../port/messages.ts";
import { PFS_TYPES } from "../offers/pfs-types.ts";
import { FormAt } from "./FormAt.tsx";
import { FORM_TEXTS } from "../../texts/stage.ts";

interface OfferFormProps {
  readonly at: { readonly left: number; readonly top: number };
  readonly node: string;
  readonly onCommand: (command: Command) => void;
  readonly onClose: () => void;
}

/** A PFS that a node shall announce. */
export function OfferForm({ at, node, onCommand, onClose }: OfferFormProps) {
  const [label, setLabel] = useState(`pfs${node}`);
  const [type, setType] = useState<string>("MASTER");
  const labelId = useId();
  const typeId = useId();
  const missing = label.trim() === "";
  const offer = (): void => {
    if (missing) return;
    onCommand({ do: "announce", node, pfs: { label: label.trim(), type } });
    onClose();
  };
  return (
    <FormAt
      at={at}
      title={FORM_TEXTS.offerTitle(node)}
      sentence={FORM_TEXTS.offerSentence}
      submit={FORM_TEXTS.offer}
      onSubmit={offer}
      onClose={onClose}
    >
      <div className="stage-form-fields">
        <div className="stage-form-field" data-wide>
          <label htmlFor={labelId}>{FORM_TEXTS.label}</label>
          <input
            id={labelId}
            autoComplete="off"
            maxLength={120}
            value={label}
            aria-invalid={missing}
            onChange={(event) => setLabel(event.target.value)}
          />
          {missing && <small>{FORM_TEXTS.labelMissing}</small>}
        </div>
        <div className="stage-form-field" data-wide>
          <label htmlFor={typeId}>{FORM_TEXTS.type}</label>
          <select id={typeId} value={type} onChange={(event) => setType(event.target.value)}>
            {PFS_TYPES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
      </div>
    </FormAt>
  );
}
