/** `spanscope encode`: the JSON of `decode` to bytes, one line of hex a message. Pure: the door reads files and prints. */
import { bytesToHex, utf8Decode } from "../base/bytes.ts";
import type { Profile } from "../wire/constants.ts";
import { messageFromJson } from "../wire/json.ts";
import { type CommandResult, textLines } from "./decode.ts";

export interface EncodeOptions {
  readonly profile: Profile;
  /** For messages that do not say it themselves (`byteOrder`, or magic 0x3248). */
  readonly bigEndian: boolean;
  /** One JSON object a line, or one JSON value: an object or an array of them. */
  readonly input: Uint8Array;
}

interface Item {
  /** "line 3" or "message 3". */
  readonly where: string;
  readonly value: unknown;
}

export function encodeCommand({ profile, bigEndian, input }: EncodeOptions): CommandResult {
  const lines: string[] = [];
  const errors: string[] = [];
  let exitCode: 0 | 1 | 2 = 0;
  for (const { where, value } of itemsOf(input)) {
    if (!isObject(value)) {
      errors.push(`${where} is not a JSON object`);
      exitCode = 2;
      continue;
    }
    if ("encrypted" in value) {
      errors.push(`${where} is an encrypted record: without its key it cannot be made again`);
      exitCode = 2;
      continue;
    }
    const encoded = value.ok === false ? undefined : messageFromJson(value, profile, bigEndian);
    if (encoded?.ok) {
      lines.push(bytesToHex(encoded.value.bytes));
      errors.push(...encoded.value.warnings.map((warning) => `${where}: warning: ${warning}`));
    } else {
      errors.push(...(encoded?.error ?? ["ok is false: there is no message to encode"]).map((error) => `${where}: ${error}`));
      exitCode = exitCode === 2 ? 2 : 1;
    }
  }
  return { lines, exitCode, errors };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What could not be read as JSON is undefined, which is no JSON value. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function itemsOf(input: Uint8Array): Item[] {
  const byLine = textLines(input).map(({ number, text }) => ({ where: `line ${number}`, value: parse(text) }));
  if (byLine.every(({ value }) => isObject(value))) return byLine;
  const whole = parse(utf8Decode(input));
  if (Array.isArray(whole)) return whole.map((value: unknown, i) => ({ where: `message ${i + 1}`, value }));
  return isObject(whole) ? [{ where: "message 1", value: whole }] : byLine;
}
