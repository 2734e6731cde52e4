import type { Action, ActionContext } from "../palette/action.ts";
import { CAUSALITY_TEXTS } from "../../texts/causality.ts";

/** There is something whose causes can be asked for. */
function isLookedAt({ ui: { event, selection } }: ActionContext): boolean {
  return event !== null || selection?.kind === "message" || selection?.kind === "transaction";
}

/** Along causes and effects. */
export const CAUSALITY_ACTIONS: readonly Action[] = [
  { id: "causality.cause", group: "selected", title: CAUSALITY_TEXTS.toCause, keys: ["Control+ArrowLeft"], isOffered: isLookedAt, run: ({ session }) => void session.follow("cause") },
  { id: "causality.effect", group: "selected", title: CAUSALITY_TEXTS.toEffect, keys: ["Control+ArrowRight"], isOffered: isLookedAt, run: ({ session }) => void session.follow("effect") },
];
