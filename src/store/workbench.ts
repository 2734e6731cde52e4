import type { LinkEndName, MessageEdit, MessageSheet } from "../port/messages.ts";
import type { RunClient } from "./session.ts";
import { type Draft, NO_DRAFT, type UiStore } from "./ui.ts";

/**
 * Bytes that are being written: what they began as, every change that can be taken back, for which end they are meant, and
 * what a receiver there would say of them. The bytes live here as the text that people write; the worker takes them apart.
 */

/** Changes that can be taken back. */
export const CHANGES_MAX = 400;

export interface DraftStart {
  /** hex digits, two a byte */
  readonly hex: string;
  /** the message they are a copy of, null = a template, or typed */
  readonly message: number | null;
  readonly end: LinkEndName | null;
}

/** Hex as people write it (spaces, lines, "0x", commas, offsets left out) as plain digits; null where something else stands between them. */
export function cleanHex(text: string): string | null {
  const digits = text.replace(/0x/gi, "").replace(/[\s,_:]+/g, "").toLowerCase();
  return /^(?:[0-9a-f]{2})*$/.test(digits) ? digits : null;
}

/** Digits in groups of four bytes, eight bytes a line: as a form shows them. */
export function spacedHex(digits: string): string {
  return (digits.match(/.{1,16}/g) ?? []).map((line) => (line.match(/.{1,8}/g) ?? []).map((word) => (word.match(/.{1,2}/g) ?? []).join(" ")).join("  ")).join("\n");
}

/** The draft after its text was changed: what it was can be had back. A text that is no hex yet is no step of its own. */
export function written(draft: Draft, text: string): Draft {
  const before = cleanHex(draft.hex);
  const now = cleanHex(text);
  if (before === null || now === null || before === now || before === "") return { ...draft, hex: text };
  return { ...draft, hex: text, past: [...draft.past, before].slice(-CHANGES_MAX), future: [] };
}

/** One change back; the draft itself when there is none. */
export function undone(draft: Draft): Draft {
  const before = draft.past.at(-1);
  if (before === undefined) return draft;
  return { ...draft, hex: spacedHex(before), past: draft.past.slice(0, -1), future: [cleanHex(draft.hex) ?? before, ...draft.future] };
}

export function redone(draft: Draft): Draft {
  const [next, ...future] = draft.future;
  if (next === undefined) return draft;
  return { ...draft, hex: spacedHex(next), past: [...draft.past, cleanHex(draft.hex) ?? next], future };
}

/** Offsets at which digits differ from what they began as, those that only one of both has included. */
export function changedBytes(original: string, digits: string): ReadonlySet<number> {
  const changed = new Set<number>();
  const count = Math.max(original.length, digits.length) / 2;
  for (let at = 0; at < count; at++) if (original.slice(2 * at, 2 * at + 2) !== digits.slice(2 * at, 2 * at + 2)) changed.add(at);
  return changed;
}

export function workbenchOf(client: Pick<RunClient, "query">, ui: UiStore) {
  const get = (): Draft => ui.store.getState().draft;
  /** changes that the worker makes wait for each other, so that none is made to bytes that are old */
  let turn: Promise<void> = Promise.resolve();

  /** asks what a receiver would say of the bytes as they are now */
  const look = async (): Promise<void> => {
    const { hex, end } = get();
    const digits = cleanHex(hex);
    const answer: { readonly sheet: MessageSheet | null; readonly error: string | null } = digits === null || digits === "" ? { sheet: null, error: null } : await client.query({ query: "sheet", hex: digits, edit: null, end });
    const now = get();
    if (now.hex === hex && now.end === end) ui.setDraft({ sheet: answer.sheet, description: answer.sheet?.description ?? null, error: answer.error });
  };
  const become = (draft: Draft): Promise<void> => {
    ui.setDraft(draft);
    return look();
  };
  const change = async (edit: MessageEdit): Promise<string | null> => {
    const { hex, end } = get();
    const digits = cleanHex(hex);
    if (digits === null || digits === "") return null;
    const { sheet, error } = await client.query({ query: "sheet", hex: digits, edit, end });
    if (sheet === null || error !== null) return error;
    ui.setDraft({ ...written(get(), spacedHex(sheet.hex)), sheet, description: sheet.description, error: null });
    return null;
  };

  return {
    /** bytes to begin with: they are what later changes are marked against */
    startDraft: ({ hex, message, end }: DraftStart): Promise<void> => become({ ...NO_DRAFT, hex: spacedHex(hex), original: hex, message, end: end ?? get().end }),
    /** a copy of a message as it arrives: of the record where it is sealed (`record`), else of what was said; false when the journal no longer holds it */
    editMessage: async (message: number, record = false): Promise<boolean> => {
      const { message: found } = await client.query({ query: "message", message });
      if (found === null) return false;
      ui.select({ kind: "draft" });
      const hex = record && found.record !== null ? found.record.description.hex : found.description.hex;
      await become({ ...NO_DRAFT, hex: spacedHex(hex), original: hex, message, end: { link: found.link, from: found.from } });
      return true;
    },
    /** the text of the bytes, as it is typed */
    draft: (hex: string): Promise<void> => {
      const draft = written(get(), hex);
      // Bytes that were typed into nothing begin as what was typed first.
      return become(draft.original === "" || cleanHex(get().hex) === "" ? { ...draft, original: cleanHex(hex) ?? "", message: null, past: [], future: [] } : draft);
    },
    /** one change by the tables of the fields; what was expected instead, or null */
    editDraft: (edit: MessageEdit): Promise<string | null> => {
      const made = turn.then(() => change(edit));
      const over = (): void => undefined;
      // Also one that fails, as its engine is gone, is over.
      turn = made.then(over, over);
      return made;
    },
    undoDraft: (): Promise<void> => become(undone(get())),
    redoDraft: (): Promise<void> => become(redone(get())),
    /** back to what the bytes began as, which is a change like others */
    resetDraft: (): Promise<void> => become(written(get(), spacedHex(get().original))),
    aimDraft: (end: LinkEndName | null): Promise<void> => become({ ...get(), end }),
    lookAtDraft: look,
  };
}
