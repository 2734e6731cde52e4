import { useState } from "react";
import type { Command } from "../../port/messages.ts";
import { statusCommand } from "../offers/status-command.ts";
import { type StatusDraft, StatusFields } from "../offers/StatusFields.tsx";
import { FormAt } from "./FormAt.tsx";
import { FORM_TEXTS } from "../../texts/stage.ts";

interface StatusFormProps {
  readonly at: { readonly left: number; readonly top: number };
  readonly node: string;
  readonly pfs: string;
  readonly onCommand: (command: Command) => void;
  readonly onClose: () => void;
}

/** A status update of a PFS that a node offers, where the menu was. */
export function StatusForm({ at, node, pfs, onCommand, onClose }: StatusFormProps) {
  const [draft, setDraft] = useState<StatusDraft>({ text: "", status: "1", type: "" });
  const send = (): void => {
    const command = statusCommand(node, pfs, draft);
    if (command === null) return;
    onCommand(command);
    onClose();
  };
  return (
    <FormAt at={at} title={FORM_TEXTS.statusTitle(pfs)} sentence={FORM_TEXTS.statusSentence} submit={FORM_TEXTS.statusSend} onSubmit={send} onClose={onClose}>
      <div className="form">
        <StatusFields draft={draft} onChange={setDraft} />
      </div>
    </FormAt>
  );
}
