import { TAPE_TEXTS } from "../../texts/tape.ts";

/** Events that say that a span or a transaction changed, in the filter language. */
export const CHANGE_FILTER = "event in {announced, spanReceived, spanClosing, spanClosed, spanUpdated, bestChanged, relayOpened, relayClosing, transactionOpened, transactionAccepted, transactionRefused, transactionAborted, transactionClosed, ourHalfClosed, peerHalfClosed}";

/** What one jumps to, as filters of rows. */
export const JUMPS = [
  { id: "change", title: TAPE_TEXTS.jump.change, filter: CHANGE_FILTER },
  { id: "abort", title: TAPE_TEXTS.jump.abort, filter: "event == transactionAborted" },
  { id: "command", title: TAPE_TEXTS.jump.command, filter: "kind == command" },
  { id: "violation", title: TAPE_TEXTS.jump.violation, filter: "severity == violation" },
  { id: "delivery", title: TAPE_TEXTS.jump.delivery, filter: "kind == deliver" },
] as const;
