/** The header ring of a shared-memory link: no message runs over its end, PADs fill it, and both are messages like any other. */
import { describe, expect, test } from "vitest";
import { CMD, ERR } from "../../wire/constants.ts";
import { Puppet, ZERO_ID } from "../puppet.testkit.ts";
import { Mesh } from "../mesh.testkit.ts";
import type { Seen } from "../seen.testkit.ts";
import { SHM_FAULT } from "./region.ts";
import { joined, shared } from "./shm.testkit.ts";

const RING = 2_048;

/** Where each message of a list begins in the ring, if the first one begins at `at`. */
function places(seen: readonly Seen[], at: number): number[] {
  return seen.map(({ bytes }) => {
    const place = at % RING;
    at += bytes.length;
    return place;
  });
}

function say(mesh: Mesh, puppet: Puppet, auxBytes: number): void {
  mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "x".repeat(auxBytes - 1), reply: false });
}

/** Brings the node's place in its ring to `offset`, by messages of 64 bytes. */
function writeUpTo(mesh: Mesh, puppet: Puppet, offset: number): void {
  const { shm } = mesh.node("N").core.links[puppet.link]!;
  while (shm!.writeAt !== offset) mesh.ask("N", { kind: "inject", link: puppet.link, bytes: puppet.encoder.header(CMD.LNK_PING) });
  puppet.take();
}

describe("what the node writes", () => {
  const OFFSETS = Array.from({ length: RING / 64 }, (_, unit) => unit * 64);

  test.each(OFFSETS)("[SHM-01] at offset %i of the ring a message that fits follows at once, one that does not follows PADs up to the end", (offset) => {
    const { mesh, puppet } = joined({ ringBytes: RING });
    writeUpTo(mesh, puppet, offset);
    const before = puppet.report.nextSequence;
    say(mesh, puppet, 1_024 - 64);
    const seen = puppet.take();
    const rest = RING - offset;
    const last = seen.at(-1)!;
    expect([last.name, last.bytes.length]).toEqual(["DOM_ECHO", 1_024]);
    const pads = seen.slice(0, -1);
    expect(pads.every(({ name, msgid, spanid, flags }) => name === "LNK_PAD" && msgid === ZERO_ID && spanid === ZERO_ID && flags === "-")).toBe(true);
    expect(pads.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(rest < 1_024 ? rest : 0);
    expect(places(seen, offset).at(-1)).toBe(rest < 1_024 ? 0 : offset);
    expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, i) => (before + i) & 255));
  });

  test("[SHM-01] a message that ends where the ring ends needs no PAD, and neither does the one behind it", () => {
    const { mesh, puppet } = joined({ ringBytes: RING });
    writeUpTo(mesh, puppet, 1_024);
    const before = mesh.events("padSent").length;
    say(mesh, puppet, 1_024 - 64);
    say(mesh, puppet, 64);
    expect(places(puppet.take(), 1_024)).toEqual([1_024, 0]);
    expect(mesh.events("padSent").length).toBe(before);
  });

  test("[SHM-01] a message as long as the ring takes all of it, behind PADs wherever it stood", () => {
    const { mesh, puppet } = joined({ ringBytes: RING });
    writeUpTo(mesh, puppet, 640);
    say(mesh, puppet, RING - 64);
    const seen = puppet.take();
    expect([seen.at(-1)!.bytes.length, places(seen, 640).at(-1)]).toEqual([RING, 0]);
  });

  test("[SHM-01] [WIRE-07] PADs count: the message behind them has the next number, and a CRC over it", () => {
    const { mesh, puppet } = joined({ ringBytes: RING });
    for (let i = 0; i < 300; i++) say(mesh, puppet, 640);
    const seen = puppet.take(); // read by a framer that judges every counter and CRC
    expect(seen.filter(({ name }) => name === "LNK_PAD").length).toBeGreaterThan(90);
    expect(mesh.events("padSent").length).toBe(mesh.node("N").core.links[0]!.shm!.pads);
    expect(mesh.node("N").core.links[0]!.sentCount).toBeGreaterThan(390);
  });

  test("[SHM-01] [WIRE-05] a PAD is no longer than the peer takes: several follow each other", () => {
    const { mesh, puppet } = joined({ ringBytes: RING, auth: { auxBytesMax: 130 } });
    mesh.ask("N", { kind: "closeConn", link: 0 });
    puppet.send({ flags: "RD", msgid: puppet.theirConn });
    writeUpTo(mesh, puppet, RING - 320);
    mesh.ask("N", { kind: "openConn", link: 0, filter: { clid: new Uint32Array(4), fsid: new Uint32Array(4), label: "" } });
    const seen = puppet.take();
    expect(seen.map(({ name, bytes }) => `${name} ${bytes.length}`)).toEqual(["LNK_PAD 192", "LNK_PAD 128", "LNK_CONN 448"]);
  });

  test("[SHM-01] what is injected as the sender's takes its place in the ring as well", () => {
    const { mesh, puppet } = joined({ ringBytes: RING });
    writeUpTo(mesh, puppet, 1_920);
    const span = new Uint8Array(448);
    span.set(puppet.encoder.pfs(CMD.LNK_SPAN, new Uint32Array(4), new Uint32Array(4), 8, 1, 0, 0, new Uint8Array(0)));
    mesh.ask("N", { kind: "inject", link: puppet.link, bytes: span });
    const seen = puppet.take();
    expect(seen.map(({ name }) => name)).toEqual(["LNK_PAD", "LNK_SPAN"]);
    expect(places(seen, 1_920)).toEqual([1_920, 0]);
  });
});

describe("what the node reads", () => {
  test("[SHM-01] PADs of a peer are read and ignored, also those before AUTH is done", () => {
    const { memory, options } = shared({ ringBytes: RING });
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = new Puppet(mesh, "N", options);
    puppet.up();
    puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID, aux: new Uint8Array(960) });
    puppet.handshake();
    expect([puppet.report.session, mesh.events("violation"), memory.region.pieces(1)]).toEqual(["open", [], []]);
  });

  test("[SHM-01] [TX-07] a message that runs over the end of the ring kills the link; one that ends there does not", () => {
    for (const [short, killed] of [[0, false], [64, true]] as const) {
      const { mesh, puppet } = joined({ ringBytes: RING });
      const { shm } = mesh.node("N").core.links[0]!;
      puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID, aux: new Uint8Array(RING - shm!.readAt - 64 - 128 + short) });
      puppet.send({ text: "x".repeat(60), msgid: ZERO_ID });
      expect(puppet.isUp).toBe(!killed);
      if (!killed) continue;
      expect(mesh.events("shmFault")).toMatchObject([{ rule: "SHM-01", value: SHM_FAULT.ringEnd }]);
      expect(mesh.events("violation")).toMatchObject([{ rule: "SHM-01", value: ERR.FIELD }]);
    }
  });

  test("[SHM-01] [TX-07] a ring written beyond what was read kills the link; one that is exactly full does not", () => {
    for (const [over, killed] of [[0, false], [1, true]] as const) {
      const { mesh, puppet, memory } = joined({ ringBytes: RING });
      memory.rings[1].read = 500;
      memory.rings[1].written = 500 + RING + over;
      puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID });
      expect(puppet.isUp).toBe(!killed);
      if (killed) expect(mesh.events("shmFault")).toMatchObject([{ value: SHM_FAULT.ringOverrun }]);
    }
  });

  test("[SHM-01] the place in the ring is kept through 300 messages, in chunks of any size", () => {
    const { mesh, puppet } = joined({ ringBytes: RING });
    const { shm } = mesh.node("N").core.links[0]!;
    for (let i = 0; i < 300; i++) {
      const aux = 64 * (i % 9);
      if (shm!.readAt + 64 + aux > RING) puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID, aux: new Uint8Array(RING - shm!.readAt - 64) });
      puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID, ...(aux > 0 ? { aux: new Uint8Array(aux) } : {}) });
    }
    expect([puppet.isUp, mesh.events("violation")]).toEqual([true, []]);
  });
});
