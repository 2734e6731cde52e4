/** Peers that do what no peer should: each costs its own link, and nothing else; what it costs in memory is bounded. */
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bytesToHex } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import { CMD } from "../wire/constants.ts";
import { Encoder } from "../wire/encode.ts";
import { goldenMessage } from "../wire/golden/golden.testkit.ts";
import { BRIDGE_LIMITS } from "./bridge.ts";
import { closed, known, lineOf, type Made, made, replayed } from "./bridges.testkit.ts";
import { FastClock } from "./clock.testkit.ts";
import { PORT_LIMITS } from "./port.ts";
import { PIECE_BYTES_MAX } from "./splitter.ts";

const PEERS_MAX = 3;
/** One chunk of a socket, as Node reads it. */
const CHUNK_BYTES_MAX = 65_536;

let clock: FastClock;
let bridge: Made;
let good: Made;
let port: number;

/** A mesh A-B with room for three peers, of which one is another bridge that behaves. */
async function start(profile: "header" | "c2012", latencyUs = 0): Promise<void> {
  clock = new FastClock();
  bridge = made(clock, { scenario: lineOf(["A", "B"], { numbersFrom: 2_000, profile }), node: "B", peersMax: PEERS_MAX, latencyUs });
  good = made(clock, { scenario: lineOf(["good"], { numbersFrom: 4_000, profile }), node: "good", peersMax: 1 });
  ({ port } = await bridge.tcp.listen({ host: "127.0.0.1", port: 0 }));
  good.tcp.connect({ host: "127.0.0.1", port });
  expect(await clock.until(goodIsWell)).toBe(true);
}

const goodIsWell = (): boolean => known(bridge.bridge, "A").includes("good") && known(good.bridge, "good").includes("A");

/** After each of them. */
async function judged(): Promise<void> {
  // Whatever the others did: this one has had one connection all the time, and A and B know each other.
  expect([goodIsWell(), good.lines.filter(({ event }) => event === "peerCame").length, bridge.over]).toEqual([true, 1, null]);
  expect(bridge.bridge.run.world.linkById("A-B")!.isUp(0)).toBe(true);
  await closed(clock, bridge, good);
  expect(replayed(bridge.bridge, false).digest).toBe(bridge.bridge.run.digest);
}
afterEach(judged);

interface Hostile {
  readonly socket: Socket;
  gone: boolean;
  heardBytes: number;
}

async function peer(reads = true): Promise<Hostile> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  const hostile: Hostile = { socket, gone: false, heardBytes: 0 };
  socket.on("error", () => (hostile.gone = true));
  socket.on("close", () => (hostile.gone = true));
  socket.on("end", () => (hostile.gone = true));
  socket.on("connect", () => {
    if (reads) socket.on("data", (bytes) => (hostile.heardBytes += bytes.length));
    else socket.pause();
  });
  expect(await clock.until(() => bridge.lines.some(({ event, peer: name }) => event === "peerCame" && name.endsWith(`:${socket.localPort}`)) || hostile.gone)).toBe(true);
  return hostile;
}

const gone = (): number => bridge.lines.filter(({ event }) => event === "peerGone").length;
const said = (event: string): string[] => bridge.lines.filter((line) => line.event === event).map(({ text }) => text);

describe("in the header profile", () => {
  beforeEach(() => start("header"));

  test("[WIRE-09] garbage: its link is killed by the node, which says why", async () => {
    const { socket } = await peer();
    socket.write(Buffer.from("GET / HTTP/1.1\r\nHost: nobody\r\n\r\n".repeat(100)));
    expect(await clock.until(() => gone() === 1)).toBe(true);
    expect(said("decodeFault")).toHaveLength(1);
    expect(said("peerGone")[0]).toContain("the node closed the link");
  });

  test("half a message, then the end", async () => {
    const { socket } = await peer();
    socket.end(goldenMessage("LNK_CONN create, service style label *").bytes.subarray(0, 100));
    expect(await clock.until(() => gone() === 1)).toBe(true);
    expect([said("peerGone")[0], said("decodeFault")]).toEqual([expect.stringContaining("the peer closed the stream"), []]);
  });

  test("[LINK-01] half a message, then nothing: AUTH does not come in time", async () => {
    const hostile = await peer();
    hostile.socket.write(Buffer.from([0x32]));
    await clock.pass(9_000_000);
    expect(hostile.gone).toBe(false);
    expect(await clock.until(() => hostile.gone, 2_000_000)).toBe(true);
    expect(said("linkLost")).toHaveLength(1);
  });

  test("a reset in the middle", async () => {
    const { socket } = await peer();
    socket.write(Buffer.from([0x32, 0x48, 0, 0]));
    await clock.turn();
    socket.resetAndDestroy();
    expect(await clock.until(() => gone() === 1)).toBe(true);
  });

  test("more of them than there is room for: the one too many is refused, and who comes back at once too", async () => {
    const [first] = [await peer(), await peer()];
    const third = await peer();
    expect(await clock.until(() => third.gone)).toBe(true);
    expect(said("peerRefused")[0]).toContain("3 at one time are the most here");
    first.socket.destroy();
    expect(await clock.until(() => gone() === 1)).toBe(true);
    const early = await peer();
    expect(await clock.until(() => early.gone, 300_000)).toBe(true);
    await clock.pass(PORT_LIMITS.pauseUs);
    expect((await peer()).gone).toBe(false);
    expect(bridge.bridge.run.world.nodes.filter(({ role }) => role === "outside")).toHaveLength(PEERS_MAX);
  });
});

describe("in c2012, where nothing is lost by silence, on links that take their time", () => {
  beforeEach(() => start("c2012", 30_000));

  /** A valid stream: CONN, then one-way messages of that size without end. */
  function flood(hostile: Hostile, auxBytes: number): () => number {
    const encoder = new Encoder("c2012", false);
    let sent = 0;
    const next = (message: Uint8Array): boolean => {
      const bytes = encoder.resend(message, sent++ & 0xff).slice();
      return hostile.socket.write(bytes);
    };
    next(goldenMessage("LNK_CONN create, service style label *").bytes);
    const large = encoder.withAux(CMD.DOM_ECHO, new Uint8Array(auxBytes)).slice();
    const more = (): void => {
      while (!hostile.gone && next(large));
    };
    hostile.socket.on("drain", more);
    more();
    return () => sent;
  }

  test("a flood: what waits is bounded, and the link ends when the peer has said as much as a run keeps of one", async () => {
    const hostile = await peer();
    const most = { waiting: 0, onTheWay: 0 };
    const look = (): void => {
      most.waiting = Math.max(most.waiting, bridge.bridge.waitingBytes);
      most.onTheWay = Math.max(most.onTheWay, bridge.bridge.run.world.linkById("B-outside-2")!.lanes[1].inFlightBytes);
    };
    flood(hostile, LIMITS.auxBytesMax);
    expect(await clock.until(() => (look(), gone() === 1))).toBe(true);
    expect([most.waiting > PORT_LIMITS.waitingHigh, most.onTheWay > PORT_LIMITS.inFlightMax - PIECE_BYTES_MAX]).toEqual([true, true]);
    expect(most.waiting).toBeLessThanOrEqual(PORT_LIMITS.waitingHigh + CHUNK_BYTES_MAX);
    expect(most.onTheWay).toBeLessThanOrEqual(PORT_LIMITS.inFlightMax + PIECE_BYTES_MAX);
    expect(said("peerGone")[0]).toContain("the peer has said as much as a run keeps of one");
    const brought = bridge.bridge.run.world.log.reduce((sum, { command }) => sum + (command.do === "outsideBytes" ? command.bytes.length / 2 : 0), 0);
    expect(brought).toBeLessThanOrEqual(BRIDGE_LIMITS.bytesMax / PEERS_MAX + PIECE_BYTES_MAX + 10_000);
    // Its way in is used up for good; there is another.
    await clock.pass(PORT_LIMITS.pauseUs);
    const other = await peer();
    expect(other.gone).toBe(false);
  });

  test("[C12-03] a peer that has said its last still hears the answers to it", async () => {
    const hostile = await peer();
    hostile.socket.end(new Encoder("c2012", false).resend(goldenMessage("LNK_CONN create, service style label *").bytes, 0).slice());
    expect(await clock.until(() => hostile.gone)).toBe(true);
    // Our CONN, our acknowledgement, and the SPANs of B, A and good, which it may hear of now.
    expect(hostile.heardBytes).toBeGreaterThanOrEqual(448 + 64 + 448);
  });

  test("half a message and then silence costs nothing", async () => {
    const { socket } = await peer();
    const before = bridge.bridge.run.steps;
    socket.write(Buffer.from([0x32]));
    await clock.pass(5_000_000);
    expect(bridge.bridge.run.steps - before).toBeLessThan(50);
    expect(bridge.bridge.waitingBytes).toBe(1);
  });
});

describe("in c2012, on links that take no time", () => {
  beforeEach(() => start("c2012"));

  test("[LINK-08] a peer that never reads: what waits for it is bounded here and at its node, texts are refused, and the link stays", async () => {
    const hostile = await peer(false);
    hostile.socket.write(new Encoder("c2012", false).resend(goldenMessage("LNK_CONN create, service style label *").bytes, 0).slice());
    const { run } = bridge.bridge;
    const link = run.world.linkById("B-outside-2")!;
    expect(await clock.until(() => said("connReceived").length === 2)).toBe(true);
    // What the system takes for a peer that does not read is megabytes already.
    const largest = bytesToHex(new Encoder("c2012", false).withAux(CMD.DOM_ECHO, new Uint8Array(LIMITS.auxBytesMax)));
    const isHeld = (): boolean => link.lanes[0].heldSinceUs >= 0;
    const more = (): void => {
      expect(run.apply({ do: "inject", link: link.id, from: "B", bytes: largest, how: "sender" })).toBeNull();
      bridge.tcp.wake();
    };
    expect(await clock.until(() => (isHeld() || more(), isHeld()), 1_000_000)).toBe(true);
    let refused = "";
    let queued = 0;
    const text = "x".repeat(LIMITS.textBytesMax);
    for (let turn = 0; turn < 400 && refused === ""; turn++) {
      for (let i = 0; i < 100; i++) refused ||= run.apply({ do: "oneWay", from: "B", to: "peer", via: link.id, text }) ?? "";
      bridge.tcp.wake();
      queued = Math.max(queued, run.world.queuedBytes(link.lanes[0]));
      await clock.turn();
    }
    expect(refused).toContain("B refused it");
    expect(queued).toBeGreaterThan(LIMITS.sendQueueBytesSoftMax - 10_000);
    expect(queued).toBeLessThanOrEqual(LIMITS.sendQueueBytesSoftMax);
    expect(link.isUp(0)).toBe(true);
    // Once it reads, all of it comes, in order.
    hostile.socket.on("data", (bytes: Buffer) => (hostile.heardBytes += bytes.length));
    hostile.socket.resume();
    expect(await clock.until(() => run.world.queuedBytes(link.lanes[0]) === 0 && hostile.heardBytes > queued)).toBe(true);
  });
});
