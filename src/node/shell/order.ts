import { utf8Encode } from "../../base/bytes.ts";
import { LIMITS } from "../../base/limits.ts";
import { parseDurationUs, US_PER_MS, US_PER_S } from "../../base/time.ts";
import { unknownText, VERBS, verbNamed, WATCH_USAGE } from "./verbs.ts";

const EVERY_US_MIN = US_PER_MS;
const EVERY_US_MAX = 3_600 * US_PER_S;

/** A line as it was understood: a command, perhaps in rounds. */
export interface Order {
  /** index into VERBS */
  readonly verb: number;
  readonly words: readonly string[];
  /** time between two rounds; 0 = one round */
  readonly everyUs: number;
}

/** Reads a line that is not empty; an answer in lines when it cannot be carried out. */
export function readOrder(line: string): Order | readonly string[] {
  if (utf8Encode(line).length > LIMITS.shellLineBytesMax) return [`the line is too long; expected at most ${LIMITS.shellLineBytesMax} bytes`];
  const [name = "", ...words] = line.replace(/\p{Cc}/gu, " ").trim().split(/\s+/);
  if (name !== "watch") return readCommand(name, words, 0);
  const [every = "", again = "", ...others] = words;
  if (every === "" || again === "") return [WATCH_USAGE];
  const everyUs = parseDurationUs(/^\d+(\.\d+)?$/.test(every) ? `${every}s` : every);
  if (everyUs === undefined || everyUs < EVERY_US_MIN || everyUs > EVERY_US_MAX) {
    return [`watch: "${every}" is no time between two rounds; expected seconds, or a time from 1ms to 60min`];
  }
  if (again === "watch" || again === "exit") return [`watch: ${again} is not to be repeated`];
  return readCommand(again, others, everyUs);
}

function readCommand(name: string, words: readonly string[], everyUs: number): Order | readonly string[] {
  const verb = verbNamed(name);
  if (verb < 0) return unknownText(name);
  const { usage, wordsMax } = VERBS[verb]!;
  if (words.length > wordsMax) return [`${name}: "${words[wordsMax]}" is too much; expected ${usage}`];
  return { verb, words, everyUs };
}
