import { hexToBytes } from "../base/bytes.ts";
import { BASE_BYTES } from "../wire/constants.ts";
import { msgidKey, RoutedMessage } from "./routed-message.ts";
import type { World } from "../sim/world.ts";

const message = new RoutedMessage();

/** Of a command row (value: index in the log): the bytes that the command put into the mesh, or null when it did no such thing. */
export function forgedBytes(world: World, logIndex: number): Uint8Array | null {
  const { command } = world.log[logIndex]!;
  return command.do === "inject" || command.do === "forgeMessage" ? (hexToBytes(command.bytes) ?? null) : null;
}

/** The transaction that forged bytes name, as the key of a Map; null when they name none. */
export function forgedKey(bytes: Uint8Array): string | null {
  if (bytes.length < BASE_BYTES || !message.read(bytes)) return null;
  return msgidKey(message.msgidHi, message.msgidLo);
}
