/** Two runs that know nothing of each other, joined by a TCP connection of this machine. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closed, known, lineOf, type Made, made, replayed } from "./bridges.testkit.ts";
import { FastClock } from "./clock.testkit.ts";
import { Proxy } from "./proxy.testkit.ts";
import { TransactionView } from "./transaction-view.testkit.ts";

let clock: FastClock;
let left: Made;
let right: Made;
let proxy: Proxy;

async function join(profile?: "c2012"): Promise<void> {
  clock = new FastClock();
  left = made(clock, { scenario: lineOf(["A", "B"], { numbersFrom: 2_000 }), node: "B", peersMax: 2, ...(profile && { profile }) });
  right = made(clock, { scenario: lineOf(["C", "D"], { numbersFrom: 4_000 }), node: "C", peersMax: 1, ...(profile && { profile }) });
  proxy = new Proxy((await left.tcp.listen({ host: "127.0.0.1", port: 0 })).port);
  right.tcp.connect({ host: "127.0.0.1", port: await proxy.listen() });
  expect(await clock.until(() => joined())).toBe(true);
}

const joined = (): boolean => known(left.bridge, "A").join() === "B,C,D" && known(right.bridge, "D").join() === "A,B,C";

afterEach(async () => {
  proxy.close();
  await closed(clock, left, right);
});

describe("two meshes", () => {
  beforeEach(() => join());

  test("[ROUTE-01] [DBG-01] find each other's PFSes; a transaction and a shell go across, both ways, and both runs can be replayed alone", async () => {
    expect(left.bridge.run.apply({ do: "open", as: "t", from: "A", to: "D", text: "hello" })).toBeNull();
    expect(right.bridge.run.apply({ do: "open", as: "s", from: "D", to: "A", service: "shell", text: "span D" })).toBeNull();
    const [opener, shell] = [new TransactionView(left.bridge, "t"), new TransactionView(right.bridge, "s")];
    left.tcp.wake();
    right.tcp.wake();
    expect(await clock.until(() => opener.texts().length > 1 && shell.texts().some((text) => text.includes("D  MASTER")))).toBe(true);
    expect(opener.texts()).toEqual(["hello", "hello"]);
    left.bridge.run.apply({ do: "close", transaction: "t" });
    left.tcp.wake();
    expect(await clock.until(() => opener.state === "closed")).toBe(true);
    for (const { bridge } of [left, right]) {
      const again = replayed(bridge);
      expect(again).toEqual({ digest: bridge.run.digest, steps: bridge.run.steps, violated: [] });
    }
  });

  test("[LINK-06] [LINK-07] [ROUTE-05] when the connection is cut spans close and transactions abort on both sides; a second later it is back", async () => {
    left.bridge.run.apply({ do: "open", as: "t", from: "A", to: "D", text: "open" });
    right.bridge.run.apply({ do: "open", as: "u", from: "C", to: "A", text: "open" });
    const [t, u] = [new TransactionView(left.bridge, "t"), new TransactionView(right.bridge, "u")];
    left.tcp.wake();
    right.tcp.wake();
    expect(await clock.until(() => t.texts().length > 1 && u.texts().length > 1)).toBe(true);
    const cutUs = clock.nowUs();
    proxy.cut();
    expect(await clock.until(() => t.state === "aborted" && u.state === "aborted")).toBe(true);
    expect([known(left.bridge, "A"), known(right.bridge, "D")]).toEqual([["B"], ["C"]]);
    expect(left.lines.filter(({ event }) => event === "peerGone")).toHaveLength(1);
    expect(await clock.until(() => joined())).toBe(true);
    expect([proxy.connections, clock.nowUs() - cutUs >= 1_000_000, clock.nowUs() - cutUs < 3_000_000]).toEqual([2, true, true]);
    expect(left.bridge.peers).toBe(1);
    // What is forgotten at both ends is gone at the hops as well.
    for (const { bridge } of [left, right]) for (const { protocol } of bridge.run.world.nodes) expect(protocol.core.transactions.count).toBe(0);
  });

  test("[TX-02] their msgids never meet, as nodes have numbers of their own: what both meshes open to one PFS over one hop is accepted", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `t${i}`);
    for (const as of names) {
      left.bridge.run.apply({ do: "open", as, from: "A", to: "D", text: "" });
      right.bridge.run.apply({ do: "open", as, from: "C", to: "D", text: "" });
    }
    left.tcp.wake();
    right.tcp.wake();
    const open = (): boolean => right.bridge.run.world.nodeById("D")!.protocol.core.transactions.count === 80;
    expect(await clock.until(open, 3_000_000)).toBe(true);
    expect([...left.lines, ...right.lines].filter(({ event }) => event === "entryRefused")).toEqual([]);
  });

  test("[LINK-03] two ends that have nothing to say keep the link up", async () => {
    await clock.pass(30_000_000);
    expect([joined(), proxy.connections]).toEqual([true, 1]);
  });
});

test("[C12-03] [C12-04] in the profile c2012 SPANs pass to meshes of the other profile; what is opened there is refused at the hop with 0x20", async () => {
  await join("c2012");
  left.bridge.run.apply({ do: "open", as: "t", from: "A", to: "D", text: "hello" });
  left.bridge.run.apply({ do: "open", as: "near", from: "B", to: "C", text: "hello" });
  const [t, near] = [new TransactionView(left.bridge, "t"), new TransactionView(left.bridge, "near")];
  left.tcp.wake();
  expect(await clock.until(() => t.state === "refused" && near.texts().length > 1)).toBe(true);
  await clock.pass(15_000_000);
  expect(joined()).toBe(true);
});
