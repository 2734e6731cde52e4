import { bytesToHex } from "../../base/bytes.ts";
import type { MessageInput } from "../../wire/json.ts";
import { messageFromJson } from "../../wire/json.ts";
import type { ranTo } from "../run.testkit.ts";
import type { InjectionShown } from "../shown-message.ts";
import { injectionsOf } from "./injections.ts";

export type Made = ReturnType<typeof ranTo>;

/** Hex of a well-formed message. */
export function hexOf(input: MessageInput): string {
  const made = messageFromJson(input, "header", false);
  if (!made.ok) throw new Error(made.error.join());
  return bytesToHex(made.value.bytes);
}

/** Hex with one bit of one byte inverted. */
export function flipped(hex: string, offset: number, bit: number): string {
  const byte = Number.parseInt(hex.slice(2 * offset, 2 * offset + 2), 16) ^ (1 << bit);
  return `${hex.slice(0, 2 * offset)}${byte.toString(16).padStart(2, "0")}${hex.slice(2 * offset + 2)}`;
}

/** Puts bytes on an end and lets them arrive; what the list of injections says of it. */
export function injected(made: Made, bytes: string, how: "sender" | "raw", link = "A-B", from = "A"): InjectionShown {
  const refusal = made.run.apply({ do: "inject", link, from, bytes, how });
  if (refusal !== null) throw new Error(refusal);
  made.run.advanceTo(made.run.nowUs + 5_000);
  return newest(made);
}

export function newest(made: Made): InjectionShown {
  const [first] = injectionsOf(made.run, made.frames.telling);
  if (first === undefined) throw new Error("nothing was injected");
  return first;
}
