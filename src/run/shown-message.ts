import type { MessageEdit } from "../wire/edit.ts";
import type { FieldForm } from "../wire/field-form.ts";
import type { Cause, MessageDescription, MessageInspection, RecordInspection } from "./shown.ts";

/**
 * What the message inspector is shown beyond a single message: bytes that are being written, what a receiver made of a
 * message, two messages beside each other, one message at every hop of its way.
 */
export type { FieldForm, MessageEdit };

// ---------------------------------------------------------------- bytes that are being written

/** For which end of which link they are meant: whose receiver judges, whose counter comes next. */
export interface LinkEndName {
  readonly link: string;
  readonly from: string;
}

/** Bytes taken apart for somebody who changes them. */
export interface MessageSheet {
  readonly hex: string;
  readonly description: MessageDescription;
  /** by index into the description's fields */
  readonly forms: readonly FieldForm[];
  /** in words */
  readonly sentence: string;
  /** WIRE-07: the counter in salt, and the one that the receiver expects of the next message sent there now; null when no end is known */
  readonly count: { readonly found: number; readonly next: number } | null;
  /** LINK-02: the sender at that end seals what it sends */
  readonly sealed: boolean;
  /** SHM-01: that end negotiated the CRCs away */
  readonly withoutCrcs: boolean;
}

// ---------------------------------------------------------------- what a receiver made of it

/** Every way in which a message can end, from the worst for its link to the best. "silent": it arrived, and the journal tells nothing of it. */
export const VERDICTS = ["violation", "CRC refused", "unreadable", "thrown out", "discarded", "refused", "ignored", "passed on", "accepted", "silent", "incomplete", "lost", "on its way"] as const;
export type VerdictKind = (typeof VERDICTS)[number];

/** What the rows of the journal that an arrival led to say of it. */
export interface Verdict {
  readonly kind: VerdictKind;
  /** id of the rule that decided, "" = none did */
  readonly rule: string;
  readonly sentence: string;
  /** number of the row where it was decided; the arrival's where nothing was told */
  readonly event: number;
  readonly atUs: number;
  /** everything that the receiver told while it handled it, this row included */
  readonly effects: readonly Cause[];
}

/** Bytes that a command put on a link or into a message in flight. */
export interface InjectionShown {
  /** index of the command in the run's log; of one that waits that of the command that put it off */
  readonly number: number;
  /** its row */
  readonly event: number;
  readonly atUs: number;
  readonly how: "sender" | "raw" | "forge";
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly state: "waiting" | "refused" | "sent";
  /** why it was refused, or when it will come */
  readonly text: string;
  readonly message: number | null;
  readonly verdict: Verdict | null;
}

// ---------------------------------------------------------------- two messages

export interface FieldChange {
  readonly struct: string;
  readonly name: string;
  /** index into the fields of each side, -1 = it has no such field */
  readonly a: number;
  readonly b: number;
  /** the values differ; else only the bytes do, as in another byte order */
  readonly value: boolean;
}

export interface Changes {
  /** offsets at which the bytes differ, those that only one side has included; at most CHANGED_BYTES_MAX */
  readonly bytes: readonly number[];
  readonly fields: readonly FieldChange[];
  readonly bytesA: number;
  readonly bytesB: number;
}
export const CHANGED_BYTES_MAX = 4_096;

export type CompareWith = { readonly message: number } | "previousElement" | "previousHop";

export interface ComparedSide {
  readonly message: number;
  readonly sentUs: number;
  readonly link: string;
  readonly from: string;
  readonly to: string;
  readonly description: MessageDescription;
}

export interface Comparison {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly changes: Changes;
}

// ---------------------------------------------------------------- hop by hop

export interface HopShown {
  readonly message: number;
  /** row that sent it */
  readonly event: number;
  readonly sentUs: number;
  readonly arriveUs: number | null;
  readonly fate: MessageInspection["fate"];
  readonly link: string;
  readonly from: string;
  readonly to: string;
  /** of a LNK_SPAN that opens; null for every other */
  readonly dist: number | null;
  readonly spanid: string;
  /** as it left */
  readonly description: MessageDescription;
  /** LINK-02: as it left on an encrypted link */
  readonly record: RecordInspection | null;
  /** against the hop before; null at the first */
  readonly changes: Changes | null;
  /** where else the same went from the node that sent it: other relays of a span */
  readonly also: readonly { readonly message: number; readonly to: string }[];
}

export interface Way {
  /** "span": its relays, each with a msgid of its own; "passed on": the same message */
  readonly kind: "span" | "passed on";
  readonly hops: readonly HopShown[];
  /** index of the message that was asked for */
  readonly at: number;
  /** there were more than are listed */
  readonly cut: boolean;
}
export const HOPS_MAX = 40;
