/**
 * What the fuzzer starts from: the recorded messages and conversations of the real C program (`wire/golden`), and one message of
 * each shape that the runs of the library send (`library.json`, written by `npm run fuzz -- --gather`).
 */
import { hexToBytes } from "../base/bytes.ts";
import messages from "../wire/golden/messages.json";
import transcripts from "../wire/golden/transcripts.json";
import type { Profile } from "../wire/constants.ts";
import library from "./library.json";

/** Bytes to start from: one message, or one direction of a conversation. */
export interface Seed {
  readonly name: string;
  readonly profile: Profile;
  readonly bytes: Uint8Array;
}

/** Hex in which "(PATTERN~N)" stands for N bytes that repeat PATTERN. */
function unpacked(packed: string): Uint8Array {
  const full = packed.replace(/\(([0-9a-f]+)~(\d+)\)/g, (_, pattern: string, count: string) =>
    pattern.repeat(Math.ceil((2 * Number(count)) / pattern.length)).slice(0, 2 * Number(count)),
  );
  return hexToBytes(full)!;
}

const golden: readonly Seed[] = messages.map(({ name, profile, hex }) => ({ name, profile: profile as Profile, bytes: unpacked(hex) }));

/** Each direction of a recorded conversation, as the stream that it was. */
const conversations: readonly Seed[] = transcripts.flatMap(({ name, entries }) =>
  (["i>a", "a>i"] as const).map((dir) => ({
    name: `${name} ${dir}`,
    profile: "c2012" as const,
    bytes: joined(entries.filter((entry) => entry.dir === dir).map(({ hex }) => unpacked(hex))),
  })),
).filter(({ bytes }) => bytes.length > 0);

const gathered: readonly Seed[] = library.map(({ name, profile, hex }) => ({ name, profile: profile as Profile, bytes: unpacked(hex) }));

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const CORPUS = { golden, conversations, gathered } as const;
/** The single messages: those of the C program and those of the library. */
export const SEEDS: readonly Seed[] = [...golden, ...gathered].filter(({ bytes }) => bytes.length <= 4_096);
