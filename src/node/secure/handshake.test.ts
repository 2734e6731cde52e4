/** AUTH with keys, through real bytes: a peer with a program of its own, and everything it can do wrong. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import type { Mesh } from "../mesh.testkit.ts";
import { ZERO_ID } from "../puppet.testkit.ts";
import { line } from "../seen.testkit.ts";
import { keyringWith, nodeHost, PEER_SECRET, SecurePuppet } from "./secured.testkit.ts";

const [NODE_HOST, NODE_KEY] = nodeHost(1);
const OTHER_SECRET = new Uint8Array(32).fill(0x99);

/** The link is refused: told by that event, answered or closed with that error, not as a violation, and nothing of it is left open. */
function expectRefused(mesh: Mesh, puppet: SecurePuppet, event: "hostUnknown" | "hostKeyWrong" | "signatureWrong" | "keyReflected" | "keyUnusable" | "suiteMismatch" | "ownKeyMissing", error: number): void {
  expect(mesh.events(event)).toMatchObject([{ rule: "LINK-02", link: puppet.link, value: error }]);
  expect(mesh.events("authRefused")).toMatchObject([{ rule: "LINK-02", value: error }]);
  expect([puppet.hungUp, puppet.isUp, mesh.events("linkOpen"), mesh.events("hostAuthenticated"), mesh.events("violation")]).toEqual([0x23, false, [], [], []]);
}

describe("the handshake with keys", () => {
  test("[LINK-01] [LINK-02] AUTH carries host key, ephemeral key and nonce; the answer carries the proof; then both seal", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    const [auth] = puppet.seen;
    expect([line(auth!).slice(0, 11), auth!.aux.length, auth!.auth!.encryption, auth!.auth!.capabilities]).toEqual(["LNK_AUTH CD", 112, 1, 8]);
    expect([...auth!.aux.subarray(0, 16)]).toEqual([1, 0, 112, 0, 1, 0, 0, 0, ...new Uint8Array(8)]);
    expect(auth!.aux.slice(16, 48)).toEqual(NODE_KEY);
    puppet.sendOffer();
    expect(puppet.seen.at(-1)).toMatchObject({ name: "LNK_AUTH", flags: "RCD", error: 0 });
    expect(puppet.provedBy(NODE_KEY)).toBe(true);
    const { security } = mesh.node("N").core.links[0]!;
    expect([puppet.report.session, security!.authenticated]).toEqual(["auth", false]);
    puppet.sendProof();
    expect([puppet.report.session, security!.authenticated]).toEqual(["open", true]);
    expect(mesh.events("hostAuthenticated")).toMatchObject([{ rule: "LINK-02", extra: 1 }]);
    expect(mesh.events("linkOpen")).toMatchObject([{ extra: 8 }]);
    expect(line(puppet.seen.at(-1)!)).toBe("LNK_CONN C *@0");
    expect(puppet.records.map((record) => [...record.subarray(0, 16)])).toEqual([[0x32, 0x53, 0, 0, 192, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
    expect(puppet.records[0]).toHaveLength(448 + 32);
  });

  test("[LINK-02] everything goes on as on a link in the clear: CONN, SPAN, a transaction and its answer", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.authenticate();
    puppet.acknowledgeConn();
    puppet.openConn();
    const far = puppet.span("far");
    expect(mesh.node("N").bestSpan("far", -1)).not.toBeNull();
    mesh.run(2_000);
    const own = puppet.spanOf("own");
    puppet.take();
    const id = puppet.send({ text: "psst", flags: "C", spanid: own });
    expect(puppet.takeLines()).toEqual(['DOM_ECHO RC "psst"']);
    puppet.send({ flags: "D", msgid: id, spanid: own });
    expect([far === "", puppet.isUp, mesh.events("violation")]).toEqual([false, true, []]);
    expect(puppet.opened).toBe(puppet.records.length);
  });

  test("[LINK-02] bytes that go in the clear and those on the wire: what is said stands in the outbox, the record travels", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.handshake();
    const sent = mesh.sent.filter(({ wire, bytes }) => wire !== bytes);
    expect(sent.length).toBeGreaterThan(1);
    for (const { bytes, wire } of sent) {
      expect([bytes[0], bytes[1], wire[0], wire[1], wire.length]).toEqual([0x32, 0x48, 0x32, 0x53, bytes.length + 32]);
      expect(Buffer.from(wire).includes(Buffer.from(bytes.subarray(8, 32)))).toBe(false);
    }
  });

  test("[LINK-02] a new incarnation has new keys, and its records count from 0", () => {
    const { puppet } = SecurePuppet.meet();
    puppet.handshake();
    const first = { auth: puppet.theirAuth, records: puppet.records };
    puppet.cut();
    puppet.up();
    const auth = puppet.theirAuth;
    puppet.handshake();
    const drawn = [first.auth, auth].flatMap((each) => [each.slice(128 + 48, 128 + 80).join(), each.slice(128 + 80, 128 + 112).join()]);
    expect(new Set(drawn).size).toBe(4); // ephemeral keys and nonces, all different
    expect(auth.slice(128 + 16, 128 + 48)).toEqual(NODE_KEY);
    expect(puppet.records[0]!.slice(0, 16)).toEqual(first.records[0]!.slice(0, 16));
    expect(puppet.records[0]!.slice(16)).not.toEqual(first.records[0]!.slice(16));
  });

  test("[LINK-02] the stream of two messages and a record in one chunk, and of single bytes, is the same", () => {
    const whole = SecurePuppet.meet();
    const { puppet } = whole;
    puppet.sendOffer();
    let held: number[] = [];
    const { mesh } = whole;
    const deliver = mesh.deliver.bind(mesh);
    mesh.deliver = (_id, _link, bytes) => void held.push(...bytes);
    puppet.sendProof();
    puppet.openConn();
    puppet.send({ cmd: CMD.LNK_PING, msgid: ZERO_ID });
    mesh.deliver = deliver;
    mesh.deliver("N", puppet.link, Uint8Array.from(held));
    expect([mesh.events("connReceived").length, puppet.isUp]).toEqual([1, true]);
    held = [...puppet.seal(puppet.encoder.header(CMD.LNK_PING))];
    expect(held).toHaveLength(96);
    Object.assign(puppet.encoder, { salt: 4, flags: 0 });
    const bytes = puppet.seal(puppet.encoder.header(CMD.LNK_PING), 2);
    for (const byte of bytes) mesh.deliver("N", puppet.link, Uint8Array.of(byte));
    expect([puppet.isUp, mesh.events("decodeFault")]).toEqual([true, []]);
    expect(mesh.node("N").core.links[puppet.link]!.security!.reader!.numberExpected).toBe(3);
  });
});

describe("suites", () => {
  test.each([["offer", 0], ["offer", 2]] as const)("[LINK-02] one end offers, the other has suites %s %i: in the clear", (wish, encryption) => {
    const { mesh, puppet } = SecurePuppet.meet(wish);
    puppet.sendAuth({ encryption });
    puppet.answerAuth();
    expect(puppet.report.session).toBe("open");
    expect(mesh.events("linkOpen")).toMatchObject([{ rule: "LINK-02" }]);
    expect(mesh.sent.every(({ bytes, wire }) => bytes === wire)).toBe(true);
  });

  test("[LINK-02] a node that wants none answers in the clear whatever is offered, and offers none", () => {
    const { mesh, puppet } = SecurePuppet.meet("none");
    expect([puppet.seen[0]!.auth!.encryption, puppet.seen[0]!.aux.length]).toEqual([0, 0]);
    puppet.sendOffer();
    puppet.answerAuth();
    expect([puppet.report.session, puppet.seen.at(-2)!.aux.length, mesh.events("linkOpen").length]).toEqual(["open", 0, 1]);
  });

  test.each([0, 2, 0xffff_fffe])("[LINK-02] an end that requires its suite refuses one that offers %i", (encryption) => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendAuth({ encryption });
    expect(line(puppet.seen.at(-1)!)).toContain("LNK_AUTH RCD 0x20");
    expectRefused(mesh, puppet, "suiteMismatch", 0x20);
  });

  test("[LINK-02] a host without a key of its own cannot keep what it requires", () => {
    const { mesh, puppet } = SecurePuppet.meet("require", { keyring: undefined });
    expect(puppet.seen[0]!.aux).toHaveLength(0);
    puppet.sendOffer();
    expectRefused(mesh, puppet, "ownKeyMissing", 11);
  });

  test("[LINK-02] downgrade: suites struck out of one AUTH on its way are missed by the proof of the other side", () => {
    const { mesh, puppet } = SecurePuppet.meet("offer");
    puppet.sendOffer();
    // Somebody let the peer see an AUTH without the suite: what it signs is another AUTH than the node sent.
    const struck = puppet.theirAuth.slice();
    struck[96] = 0;
    puppet.sendProof(puppet.proof(puppet.ownAuthBytes, struck));
    expectRefused(mesh, puppet, "signatureWrong", 12);
  });

  test.each([["rights", 92], ["capabilities", 88], ["aux_bytes_max", 84], ["host", 64], ["salt", 4]] as const)("[LINK-02] %s of an AUTH changed on its way: the proof does not hold", (_, at) => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer();
    const changed = puppet.theirAuth.slice();
    changed[at] ^= 1;
    puppet.sendProof(puppet.proof(puppet.ownAuthBytes, changed));
    expectRefused(mesh, puppet, "signatureWrong", 12);
  });
});

describe("who it is", () => {
  test("[LINK-02] unknown host: refused with 10, answered, told", () => {
    const { mesh, puppet } = SecurePuppet.meet("require", { keyring: keyringWith([]) });
    puppet.sendOffer();
    expect(puppet.seen.at(-1)).toMatchObject({ flags: "RCD", error: 10, aux: new Uint8Array(0) });
    expectRefused(mesh, puppet, "hostUnknown", 10);
  });

  test("[LINK-02] another key than the host is known by: refused with 12", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.hostSecret = OTHER_SECRET;
    puppet.sendOffer();
    expect(puppet.seen.at(-1)).toMatchObject({ flags: "RCD", error: 12 });
    expectRefused(mesh, puppet, "hostKeyWrong", 12);
  });

  test("[LINK-02] the right public key without the secret to it: the proof does not hold", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    const hostKey = ed25519.getPublicKey(puppet.hostSecret);
    puppet.hostSecret = OTHER_SECRET;
    puppet.sendOffer({ hostKey });
    expect(puppet.report.session).toBe("auth");
    puppet.sendProof();
    expectRefused(mesh, puppet, "signatureWrong", 12);
  });

  test("[LINK-02] no proof before one named oneself: an answer that came first is none", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.answerAuth();
    expect(puppet.report.session).toBe("auth");
    puppet.sendOffer();
    expectRefused(mesh, puppet, "signatureWrong", 12);
  });
});

describe("what was heard before", () => {
  test("[LINK-02] reflection: the node's own AUTH comes back, its own proof too", () => {
    const { mesh, puppet } = SecurePuppet.meet("require", { keyring: keyringWith([[NODE_HOST, NODE_KEY]]) });
    puppet.sendWire(puppet.theirAuth);
    expectRefused(mesh, puppet, "keyReflected", 12);
  });

  test("[LINK-02] reflection: a peer that says it is this very host", () => {
    const { mesh, puppet } = SecurePuppet.meet("require", { keyring: keyringWith([[NODE_HOST, ed25519.getPublicKey(PEER_SECRET)]]) });
    puppet.sendOffer({ auth: { host: NODE_HOST } });
    expectRefused(mesh, puppet, "keyReflected", 12);
  });

  test.each(["ephemeralKey", "nonce"] as const)("[LINK-02] reflection: its %s in an AUTH of another host", (field) => {
    const { mesh, puppet } = SecurePuppet.meet();
    const theirs = puppet.theirAuth;
    puppet.sendOffer({ [field]: field === "nonce" ? theirs.slice(128 + 80, 128 + 112) : theirs.slice(128 + 48, 128 + 80) });
    expectRefused(mesh, puppet, "keyReflected", 12);
  });

  test("[LINK-02] reflection: the node's proof is not one of the peer", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer();
    puppet.sendProof(puppet.seen.at(-1)!.aux);
    expectRefused(mesh, puppet, "signatureWrong", 12);
  });

  test("[LINK-02] replay: AUTH and proof of an old incarnation, byte by byte", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer();
    const proof = puppet.proof();
    puppet.sendProof(proof);
    expect(puppet.report.session).toBe("open");
    const old = puppet.ownAuthBytes;
    puppet.cut();
    const opened = mesh.events("linkOpen").length;
    puppet.up();
    puppet.sendRaw(old);
    expect(puppet.seen.at(-1)).toMatchObject({ flags: "RCD", error: 0 });
    puppet.sendProof(proof);
    expect(mesh.events("signatureWrong")).toMatchObject([{ value: 12 }]);
    expect([puppet.hungUp, mesh.events("linkOpen").length - opened]).toEqual([0x23, 0]);
  });
});

describe("key material", () => {
  const good = (puppet: SecurePuppet): Uint8Array => puppet.offer();
  test.each([
    ["none at all", () => new Uint8Array(0)],
    ["one byte less", (puppet: SecurePuppet) => good(puppet).slice(0, 111)],
    ["one byte more", (puppet: SecurePuppet) => Uint8Array.from([...good(puppet), 0])],
    ["the form of a proof", (puppet: SecurePuppet) => good(puppet).fill(2, 0, 1)],
    ["another length", (puppet: SecurePuppet) => good(puppet).fill(80, 2, 3)],
    ["another suite", (puppet: SecurePuppet) => good(puppet).fill(2, 4, 5)],
    ["1,024 bytes of something", () => new Uint8Array(1_024).fill(7)],
  ])("[LINK-02] %s in the command is refused with 13", (_, aux) => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer({ aux: aux(puppet) });
    expectRefused(mesh, puppet, "keyUnusable", 13);
  });

  test.each([
    ["none at all", () => new Uint8Array(0)],
    ["a key offer", (puppet: SecurePuppet) => puppet.offer()],
    ["one byte less", (puppet: SecurePuppet) => puppet.proof().slice(0, 79)],
    ["another suite", (puppet: SecurePuppet) => puppet.proof().fill(2, 4, 5)],
  ])("[LINK-02] %s in the answer is refused with 13", (_, aux) => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer();
    puppet.sendProof(aux(puppet));
    expectRefused(mesh, puppet, "keyUnusable", 13);
  });

  test("[LINK-02] a signature of zeros is a wrong one, and nothing throws", () => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer();
    puppet.sendProof(puppet.proof().fill(0, 16));
    expectRefused(mesh, puppet, "signatureWrong", 12);
  });

  test.each([["all zero", new Uint8Array(32)], ["one", Uint8Array.from([1, ...new Uint8Array(31)])]])("[LINK-02] an ephemeral key with which no secret comes about (%s) is refused with 12", (_, ephemeralKey) => {
    const { mesh, puppet } = SecurePuppet.meet();
    puppet.sendOffer({ ephemeralKey });
    expectRefused(mesh, puppet, "keyUnusable", 12);
  });

  test("[LINK-02] reserved bytes are ignored, and signed", () => {
    const { puppet } = SecurePuppet.meet();
    puppet.sendOffer({ aux: puppet.offer().fill(9, 8, 16) });
    puppet.sendProof();
    expect(puppet.report.session).toBe("open");
  });
});
