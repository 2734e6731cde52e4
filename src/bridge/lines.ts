import { formatUs } from "../base/time.ts";

/** What a bridge tells while it runs, one line each: in words, or as a JSON object (public/schema/bridge-1.schema.json). */
export interface BridgeLine {
  /** simulated time */
  readonly atUs: number;
  /** what happened: a name of this list, or that of a node's event (node/events.ts) */
  readonly event: string;
  /** the rule that decided it, "" = none */
  readonly rule: string;
  /** the link, "" = none */
  readonly link: string;
  /** address of who is at its other end, "" = nobody */
  readonly peer: string;
  readonly text: string;
}

/** "      0.358015 s  connector hears of listener from outside at distance 0." */
export function lineText({ atUs, text }: BridgeLine): string {
  return `${formatUs(atUs).padStart(16)}  ${text}`;
}
