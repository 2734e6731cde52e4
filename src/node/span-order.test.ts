/** SPAN-02: the order of received SPANs, independent of memory and of the order in which they came. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

/** A node with links of these weights, a puppet at each. */
function star(weights: readonly number[]): { readonly mesh: Mesh; readonly puppets: readonly Puppet[] } {
  const mesh = new Mesh();
  mesh.add("N");
  return { mesh, puppets: weights.map((weight) => Puppet.join(mesh, "N", { config: { weight } })) };
}

/** "link:dist" of the SPANs of one PFS, best first. */
function order(mesh: Mesh, label = "far"): string[] {
  const { received } = mesh.inspect("N");
  return received.filter(({ identity }) => mesh.identities.labelText(identity) === label).map(({ link, dist }) => `${link}:${dist}`);
}

describe("the order", () => {
  test("[SPAN-02] by dist plus the weight of the receiving link", () => {
    const { mesh, puppets } = star([1, 10, 3]);
    puppets[0]!.span("far", { dist: 9 });
    puppets[1]!.span("far", { dist: 1 });
    puppets[2]!.span("far", { dist: 4 });
    expect(order(mesh)).toEqual(["2:4", "0:9", "1:1"]);
    expect(mesh.inspect("N").received.map(({ cost, best }) => [cost, best])).toEqual([[7, true], [10, false], [11, false]]);
  });

  test("[SPAN-02] equal sums: by receiving link, whichever came first", () => {
    const { mesh, puppets } = star([1, 2, 3]);
    puppets[2]!.span("far", { dist: 0, msgid: "0x0000000000000001" });
    puppets[0]!.span("far", { dist: 2, msgid: "0x0000000000000003" });
    puppets[1]!.span("far", { dist: 1, msgid: "0x0000000000000002" });
    expect(order(mesh)).toEqual(["0:2", "1:1", "2:0"]);
  });

  test("[SPAN-02] equal sums on one link: by msgid, unsigned", () => {
    const { mesh, puppets } = star([1]);
    const ids = ["0xffff000000000001", "0x0000000080000000", "0x000000007fffffff", "0x8000000000000000", "0x0000000100000000"];
    for (const msgid of ids) puppets[0]!.span("far", { msgid });
    expect(mesh.inspect("N").received.map(({ msgid }) => msgid)).toEqual([...ids].sort());
  });

  test("[SPAN-02] by cluster first, then by node: the same fsid in two clusters is two PFSes", () => {
    const { mesh, puppets } = star([1, 1]);
    puppets[0]!.span("far", { cluster: 1, dist: 3 });
    puppets[1]!.span("far", { cluster: 2, dist: 5 });
    expect(mesh.inspect("N").received.map(({ best }) => best)).toEqual([true, true]);
    expect(new Set(mesh.inspect("N").received.map(({ pair }) => pair)).size).toBe(2);
  });

  test("[SPAN-02] a node whose label or type changed is still the same node", () => {
    const { mesh, puppets } = star([1, 1]);
    puppets[0]!.span("far", { dist: 2, pfsType: 8 });
    puppets[1]!.span("far", { dist: 1, pfsType: 2 });
    expect(mesh.inspect("N").received.map(({ link, best }) => [link, best])).toEqual([[1, true], [0, false]]);
  });

  test("[SPAN-02] in every order of arrival the result is one", () => {
    const spans = [0, 1, 2].flatMap((link) => [0, 3, 3].map((dist, i) => ({ link, dist, id: `0x00990000000000${link}${i}` })));
    const arrivals = fc.shuffledSubarray(spans, { minLength: spans.length });
    const results = new Set<string>();
    fc.assert(
      fc.property(arrivals, (arrival) => {
        const { mesh, puppets } = star([2, 1, 2]);
        for (const { link, dist, id } of arrival) puppets[link]!.span("far", { dist, msgid: id });
        results.add(mesh.inspect("N").received.map(({ msgid }) => msgid).join());
      }),
      { numRuns: 40 },
    );
    expect(results.size).toBe(1);
  });
});

describe("the best", () => {
  test("[SPAN-02] each change of the best is told, and nothing else", () => {
    const { mesh, puppets } = star([1, 1]);
    const far = puppets[1]!.span("far", { dist: 4 });
    puppets[0]!.span("far", { dist: 6 });
    const near = puppets[0]!.span("far", { dist: 2 });
    puppets[0]!.send({ flags: "D", msgid: near });
    puppets[1]!.send({ flags: "D", msgid: far });
    puppets[0]!.cut();
    const told = mesh.events("bestChanged");
    expect(told.map(({ link, value }) => [link, value])).toEqual([[1, 4], [0, 2], [1, 4], [0, 6], [-1, -1]]);
    expect(told.every(({ rule }) => rule === "SPAN-02")).toBe(true);
  });

  test("[SPAN-02] while the node offers the PFS itself no received one is the best; withdrawn, it is again", () => {
    const { mesh, puppets } = star([1]);
    puppets[0]!.span("own", { dist: 4 });
    const pfs = { clid: mesh.identities.clidOf(0), fsid: mesh.identities.fsidOf(0), pfsType: 8, label: "own" };
    mesh.ask("N", { kind: "announce", pfs });
    expect(mesh.inspect("N").received.map(({ best }) => best)).toEqual([false]);
    mesh.ask("N", { kind: "withdraw", fsid: pfs.fsid });
    expect(mesh.inspect("N").received.map(({ best }) => best)).toEqual([true]);
    expect(mesh.events("bestChanged").map(({ link, value }) => [link, value])).toEqual([[0, 4], [-1, -1], [0, 4]]);
  });
});

describe("weights", () => {
  test("[SPAN-02] [SPAN-03] a new weight puts a link's SPANs in order again and changes the dist of their relays", () => {
    const { mesh, puppets } = star([1, 1, 1]);
    puppets[0]!.span("far", { dist: 2 });
    puppets[1]!.span("far", { dist: 3 });
    mesh.run(2_000);
    expect(puppets[2]!.takeLines()).toEqual(["LNK_SPAN C far@3", "LNK_SPAN C far@4"]);
    mesh.ask("N", { kind: "setWeight", link: 0, weight: 5 });
    expect(order(mesh)).toEqual(["1:3", "0:2"]);
    mesh.run(2_000);
    expect(puppets[2]!.takeLines()).toEqual(["LNK_SPAN C far@7", "LNK_ERROR D 0x22"]);
  });

  test.each([0, 256, 1.5, -1, Number.NaN])("[SPAN-02] %d is no weight", (weight) => {
    const { mesh } = star([1]);
    mesh.ask("N", { kind: "setWeight", link: 0, weight });
    mesh.ask("N", { kind: "setWeight", link: 9, weight: 2 });
    expect(mesh.events("requestRefused")).toMatchObject([{ rule: "SPAN-02" }, { rule: "SPAN-02" }]);
    expect(mesh.inspect("N").links[0]!.weight).toBe(1);
  });
});
