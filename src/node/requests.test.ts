/** What is asked of a node and cannot be is refused with a reason; nothing that is asked throws. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import type { LockDomain, LockState } from "../wire/lock-body.ts";
import { parseId64 } from "../base/bytes.ts";
import { type LinkEndConfig, NO_FILTER, type Role } from "./config.ts";
import type { NodeRequest, SpanRef, TransactionRef } from "./inputs.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet, refOf, ZERO_ID } from "./puppet.testkit.ts";

describe("filters", () => {
  const tooLong = { ...NO_FILTER, label: "x".repeat(256) };

  test("[LINK-05] a pattern that does not fit into a CONN is refused, when the link is made or the CONN opened", () => {
    const mesh = new Mesh();
    mesh.add("N");
    mesh.ask("N", { kind: "addLink", config: { weight: 1, filter: tooLong } });
    expect([mesh.node("N").linkCount, mesh.events("requestRefused").map(({ rule, value }) => [rule, value])]).toEqual([0, [["LINK-05", 0x26]]]);
    const puppet = Puppet.join(mesh, "N");
    mesh.ask("N", { kind: "closeConn", link: puppet.link });
    puppet.send({ flags: "RD", msgid: puppet.theirConn });
    mesh.ask("N", { kind: "openConn", link: puppet.link, filter: tooLong });
    expect([puppet.takeLines(), mesh.events("requestRefused").length]).toEqual([["LNK_ERROR D"], 2]);
    mesh.ask("N", { kind: "openConn", link: puppet.link, filter: { ...NO_FILTER, label: "x".repeat(255) } });
    expect(puppet.take()).toMatchObject([{ name: "LNK_CONN" }]);
  });
});

describe("crash", () => {
  test("[TX-02] [LINK-07] everything learned is gone, the configuration and the msgid counter are not", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N");
    puppet.span("far");
    puppet.span("brief");
    mesh.run(HOLD_OVER_US / 4);
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "x", flags: 0, tag: 1 });
    const last = puppet.take().at(-1)!.msgid;
    puppet.cut();
    mesh.ask("N", { kind: "crash" });
    const report = mesh.inspect("N");
    expect(report).toMatchObject({ received: [], sent: [], transactions: [], entries: [], own: [{ label: "own" }] });
    expect([report.links.length, mesh.node("N").busy, mesh.node("N").core.index.size]).toEqual([1, false, 0]);
    mesh.run(HOLD_OVER_US);
    puppet.up();
    puppet.authenticate();
    puppet.acknowledgeConn();
    puppet.openConn();
    expect(puppet.seen[0]!.msgid > last).toBe(true);
    expect(puppet.spanOf("own")).not.toBe("");
    puppet.span("far");
    expect(mesh.events("bestChanged").filter(({ link }) => link >= 0)).toHaveLength(3);
  });
});

describe("crash with its links up", () => {
  test("[TX-02] [LINK-06] nothing is said to anybody, nothing is left, and the links start anew", () => {
    const hop = new Hop();
    hop.mesh.ask("H", { kind: "announce", pfs: pfsNamed("own") });
    hop.command("C", { text: "hop" });
    hop.source.send({ flags: "C", text: "link 0" });
    hop.target.span("not yet relayed");
    hop.take();
    const since = hop.mesh.story.length;
    hop.mesh.ask("H", { kind: "crash" });
    hop.mesh.run(HOLD_OVER_US);
    expect([hop.mesh.sentBy("H", since), hop.mesh.hungUp, hop.mesh.node("H").busy]).toEqual([[], [], false]);
    expect(hop.mesh.inspect("H")).toMatchObject({ received: [], sent: [], transactions: [], entries: [], own: [{ label: "own" }] });
    const { core } = hop.mesh.node("H");
    expect([core.index.size, core.spans.count, core.transactions.count, core.pfs.known]).toEqual([0, 0, 0, 1]);
    expect(core.links.map(({ phase }) => phase)).toEqual([0, 0]);
    hop.source.up();
    hop.source.handshake();
    expect(hop.source.report).toMatchObject({ session: "open", spansSent: 1 });
  });
});

describe("injected bytes", () => {
  test("[WIRE-07] go out as if the node had made them: the counter goes on, the link lives", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N");
    puppet.encoder.salt = 77;
    puppet.encoder.flags = 0;
    mesh.ask("N", { kind: "inject", link: puppet.link, bytes: puppet.encoder.withAux(0x200101, Uint8Array.of(65, 0)) });
    mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "after it", reply: false });
    expect(puppet.take().map(({ text }) => text)).toEqual(["A", "after it"]);
    puppet.cut();
    mesh.ask("N", { kind: "inject", link: puppet.link, bytes: new Uint8Array(64) });
    expect(mesh.events("requestRefused")).toMatchObject([{ rule: "WIRE-07", value: 2 }]);
  });
});

const ID = fc.oneof(fc.constantFrom("0x0000000000000000", "0xffffffffffffffff"), fc.constant(""));
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom("", "x".repeat(255), "x".repeat(256), "é".repeat(4_000), "x".repeat(LIMITS.auxBytesMax), "\ud800"));
const link = fc.integer({ min: -1, max: 4 });
const uuid = fc.constantFrom(...["own", "far", "none"].map((label) => pfsNamed(label).fsid));
const filter = fc.record({ clid: uuid, fsid: uuid, label: text });
const flags = fc.nat(255);

/** References are drawn as numbers and looked up when the request is made. */
interface Drawn {
  readonly kind: NodeRequest["kind"];
  readonly link: number;
  readonly text: string;
  readonly uuid: Uint32Array;
  readonly flags: number;
  readonly filter: LinkEndConfig["filter"];
  readonly pick: number;
  readonly yes: boolean;
  readonly id: string;
}

const KINDS: readonly NodeRequest["kind"][] = ["addLink", "announce", "withdraw", "updateStatus", "open", "send", "close", "abort", "oneWay", "closeConn", "openConn", "refuseSpan", "setWeight", "inject", "lock", "upgradeLock", "narrowLock", "unlock", "stopWaiting", "commit", "abortCommit", "crash"];
const drawn: fc.Arbitrary<Drawn> = fc.record({ kind: fc.constantFrom(...KINDS.slice(0, -1)), link, text, uuid, flags, filter, pick: fc.nat(9), yes: fc.boolean(), id: ID });

function toRequest(mesh: Mesh, one: Drawn): NodeRequest {
  const spans = mesh.inspect("N").received;
  const transactions = mesh.inspect("N").transactions;
  const span: SpanRef = spans[one.pick] ? spanRef(spans[one.pick]!.link, spans[one.pick]!.msgid) : spanRef(one.link, one.id || ZERO_ID);
  const known = transactions[one.pick];
  const transaction: TransactionRef = known ? refOf(known.link, known.spanid, known.msgid) : refOf(one.link, one.id || ZERO_ID, ZERO_ID);
  const via = one.yes ? span : { link: one.link };
  switch (one.kind) {
    case "addLink": return { kind: one.kind, config: { weight: one.flags, filter: one.filter } };
    case "announce": return { kind: one.kind, pfs: { clid: one.uuid, fsid: one.uuid, pfsType: one.flags, label: one.text } };
    case "withdraw": return { kind: one.kind, fsid: one.uuid };
    case "updateStatus": return { kind: one.kind, fsid: one.uuid, status: one.pick, pfsType: one.flags, text: one.text };
    case "open": return { kind: one.kind, via, text: one.text, flags: one.flags, tag: one.pick };
    case "send": return { kind: one.kind, transaction, text: one.text };
    case "close": return { kind: one.kind, transaction };
    case "abort": return { kind: one.kind, transaction, midStream: one.yes };
    case "oneWay": return { kind: one.kind, via, text: one.text, reply: one.yes };
    case "closeConn": return { kind: one.kind, link: one.link };
    case "openConn": return { kind: one.kind, link: one.link, filter: one.filter };
    case "setFilter": return { kind: one.kind, link: one.link, filter: one.filter };
    case "refuseSpan": return { kind: one.kind, span };
    case "setWeight": return { kind: one.kind, link: one.link, weight: one.flags - 1 };
    case "inject": return { kind: one.kind, link: one.link, bytes: new Uint8Array(one.flags) };
    case "commit": return { kind: one.kind, text: one.text, nonBlocking: one.yes, tag: one.pick };
    case "abortCommit": return { kind: one.kind, operationHi: one.pick, operationLo: one.flags };
    case "lock": return { kind: one.kind, tag: one.pick, transactionTag: one.pick, path: one.yes ? "/a" : one.text, domain: (one.flags & 3) as LockDomain, state: (one.pick & 3) as LockState, master: -1, nonBlocking: one.yes, yields: one.yes, retries: one.yes };
    case "upgradeLock": return { kind: one.kind, tag: one.pick, state: (one.flags & 3) as LockState, nonBlocking: one.yes };
    case "narrowLock": return { kind: one.kind, tag: one.pick, state: (one.flags & 3) as LockState };
    case "unlock": return { kind: one.kind, tag: one.pick };
    case "stopWaiting": return { kind: one.kind, tag: one.pick };
    case "crash": return { kind: one.kind };
    default: throw new Error(one.kind satisfies never);
  }
}

function spanRef(on: number, msgid: string): SpanRef {
  const { hi, lo } = parseId64(msgid)!;
  return { link: on, msgidHi: hi, msgidLo: lo };
}

test("[TX-07] no request throws, and the node still answers afterwards", () => {
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 25 }), fc.constantFrom<Role>("controller", "endpoint", "leaf"), fc.constantFrom("header", "c2012"), (requests, role, profile) => {
      const mesh = new Mesh({ profile });
      const masters = ["own", "far"].map((label) => ({ label, fsid: pfsNamed(label).fsid }));
      mesh.add("N", { role, pfs: ["own"], cluster: { clid: pfsNamed("own").clid, masters, tree: ["/", "/a"], broaderGrants: true } });
      const puppet = Puppet.join(mesh, "N", { profile });
      puppet.tolerant = true;
      puppet.span("far");
      for (const one of requests) mesh.ask("N", toRequest(mesh, one));
      mesh.run(HOLD_OVER_US);
      expect(mesh.inspect("N").links.length).toBeGreaterThan(0);
      puppet.cut();
      expect(mesh.inspect("N")).toMatchObject({ received: [], sent: [], transactions: [], entries: [] });
    }),
    { numRuns: 300 },
  );
});
