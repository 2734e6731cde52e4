import { useState } from "react";
import type { Command, TopologyView } from "../../port/messages.ts";
import { SelectField, TextField } from "../controls/field.tsx";
import { PFS_TYPES } from "../offers/pfs-types.ts";
import { FormAt } from "./FormAt.tsx";
import { addLeaf, freeName } from "./commands.ts";
import { FORM_TEXTS } from "../../texts/stage.ts";

interface LeafFormProps {
  readonly at: { readonly left: number; readonly top: number };
  readonly topology: TopologyView;
  /** the controller */
  readonly node: string;
  /** where the leaf shall stand, in the topology's units */
  readonly place: { readonly x: number; readonly y: number };
  readonly onCommand: (command: Command) => void;
  readonly onClose: () => void;
}

/** SPAN-05: a leaf behind a controller, with the PFS that its CONN carries. */
export function LeafForm({ at, topology, node, place, onCommand, onClose }: LeafFormProps) {
  const [taken] = useState(() => new Set(topology.nodes.map(({ id }) => id)));
  const [name, setName] = useState(() => freeName(taken));
  const [label, setLabel] = useState<string | null>(null);
  const [type, setType] = useState<string>("CLIENT");
  const id = name.trim();
  const fault = id === "" ? FORM_TEXTS.leafNameMissing : taken.has(id) ? FORM_TEXTS.leafNameTaken : "";
  const pfs = (label ?? `pfs${id}`).trim();
  const add = (): void => {
    if (fault !== "" || pfs === "") return;
    for (const command of addLeaf(topology, id, { label: pfs, type }, node, place)) onCommand(command);
    onClose();
  };
  return (
    <FormAt at={at} title={FORM_TEXTS.leafTitle(node)} sentence={FORM_TEXTS.leafSentence} submit={FORM_TEXTS.leafAdd} onSubmit={add} onClose={onClose}>
      <div className="form">
        <TextField label={FORM_TEXTS.leafName} value={name} maxLength={60} aria-invalid={fault !== ""} hint={fault === "" ? undefined : fault} onChange={(event) => setName(event.target.value)} />
        <div className="form-row">
          <TextField label={FORM_TEXTS.label} value={label ?? `pfs${id}`} maxLength={120} aria-invalid={pfs === ""} onChange={(event) => setLabel(event.target.value)} />
          <SelectField label={FORM_TEXTS.type} value={type} choices={PFS_TYPES.map((value) => ({ value, text: value }))} onChoose={setType} />
        </div>
      </div>
    </FormAt>
  );
}
