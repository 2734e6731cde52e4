import { expect, test } from "vitest";
import { Prng } from "../base/prng.ts";
import { DEFAULT_SWITCHES, NO_FILTER } from "./config.ts";
import { EVENT } from "./events.ts";
import { Identities } from "./identities.ts";
import type { NodeInput } from "./inputs.ts";
import { inspectNode } from "./inspect.ts";
import { EVENT_FIELDS, Outbox, OUTPUT } from "./outbox.ts";
import { OutsideEnd } from "./outside.ts";

function outside(): { readonly end: OutsideEnd; readonly input: (input: NodeInput) => (number | Uint8Array | undefined)[][] } {
  const end = new OutsideEnd({ number: 1, role: "controller", bigEndian: false, host: new Uint32Array(4), switches: DEFAULT_SWITCHES, planted: null, cluster: null }, new Identities(), new Prng(1));
  let nowUs = 0;
  /** kind, link, and what goes out or is told */
  const input = (what: NodeInput) => {
    const out = new Outbox();
    end.handle(++nowUs, what, out);
    return Array.from({ length: out.count }, (_, i) => [out.kinds[i], out.fields[i * EVENT_FIELDS + 2], out.bytes[i] ?? out.fields[i * EVENT_FIELDS + 8]]);
  };
  for (let link = 0; link < 2; link++) expect(input({ kind: "request", request: { kind: "addLink", config: { weight: 1, filter: NO_FILTER } } })).toEqual([]);
  return { end, input };
}

test("the end that is no node says nothing of its own accord, and hands on what is said there", () => {
  const { end, input } = outside();
  expect(input({ kind: "linkUp", link: 1 })).toEqual([]);
  expect(inspectNode(end).links.map(({ session }) => session)).toEqual(["down", "open"]);
  const bytes = Uint8Array.of(1, 2, 3);
  expect(input({ kind: "bytes", link: 1, bytes })).toEqual([]); // nobody takes it
  end.heard = [];
  expect([input({ kind: "bytes", link: 1, bytes }), input({ kind: "timer", timer: 3 }), input({ kind: "sendQueue", link: 1, queuedBytes: 3 })]).toEqual([[], [], []]);
  bytes.fill(9); // the arena took them back
  expect([end.heard, end.core.counters.received, end.core.links[1]!.receivedCount]).toEqual([[Uint8Array.of(1, 2, 3)], 2, 2]);
  expect(input({ kind: "request", request: { kind: "inject", link: 1, bytes } })).toEqual([[OUTPUT.transmit, 1, bytes]]);
  expect([end.core.counters.sent, end.core.links[1]!.sentCount, end.core.links[0]!.sentCount]).toEqual([1, 1, 0]);
});

test("[LINK-06] when the peer's stream ends, the links that are up hang up without an error", () => {
  const { end, input } = outside();
  input({ kind: "linkUp", link: 1 });
  expect([input({ kind: "request", request: { kind: "crash" } }), input({ kind: "request", request: { kind: "crash" } })]).toEqual([[[OUTPUT.hangup, 1, 0]], []]);
  input({ kind: "linkUp", link: 0 });
  input({ kind: "linkDown", link: 0, error: 2 });
  expect(inspectNode(end).links.map(({ session }) => session)).toEqual(["down", "down"]);
});

test("what only a node could do is refused", () => {
  const { end } = outside();
  const out = new Outbox();
  end.handle(9, { kind: "request", request: { kind: "withdraw", fsid: new Uint32Array(4) } }, out);
  expect([out.count, ...out.fields.subarray(0, EVENT_FIELDS)]).toEqual([1, EVENT.requestRefused, 0, -1, 0, 0, 0, 0, -1, 0x20, -1]);
});
