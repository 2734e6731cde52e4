import type { Frame, TopologyView } from "../../port/messages.ts";
import type { Hit } from "./stage-engine.ts";

/** Messages in flight for who goes through them with a key: those of the link or node at hand first, then of all links. */
export function messagesAround(topology: TopologyView, { flights }: Frame, near: Hit | null): number[] {
  const isNear = (link: number): boolean => {
    if (near?.kind === "link") return link === near.link;
    const ends = topology.links[link];
    return near?.kind === "node" && ends !== undefined && (ends.a === near.node || ends.b === near.node);
  };
  const first: number[] = [];
  const rest: number[] = [];
  for (let flight = 0; flight < flights.count; flight += 1) (isNear(flights.link[flight]!) ? first : rest).push(flights.message[flight]!);
  return first.length > 0 ? first : rest;
}

/** The one behind or before `message`; the first or last when it is not among them any more. */
export function nextMessage(messages: readonly number[], message: number | null, step: 1 | -1): number | null {
  if (messages.length === 0) return null;
  const at = message === null ? -1 : messages.indexOf(message);
  if (at === -1) return messages[step === 1 ? 0 : messages.length - 1]!;
  return messages[(at + step + messages.length) % messages.length]!;
}
