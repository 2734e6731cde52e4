import type { Selection } from "../../store/ui.ts";
import { TEXTS } from "../../texts/page.ts";

/** What an inspector, a drawer or a notice calls the selected thing. */
export function selectionTitle(selection: Selection): string {
  switch (selection.kind) {
    case "node":
      return `${TEXTS.inspector.node} ${selection.node}`;
    case "link":
      return `${TEXTS.inspector.link} ${selection.link}`;
    case "transaction":
      return `${TEXTS.inspector.transaction} ${selection.name}`;
    case "message":
      return TEXTS.message.number(selection.message);
    case "draft":
      return TEXTS.inspector.draft;
  }
}
