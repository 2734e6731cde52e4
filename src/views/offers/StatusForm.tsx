import { useState } from "react";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { TEXTS } from "../../texts/page.ts";
import { statusCommand } from "./status-command.ts";
import { type StatusDraft, StatusFields } from "./StatusFields.tsx";

const EMPTY: StatusDraft = { text: "", status: "1", type: "" };

/** Tells a new status of a PFS that the node offers: at the offer, in the inspector. */
export function StatusForm({ session, node, pfs }: { readonly session: Session; readonly node: string; readonly pfs: string }) {
  const [draft, setDraft] = useState(EMPTY);
  const send = async () => {
    const command = statusCommand(node, pfs, draft);
    if (command !== null && (await session.command(command))) setDraft({ ...draft, text: "" });
  };
  return (
    <details className="more">
      <summary>{TEXTS.node.statusUpdate}</summary>
      <form
        className="form"
        aria-label={`${TEXTS.node.statusUpdate}, ${pfs}`}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <StatusFields draft={draft} onChange={setDraft} />
        <Button type="submit" small>
          {TEXTS.node.statusSend}
        </Button>
      </form>
    </details>
  );
}
