/** Makes a broken promise small: fewer sessions, fewer inputs, fewer bytes, as long as the same promise is broken. */
import { replay } from "./crash.ts";
import type { Crash } from "./fuzz.ts";
import type { Input, Session } from "./session.ts";

/** Replays that one crash may cost. */
const TRIES_MAX = 3_000;

/** The same promise, whatever numbers it is told with. */
function sameFault(a: string | null, b: string): boolean {
  const bare = (text: string): string => text.replaceAll(/\d+/g, "#");
  return a !== null && bare(a) === bare(b);
}

/** The smallest that was found; as it was when it does not show itself again. */
export function minimised(crash: Crash): Crash {
  let tries = 0;
  let best = crash;
  const holds = (sessions: readonly Session[]): boolean => {
    if (tries++ >= TRIES_MAX || sessions.length === 0) return false;
    const candidate = { ...crash, sessions };
    if (!sameFault(replay(candidate), crash.what)) return false;
    best = candidate;
    return true;
  };
  const last = crash.sessions.slice(-1);
  if (!holds(last) && !holds(crash.sessions)) return crash;
  dropParts(() => best.sessions, (sessions) => holds(sessions));
  for (let i = best.sessions.length - 1; i >= 0; i--) {
    dropParts(() => best.sessions[i]!.inputs, (inputs) => holds(withInputs(best.sessions, i, inputs)));
    for (let k = best.sessions[i]!.inputs.length - 1; k >= 0; k--) {
      for (const smaller of smallerInputs(best.sessions[i]!.inputs[k]!)) holds(withInputs(best.sessions, i, replaced(best.sessions[i]!.inputs, k, smaller)));
      zeroBytes(() => best.sessions[i]!.inputs[k]!, (input) => holds(withInputs(best.sessions, i, replaced(best.sessions[i]!.inputs, k, input))));
    }
  }
  return { ...best, what: replay(best) ?? best.what };
}

function withInputs(sessions: readonly Session[], at: number, inputs: readonly Input[]): readonly Session[] {
  return replaced(sessions, at, { ...sessions[at]!, inputs });
}

function replaced<Item>(items: readonly Item[], at: number, item: Item): readonly Item[] {
  return items.map((each, i) => (i === at ? item : each));
}

/** Leaves out halves, quarters and so on, as long as what is left still holds. */
function dropParts<Item>(current: () => readonly Item[], holds: (left: readonly Item[]) => boolean): void {
  for (let size = Math.max(1, current().length >> 1); size >= 1; size >>= 1) {
    for (let at = current().length - size; at >= 0; at -= size) {
      const items = current();
      if (at < items.length) holds([...items.slice(0, at), ...items.slice(at + size)]);
    }
  }
}

/** The same input with less of everything; each is tried on its own. */
function smallerInputs(input: Input): Input[] {
  const { bytes } = input;
  const lengths = [bytes.length >> 1, 64, 128, 448].filter((length) => length < bytes.length);
  return [{ ...input, cuts: [] }, { ...input, deep: false }, ...lengths.map((length) => ({ ...input, bytes: bytes.slice(0, length), cuts: input.cuts.filter((cut) => cut < length) }))];
}

/** Runs of bytes that do not matter become 0. */
function zeroBytes(current: () => Input, holds: (input: Input) => boolean): void {
  for (const size of [64, 16, 4, 1]) {
    for (let at = 0; at < current().bytes.length; at += size) {
      const bytes = current().bytes.slice();
      const end = Math.min(bytes.length, at + size);
      if (bytes.subarray(at, end).every((byte) => byte === 0)) continue;
      bytes.fill(0, at, end);
      holds({ ...current(), bytes });
    }
  }
}
