/** The recorded facts, for tests. See the README beside this file. */
import { hexToBytes } from "../../base/bytes.ts";
import type { Profile } from "../constants.ts";
import layout from "./layout.json";
import messages from "./messages.json";
import transcripts from "./transcripts.json";

/** Hex in which "(PATTERN~N)" stands for N bytes that repeat PATTERN. */
export function unpackHex(packed: string): Uint8Array {
  const full = packed.replace(/\(([0-9a-f]+)~(\d+)\)/g, (_, pattern: string, count: string) =>
    pattern.repeat(Math.ceil((2 * Number(count)) / pattern.length)).slice(0, 2 * Number(count)),
  );
  const bytes = hexToBytes(full);
  if (bytes === undefined) throw new Error(`not hex: ${packed.slice(0, 80)}`);
  return bytes;
}

export interface GoldenMessage {
  readonly name: string;
  readonly profile: Profile;
  readonly bytes: Uint8Array;
  /** By the header's own names, and seq, hdr_bytes, aux_wire_len; empty for bytes that were only judged. */
  readonly fields: Readonly<Record<string, string | number>>;
  readonly expect: { readonly framing?: string; readonly fresh_stream_error?: number; readonly parse?: string; readonly error?: number };
}

export const goldenMessages: readonly GoldenMessage[] = messages.map(({ name, profile, hex, fields, expect }) => ({
  name,
  profile: profile as Profile,
  bytes: unpackHex(hex),
  fields: fields as Record<string, string | number>,
  expect,
}));

export function goldenMessage(name: string): GoldenMessage {
  const found = goldenMessages.find((message) => message.name === name);
  if (found === undefined) throw new Error(`no recorded message is called ${name}`);
  return found;
}

export interface GoldenEntry {
  /** Milliseconds since the connection. */
  readonly t: number;
  readonly dir: "i>a" | "a>i" | "cut";
  /** Empty for a cut or an end of stream. */
  readonly bytes: Uint8Array;
  readonly eof?: boolean;
  readonly cmd?: string;
  /** Letters of C, D, R, A in the recorder's order. */
  readonly flags?: string;
  readonly msgid?: string;
  readonly seq?: number;
  readonly error?: number;
  readonly type?: number;
  readonly dist?: number;
  readonly label?: string;
  readonly fsid?: string;
  readonly aux_text?: string;
}

export interface GoldenTranscript {
  readonly name: string;
  readonly entries: readonly GoldenEntry[];
}

export const goldenTranscripts: readonly GoldenTranscript[] = transcripts.map(({ name, entries }) => ({
  name,
  entries: entries.map(({ hex, ...entry }) => ({ ...entry, bytes: unpackHex(hex) }) as GoldenEntry),
}));

/** Offsets and sizes by struct and field, as [offset, length] or, for `sizeof`, a number. */
export const goldenLayout = layout as unknown as Readonly<Record<string, Readonly<Record<string, number | readonly [number, number]>>>>;
export const goldenConstants: Readonly<Record<string, string | number>> = layout.constants;
export const goldenCrcs = layout.crc32c;
