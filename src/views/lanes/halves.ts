import type { TransactionInspection } from "../../port/messages.ts";

/** One half of a transaction as a bar: null = it was never opened. */
export interface Half {
  readonly fromUs: number;
  readonly toUs: number;
  readonly running: boolean;
  readonly aborted: boolean;
}

export interface Halves {
  readonly command: Half | null;
  readonly reply: Half | null;
}

/** The two bars of a transaction whose details are known. */
export function exactHalves({ commandHalf, replyHalf }: TransactionInspection, nowUs: number): Halves {
  return { command: exact(commandHalf, nowUs), reply: exact(replyHalf, nowUs) };
}

function exact(half: TransactionInspection["commandHalf"], nowUs: number): Half | null {
  if (half.openedUs === null) return null;
  return { fromUs: half.openedUs, toUs: half.closedUs ?? nowUs, running: half.closedUs === null, aborted: half.aborted };
}
