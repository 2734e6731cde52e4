import { utf8Decode, utf8Encode } from "../../base/bytes.ts";

/**
 * A packet of a capture's interface "events": what happened in the simulated world beside the messages. UTF-8, "name: value" a
 * line, so that it can be read where nothing dissects it; of the run itself a piece of its file follows behind an empty line.
 */
export interface EventPacket {
  readonly what: EventKind;
  readonly link?: string;
  readonly node?: string;
  /** of a link or node: the state it entered */
  readonly state?: string;
  /** of a violation */
  readonly rule?: string;
  /** number of the message that it is about */
  readonly message?: string;
  readonly text: string;
  /** of a run: "1/2", and that piece of its file */
  readonly part?: string;
  readonly body?: string;
}

export const EVENT_KINDS = ["command", "refused", "link", "node", "violation", "unreadable", "dropped", "run"] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** In the order in which they stand in the packet. */
export const EVENT_NAMES_IN_PACKET = ["what", "link", "node", "state", "rule", "message", "part", "text"] as const satisfies readonly (keyof EventPacket)[];

/** A line of a packet is short; a longer one is not of ours. */
const HEAD_BYTES_MAX = 65_536;

export function writeEvent(event: EventPacket): Uint8Array {
  const lines = EVENT_NAMES_IN_PACKET.flatMap((name) => (event[name] === undefined ? [] : [`${name}: ${event[name].replace(/[\r\n]+/g, " ")}\n`]));
  return utf8Encode(`${lines.join("")}${event.body === undefined ? "" : `\n${event.body}`}`);
}

/** null = these bytes are no event of a capture of ours. */
export function readEvent(bytes: Uint8Array): EventPacket | null {
  const text = utf8Decode(bytes.subarray(0, HEAD_BYTES_MAX));
  const end = text.indexOf("\n\n");
  const values = new Map<string, string>();
  for (const line of (end < 0 ? text : text.slice(0, end)).split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) values.set(line.slice(0, colon), line.slice(colon + 2));
  }
  const what = EVENT_KINDS.find((kind) => kind === values.get("what"));
  if (what === undefined || !values.has("text")) return null;
  const named = Object.fromEntries(EVENT_NAMES_IN_PACKET.flatMap((name) => (values.has(name) ? [[name, values.get(name)]] : [])));
  const body = bodyOf(bytes);
  return { ...named, what, text: values.get("text")!, ...(body === null ? {} : { body }) };
}

/** What stands behind the first empty line. */
function bodyOf(bytes: Uint8Array): string | null {
  for (let i = 0; i + 1 < bytes.length; i++) if (bytes[i] === 10 && bytes[i + 1] === 10) return utf8Decode(bytes.subarray(i + 2));
  return null;
}
