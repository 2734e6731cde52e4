import type { TransactionInspection } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";

export type CopyState = TransactionInspection["copies"][number]["state"];

/** "2 copies: 1 open, 1 lost" */
export function pipsText(states: readonly CopyState[]): string {
  const counts = (["open", "lost", "closed"] as const).map((state) => ({ state, count: states.filter((one) => one === state).length }));
  const said = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${TEXTS.copies.states[state]}`);
  return `${TEXTS.copies.count(states.length)}: ${said.join(", ")}`;
}
