import type { MessageDescription } from "./shown.ts";

/** What the page is shown of a capture that it opened. */
export type CaptureOpened =
  /** the capture holds the run that it is of */
  | { readonly state: "run"; readonly json: string }
  /** `stopped`: why reading ended before the end of the file; "" = it did not */
  | { readonly state: "messages"; readonly packets: number; readonly marked: number; readonly comments: readonly string[]; readonly stopped: string }
  | { readonly state: "refused"; readonly message: string };

/** A packet in the list. */
export interface CapturedRow {
  /** from 1 on */
  readonly frame: number;
  /** seconds, as text */
  readonly at: string;
  /** "" where the capture does not say it */
  readonly from: string;
  readonly to: string;
  readonly sentence: string;
  readonly kind: "message" | "event" | "foreign";
  readonly severity: "" | "note" | "error";
  /** as its receiver saw it */
  readonly received: boolean;
}

/** A packet taken apart. */
export interface CapturedPacketShown {
  readonly row: CapturedRow;
  /** of its interface */
  readonly lane: string;
  readonly comments: readonly string[];
  readonly parts: readonly CapturedPartShown[];
}

export interface CapturedPartShown {
  readonly sentence: string;
  readonly marks: readonly { readonly text: string; readonly rule: string; readonly severity: "note" | "error" }[];
  /** `number` counts the transactions of the capture; frames, 0 = none yet */
  readonly transaction: { readonly number: number; readonly opener: string; readonly openedIn: number; readonly repliedIn: number } | null;
  readonly description: MessageDescription;
}
