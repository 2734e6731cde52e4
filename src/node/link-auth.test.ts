/** AUTH: what is accepted before it is complete, and what it negotiates. */
import { describe, expect, test } from "vitest";
import { CMD } from "../wire/constants.ts";
import { Encoder } from "../wire/encode.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet, type PuppetOptions, ZERO_ID } from "./puppet.testkit.ts";
import { line } from "./seen.testkit.ts";

function linked(options: PuppetOptions = {}): { readonly mesh: Mesh; readonly puppet: Puppet } {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const puppet = new Puppet(mesh, "N", options);
  puppet.up();
  return { mesh, puppet };
}

function expectKilled(mesh: Mesh, puppet: Puppet, rule: string): void {
  expect(mesh.events("violation")).toMatchObject([{ rule, link: puppet.link, value: 17 }]);
  expect(puppet.hungUp).toBe(17);
  expect(puppet.isUp).toBe(false);
}

describe("the handshake", () => {
  test("[LINK-01] AUTH goes out when the link comes up; theirs is answered; CONN follows when both are done", () => {
    const { mesh, puppet } = linked();
    const [auth, ...rest] = puppet.take();
    expect([line(auth!), rest.length, auth!.spanid, auth!.sequence]).toEqual(["LNK_AUTH CD", 0, ZERO_ID, 0]);
    puppet.seen = [auth!];
    const id = puppet.sendAuth();
    expect(puppet.take().slice(1)).toMatchObject([{ name: "LNK_AUTH", flags: "RCD", msgid: id, error: 0 }]);
    expect(puppet.report.session).toBe("auth");
    puppet.seen = [auth!];
    puppet.answerAuth();
    expect(puppet.takeLines().slice(1)).toEqual(["LNK_CONN C *@0"]);
    expect(puppet.report.session).toBe("open");
    expect(mesh.events("linkOpen")).toMatchObject([{ rule: "LINK-02", value: 65_536, extra: 0 }]);
  });

  test("[LINK-01] the two halves may complete in the other order", () => {
    const { puppet } = linked();
    puppet.answerAuth();
    expect(puppet.report.session).toBe("auth");
    puppet.sendAuth();
    expect(puppet.takeLines()).toEqual(["LNK_AUTH CD", "LNK_AUTH RCD", "LNK_CONN C *@0"]);
  });

  test("[LINK-01] PADs are accepted before AUTH, and a CREATE flag on one changes nothing", () => {
    const { mesh, puppet } = linked();
    puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID });
    puppet.send({ cmd: CMD.LNK_PAD, flags: "C" });
    puppet.handshake();
    expect([puppet.report.session, mesh.events("violation")]).toEqual(["open", []]);
  });
});

const OTHERS = [
  ["LNK_PING", { cmd: CMD.LNK_PING, msgid: ZERO_ID }],
  ["LNK_CONN", { cmd: CMD.LNK_CONN, flags: "C" }],
  ["LNK_SPAN", { cmd: CMD.LNK_SPAN, flags: "C" }],
  ["LNK_ERROR that would be discarded", { cmd: CMD.LNK_ERROR, flags: "DA" }],
  ["one-way DOM_ECHO", { text: "hi", msgid: ZERO_ID }],
  ["DOM_ECHO CREATE", { text: "hi", flags: "C" }],
  ["an unknown command", { cmd: 0x300101, msgid: ZERO_ID }],
  ["a message over a spanid that would be thrown out", { text: "hi", flags: "C", spanid: "0x0000000000000099" }],
] as const;

describe.each(["nothing happened", "theirs was answered", "ours was answered"] as const)("while AUTH is not complete: %s", (stage) => {
  test.each(OTHERS)("[LINK-01] [TX-07] %s kills the link", (_, spec) => {
    const { mesh, puppet } = linked();
    if (stage === "theirs was answered") puppet.sendAuth();
    if (stage === "ours was answered") puppet.answerAuth();
    puppet.send(spec);
    expectKilled(mesh, puppet, "LINK-01");
    expect(mesh.events("thrownOut")).toEqual([]);
    expect(mesh.events("discarded")).toEqual([]);
  });
});

describe("malformed AUTH", () => {
  function auth(puppet: Puppet, flags: string, msgid: string, spanid = ZERO_ID): void {
    puppet.send({ cmd: CMD.LNK_AUTH, flags, msgid, spanid });
  }

  test.each(["", "C", "D", "A", "CDA", "CA", "DA", "RC", "R", "RCDA"])("[LINK-01] AUTH %s is no AUTH", (flags) => {
    const { mesh, puppet } = linked();
    auth(puppet, flags, puppet.seen[0]!.msgid);
    expectKilled(mesh, puppet, "LINK-01");
  });

  test("[LINK-01] a second AUTH before the first is complete", () => {
    const { mesh, puppet } = linked();
    puppet.sendAuth();
    puppet.sendAuth();
    expectKilled(mesh, puppet, "LINK-01");
  });

  test("[LINK-01] an answer to an AUTH that was not ours, and a second answer", () => {
    const first = linked();
    first.puppet.send({ cmd: CMD.LNK_AUTH, flags: "RCD", msgid: first.puppet.newId() });
    expectKilled(first.mesh, first.puppet, "LINK-01");
    const second = linked();
    second.puppet.answerAuth();
    second.puppet.answerAuth();
    expectKilled(second.mesh, second.puppet, "LINK-01");
  });

  test("[LINK-01] msgid 0", () => {
    const { mesh, puppet } = linked();
    auth(puppet, "CD", ZERO_ID);
    expectKilled(mesh, puppet, "LINK-01");
  });

  test("[TX-01] AUTH over a spanid", () => {
    const { mesh, puppet } = linked();
    auth(puppet, "CD", puppet.newId(), "0x0000000000000001");
    expectKilled(mesh, puppet, "TX-01");
  });

  test.each(["CD", "RCD"])("[LINK-01] AUTH %s on an open link", (flags) => {
    const { mesh, puppet } = linked();
    puppet.handshake();
    auth(puppet, flags, puppet.newId());
    expectKilled(mesh, puppet, "LINK-01");
  });
});

describe("time", () => {
  test("[LINK-01] not complete in 10 s: the link is lost, whatever else arrives", () => {
    const { mesh, puppet } = linked();
    puppet.sendAuth();
    for (let i = 0; i < 9; i++) {
      mesh.run(1_000_000);
      puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID });
    }
    mesh.run(999_999);
    expect(puppet.isUp).toBe(true);
    mesh.run(1);
    expect(mesh.events("linkLost")).toMatchObject([{ rule: "LINK-01", atUs: 10_000_000, value: 2 }]);
    expect(puppet.hungUp).toBe(2);
    expect(mesh.events("violation")).toEqual([]);
  });

  test("[LINK-01] complete in time: the patience ends with it", () => {
    const { mesh, puppet } = linked();
    mesh.run(9_999_999);
    puppet.handshake();
    mesh.run(9_000_000);
    expect(puppet.isUp).toBe(true);
  });
});

describe("what AUTH says", () => {
  test("[LINK-02] it names the host, class 1 and version 1, and offers the largest aux data and the right to a shell", () => {
    const { puppet } = linked();
    expect(puppet.seen[0]!.auth).toMatchObject({ host: Uint32Array.of(0, 0, 0, 1), protoClass: 1, protoVersion: 1, auxBytesMax: 65_536, rights: 1 });
    expect(puppet.seen[0]!.bytes).toHaveLength(128);
    expect(puppet.seen[0]!.cmd & 0xffffff).toBe(0x1002);
  });

  test.each([[{ protoClass: 2 }], [{ protoClass: 0 }], [{ protoVersion: 0 }]])("[LINK-01] [LINK-02] %j is refused: the answer goes out, then the link closes", (body) => {
    const { mesh, puppet } = linked({ auth: body });
    puppet.take();
    puppet.sendAuth();
    expect(puppet.takeLines()).toEqual(["LNK_AUTH RCD 0x20"]);
    expect(mesh.events("authRefused")).toMatchObject([{ rule: "LINK-02", value: 0x20 }]);
    expect(puppet.hungUp).toBe(0x23);
    expect(mesh.inspect("N").counters.violations).toBe(0);
    const [answer, hangup] = [mesh.story.findLastIndex((each) => "bytes" in each), mesh.story.indexOf(mesh.hungUp[0]!)];
    expect(answer).toBeLessThan(hangup);
  });

  test("[LINK-01] our AUTH is refused: the link closes", () => {
    const { mesh, puppet } = linked();
    puppet.sendAuth();
    puppet.answerAuth(0x20);
    expect(mesh.events("authDenied")).toMatchObject([{ value: 0x20 }]);
    expect([puppet.hungUp, mesh.events("linkOpen"), mesh.events("violation")]).toEqual([0x23, [], []]);
  });

  test("[LINK-02] the smaller version wins: a newer peer is accepted", () => {
    const { puppet } = linked({ auth: { protoVersion: 7 } });
    puppet.handshake();
    expect(puppet.isUp).toBe(true);
  });

  test("[LINK-02] capabilities are what both have: we have none yet", () => {
    const { mesh, puppet } = linked({ auth: { capabilities: 0xffff_ffff, rights: 5 } });
    puppet.handshake();
    expect(mesh.events("linkOpen")).toMatchObject([{ extra: 0 }]);
    expect(mesh.node("N").core.links[puppet.link]).toMatchObject({ capabilities: 0, rights: 5 });
  });
});

describe("the negotiated maximum of aux data", () => {
  test.each([[128, 128], [0x10_0000, 65_536], [0, 0]])("[LINK-02] [WIRE-05] they offer %i: %i holds", (offered, negotiated) => {
    const { mesh, puppet } = linked({ auth: { auxBytesMax: offered } });
    puppet.handshake();
    expect(mesh.events("linkOpen")).toMatchObject([{ value: negotiated }]);
    puppet.send({ aux: new Uint8Array(negotiated), cmd: CMD.DOM_ECHO, msgid: ZERO_ID });
    expect(puppet.isUp).toBe(true);
    if (negotiated === 65_536) return;
    puppet.send({ aux: new Uint8Array(negotiated + 1), msgid: ZERO_ID });
    expect(mesh.events("decodeFault")).toMatchObject([{ value: 4, rule: "WIRE-10" }]);
    expect(puppet.hungUp).toBe(4);
  });

  test("[LINK-02] the node keeps to it too: open, send, one-way", () => {
    const { mesh, puppet } = linked({ auth: { auxBytesMax: 64 } });
    puppet.handshake();
    const via = { link: puppet.link };
    mesh.ask("N", { kind: "open", via, text: "x".repeat(64), flags: 0, tag: 1 });
    mesh.ask("N", { kind: "oneWay", via, text: "x".repeat(64), reply: false });
    expect(puppet.take()).toEqual([]);
    mesh.ask("N", { kind: "open", via, text: "x".repeat(63), flags: 0, tag: 2 });
    const [create] = puppet.take();
    expect(create!.aux).toHaveLength(64);
    mesh.ask("N", { kind: "send", transaction: puppet.transaction(create!.msgid), text: "x".repeat(64) });
    expect(puppet.take()).toEqual([]);
    expect(mesh.events("requestRefused").map(({ value, extra }) => [value, extra])).toEqual([[0x26, 1], [0x26, -1], [0x26, 2]]);
    mesh.ask("N", { kind: "send", transaction: puppet.transaction(create!.msgid), text: "x".repeat(63) });
    expect(puppet.take()).toHaveLength(1);
  });

  test.each([[1_024, true], [1_025, false]] as const)("[LINK-02] AUTH with %i bytes of key material: %s", (bytes, accepted) => {
    const { mesh, puppet } = linked();
    puppet.sendRaw(withKey(bytes));
    expect(puppet.isUp).toBe(accepted);
    expect(puppet.seen.filter((each) => each.flags === "RCD")).toHaveLength(accepted ? 1 : 0);
    expect(mesh.events("decodeFault").map(({ value }) => value)).toEqual(accepted ? [] : [4]);
  });
});

/** The first message of a stream: an AUTH of class 1, version 1, with aux data. */
function withKey(bytes: number): Uint8Array {
  const encoder = new Encoder("header", false);
  Object.assign(encoder, { msgidHi: 1, msgidLo: 1, flags: 0xc0 });
  const plain = encoder.auth({ host: Uint32Array.of(1, 2, 3, 4), protoClass: 1, protoVersion: 1, auxBytesMax: 65_536, capabilities: 0, rights: 0, encryption: 0 });
  const whole = encoder.withAux(CMD.LNK_AUTH, new Uint8Array(bytes).fill(7)).slice();
  whole.set(plain.subarray(64, 128), 64);
  return encoder.resend(whole, 0);
}
