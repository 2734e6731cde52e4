/** Whatever two peers send to a node between them, it never throws, and nothing of theirs outlives their links. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CMD } from "../wire/constants.ts";
import type { Switches } from "./config.ts";
import type { EventName } from "./events.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { pfsNamed } from "./mesh.testkit.ts";
import { Puppet, ZERO_ID } from "./puppet.testkit.ts";

/** One thing that a peer does. Ids are picked from those that exist, so that most messages mean something. */
interface Step {
  readonly peer: number;
  readonly kind: "open" | "go on" | "wild" | "span" | "close span" | "update" | "conn" | "flip" | "cut" | "wait" | "queue";
  readonly cmd: number;
  readonly flags: string;
  readonly pick: number;
  readonly id: number;
  readonly dist: number;
  readonly bit: number;
  readonly us: number;
}

const anyFlags = fc.subarray(["C", "D", "R", "A", "O"]).map((letters) => letters.join(""));
const anyCmd = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(CMD.DOM_ECHO, CMD.LNK_ERROR) }, fc.constantFrom(CMD.LNK_PING, CMD.LNK_PAD, CMD.LNK_CONN, CMD.LNK_AUTH, 0x300101, 0x000701));

const step: fc.Arbitrary<Step> = fc.record({
  peer: fc.nat(1),
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom("open" as const, "go on" as const, "go on" as const) },
    { weight: 4, arbitrary: fc.constantFrom("span" as const, "close span" as const, "update" as const, "wait" as const) },
    { weight: 2, arbitrary: fc.constantFrom("wild" as const, "queue" as const, "conn" as const) },
    { weight: 1, arbitrary: fc.constantFrom("flip" as const, "cut" as const) },
  ),
  cmd: anyCmd,
  flags: anyFlags,
  pick: fc.nat(20),
  id: fc.nat(3),
  dist: fc.oneof({ weight: 20, arbitrary: fc.nat(20) }, fc.constant(-1)),
  bit: fc.nat(447 * 8),
  us: fc.constantFrom(0, 300, 2_000, 2_000, 11_000_000),
});

const IDS = ["0x0000000000000005", "0x0000000000000006", "0x0000000000000007", ZERO_ID];

function picked<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)];
}

/** SPANs of the puppet's link that the node sent, or received. */
function spans(hop: Hop, puppet: Puppet, kind: "sent" | "received"): string[] {
  return hop.mesh.inspect("H")[kind].filter(({ link }) => link === puppet.link).map(({ msgid }) => msgid);
}

function act(hop: Hop, one: Step): void {
  const puppet = one.peer === 0 ? hop.source : hop.target;
  if (!puppet.isUp) relink(hop, puppet);
  const { flags, pick, dist } = one;
  const text = one.cmd === CMD.DOM_ECHO ? "text" : undefined;
  switch (one.kind) {
    case "wait":
      return hop.mesh.run(one.us);
    case "open": {
      const spanid = picked([...spans(hop, puppet, "sent"), ZERO_ID], pick)!;
      puppet.send({ cmd: text ? CMD.DOM_ECHO : one.cmd, flags: flags.replace("R", "").replace("O", pick === 0 ? "O" : "") || "C", msgid: IDS[one.id]!, spanid, text });
      return;
    }
    case "go on":
      return goOn(hop, puppet, one);
    case "wild": {
      const all = [...spans(hop, puppet, "sent"), ...spans(hop, puppet, "received"), puppet.ownConn, puppet.theirConn, ...IDS];
      puppet.send({ cmd: one.cmd, flags, msgid: picked(all, pick)!, spanid: picked([ZERO_ID, ...all], one.id + dist)!, text, error: dist & 63 });
      return;
    }
    case "span":
      puppet.span(pick % 3 ? "far" : "own", { dist, protoVersion: pick === 7 ? 2 : 1 });
      return;
    case "close span": {
      const sent = pick % 2 === 0;
      const msgid = picked(spans(hop, puppet, sent ? "sent" : "received"), pick);
      if (msgid) puppet.send({ flags: sent ? "RCD" : "D", msgid, error: dist & 63 });
      return;
    }
    case "update": {
      const msgid = picked(spans(hop, puppet, "received"), pick);
      if (msgid) puppet.span("far", { flags: "", msgid, text: "status" });
      return;
    }
    case "conn":
      if (pick % 2) puppet.closeConn();
      puppet.openConn({}, flags.includes("D") ? "CD" : "C");
      return;
    case "queue":
      return hop.mesh.input("H", { kind: "sendQueue", link: puppet.link, queuedBytes: pick < 12 ? 0 : pick < 20 ? 4_194_200 : 16_777_200 });
    case "cut":
      return puppet.cut();
    case "flip":
      return flip(puppet, one.bit);
    default:
      throw new Error(one.kind satisfies never);
  }
}

/** A message of a transaction or entry that exists, from the side that the puppet is on, most often a lawful one. */
function goOn(hop: Hop, puppet: Puppet, { cmd, flags, pick, dist }: Step): void {
  const { entries, transactions } = hop.mesh.inspect("H");
  const mine = [
    ...entries.filter(({ inLink }) => inLink === puppet.link).map((each) => ({ reply: false, spanid: each.inSpanid, ...each })),
    ...entries.filter(({ outLink }) => outLink === puppet.link).map((each) => ({ reply: true, spanid: each.outSpanid, ...each })),
    ...transactions.filter(({ link }) => link === puppet.link).map((each) => ({ reply: each.opener, ...each })),
  ];
  const one = picked(mine, pick);
  if (!one) return;
  const half = one.reply ? one.replyHalf : one.commandHalf;
  const lawful = half === "not open" ? ["C", "CD", "CA", "DA"] : half === "open" ? ["", "", "A", "D", "DA"] : ["DA", "A"];
  const letters = dist === 0 ? flags.replace("R", "") : lawful[pick % lawful.length]!;
  const text = cmd === CMD.DOM_ECHO || dist > 9 ? "x".repeat(Math.max(0, dist)) : undefined;
  puppet.send({ cmd: text === undefined ? CMD.LNK_ERROR : CMD.DOM_ECHO, flags: `${one.reply ? "R" : ""}${letters}`, msgid: one.msgid, spanid: one.spanid, text, error: pick & 3 });
}

/** A whole message of which one bit is wrong: the CRC catches it. */
function flip(puppet: Puppet, bit: number): void {
  const { encoder } = puppet;
  Object.assign(encoder, { salt: puppet.sentCount & 255, msgidHi: 1, msgidLo: 1, spanidHi: 0, spanidLo: 0, flags: 0x80, error: 0 });
  const bytes = encoder.header(CMD.LNK_SPAN).slice();
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  puppet.sendRaw(bytes);
}

function relink(hop: Hop, puppet: Puppet): void {
  puppet.up();
  puppet.handshake();
  puppet.span("far");
  hop.mesh.run(HOLD_OVER_US);
}

/** Cell outcomes and reactions that the runs met, so that a blind generator is noticed. */
const met = new Map<string, number>();

function run(steps: readonly Step[], switches: Partial<Switches>): void {
  const hop = new Hop(switches);
  hop.mesh.ask("H", { kind: "announce", pfs: pfsNamed("own") });
  hop.take();
  for (const one of steps) act(hop, one);
  for (const { name } of hop.mesh.told) met.set(name, (met.get(name) ?? 0) + 1);
  for (const puppet of [hop.source, hop.target]) if (puppet.isUp) puppet.cut();
  const report = hop.mesh.inspect("H");
  expect(report).toMatchObject({ received: [], sent: [], transactions: [], entries: [], own: [{ label: "own" }] });
  const { core } = hop.mesh.node("H");
  expect([core.spans.count, core.index.size, core.transactions.count, core.updates.size]).toEqual([0, 0, 0, 0]);
  expect(core.links.map(({ refused, refusedOwn, spansSent, spansReceived }) => [refused.size, refusedOwn.size > 1, spansSent, spansReceived])).toEqual([[0, false, 0, 0], [0, false, 0, 0]]);
  hop.mesh.run(5_000);
  expect([core.pfs.known, hop.mesh.node("H").busy]).toEqual([1, false]);
  expectCountersAddUp(hop);
}

function expectCountersAddUp(hop: Hop): void {
  const { counters } = hop.mesh.inspect("H");
  expect(counters.violations).toBe(hop.mesh.events("violation").length);
  expect(counters.discarded).toBe(hop.mesh.events("discarded").length);
  expect(counters.thrownOut).toBe(hop.mesh.events("thrownOut").length);
  expect(counters.forwarded).toBe(hop.mesh.events("forwarded").length);
}

describe("a node between two peers that do anything", () => {
  const switches = fc.record({ holdUs: fc.constantFrom(0, 1_000), relaysMax: fc.integer({ min: 1, max: 3 }), splitHorizon: fc.boolean() });

  test("[LINK-06] [TX-07] it never throws; when both links are gone only its own PFS is left", () => {
    fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 60, size: "max" }), switches, run), { numRuns: 250 });
    const needed: EventName[] = ["violation", "decodeFault", "discarded", "thrownOut", "forwarded", "entryOpened", "entryDead", "entryClosed", "transactionAccepted", "transactionAborted", "midStreamAbort", "relayOpened", "relayDenied", "spanRefused", "spanUpdated", "connRefused", "connClosed", "linkLost"];
    expect(needed.filter((name) => !met.has(name))).toEqual([]);
  });

  test("[WIRE-09] bytes of any kind end the link or wait for more, and never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.boolean(), (bytes, open) => {
        const hop = new Hop();
        const puppet = new Puppet(hop.mesh, "H");
        puppet.up();
        if (open) puppet.handshake();
        puppet.sendRaw(Uint8Array.from(bytes), 0);
        puppet.cut();
        expect(hop.source.isUp).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
