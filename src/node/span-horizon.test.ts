/** SPAN-04: split horizon, maximum distance, own echo; and what happens without them. */
import { describe, expect, test } from "vitest";
import type { Switches } from "./config.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

describe("split horizon", () => {
  test("[SPAN-04] a SPAN is not relayed over the link it came from; the next best goes there", () => {
    const hop = new Hop({ relaysMax: 1 });
    hop.source.span("far", { dist: 4 });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.takeLines()).toEqual({ source: [], target: ["LNK_SPAN C far@5"] });
  });

  test("[SPAN-04] off: it comes straight back", () => {
    const hop = new Hop({ splitHorizon: false });
    const fresh = hop.target.span("fresh");
    hop.mesh.run(HOLD_OVER_US);
    const echo = hop.target.take();
    expect(echo).toMatchObject([{ name: "LNK_SPAN", pfs: { label: "fresh", dist: 1 } }]);
    expect(echo[0]!.msgid).not.toBe(fresh);
  });
});

describe("maximum distance", () => {
  test.each([[15, 16], [16, 17], [17, null], [18, null], [0x7fff_ffff, null]])("[SPAN-04] a SPAN of dist %i is relayed as %s", (dist, relayed) => {
    const hop = new Hop();
    hop.target.span("x", { dist });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(relayed === null ? [] : [`LNK_SPAN C x@${relayed}`]);
  });

  test("[SPAN-04] it is a switch", () => {
    for (const [distanceMax, relayed] of [[0, ["LNK_SPAN C a@1"]], [2, ["LNK_SPAN C a@1", "LNK_SPAN C b@3"]], [99, ["LNK_SPAN C a@1", "LNK_SPAN C b@3", "LNK_SPAN C c@100"]]] as const) {
      const hop = new Hop({ distanceMax });
      hop.target.span("a", { dist: 0 });
      hop.target.span("b", { dist: 2 });
      hop.target.span("c", { dist: 99 });
      hop.mesh.run(HOLD_OVER_US);
      expect(hop.source.takeLines()).toEqual(relayed);
    }
  });

  test("[SPAN-04] on a line the 18th node hears of the first, the 19th does not", () => {
    const mesh = new Mesh();
    const ids = Array.from({ length: 20 }, (_, i) => `n${i}`);
    for (const id of ids) mesh.add(id);
    for (let i = 1; i < ids.length; i++) mesh.connect(ids[i - 1]!, ids[i]!);
    mesh.ask("n0", { kind: "announce", pfs: pfsNamed("first") });
    mesh.run();
    const heard = ids.filter((id) => mesh.node(id).bestSpan("first", -1) !== null);
    expect(heard).toEqual(ids.slice(1, 19));
    expect(mesh.inspect("n18").received).toMatchObject([{ dist: 17 }]);
  });
});

describe("own echo", () => {
  test("[SPAN-04] a node never relays its own PFS that comes back to it", () => {
    const hop = new Hop({ splitHorizon: false });
    hop.mesh.ask("H", { kind: "announce", pfs: pfsNamed("own") });
    hop.take();
    hop.target.span("own", { dist: 3 });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.takeLines()).toEqual({ source: [], target: [] });
  });

  test("[SPAN-04] when it begins to offer what it relays, the relays close, with 0x22; withdrawn, they come again", () => {
    const hop = new Hop();
    const pfs = pfsNamed("far");
    hop.mesh.ask("H", { kind: "announce", pfs });
    expect(hop.source.takeLines()).toEqual(["LNK_ERROR D 0x22", "LNK_SPAN C far@0"]);
    expect(hop.target.takeLines()).toEqual(["LNK_SPAN C far@0"]);
    hop.mesh.ask("H", { kind: "withdraw", fsid: pfs.fsid });
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_ERROR D 0x2a", "LNK_SPAN C far@1"]);
  });
});

/** Greatest dist on the wire, and the number of SPANs sent, after the only link to A was cut. */
function afterLoss(switches: Partial<Switches>): { readonly distMax: number; readonly spans: number } {
  const mesh = new Mesh({ relaysMax: 1, ...switches });
  mesh.delayUs = () => 2_000; // longer than a hold
  for (const id of ["A", "B", "C", "D"]) mesh.add(id);
  mesh.ask("A", { kind: "announce", pfs: pfsNamed("a") });
  mesh.connect("A", "B");
  mesh.connect("B", "C");
  mesh.connect("C", "D");
  mesh.connect("D", "B");
  mesh.run(200_000);
  const since = mesh.story.length;
  mesh.cut("A", 0);
  mesh.run(900_000);
  const spans = ["B", "C", "D"].flatMap((id) => mesh.sentBy(id, since)).filter(({ pfs }) => pfs);
  expect(["B", "C", "D"].map((id) => mesh.inspect(id).received.length)).toEqual([0, 0, 0]);
  return { distMax: Math.max(0, ...spans.map(({ pfs }) => pfs!.dist)), spans: spans.length };
}

describe("the failures that they prevent", () => {
  test("[SPAN-04] a lost PFS is counted up round a ring to the maximum and no further", () => {
    const { distMax } = afterLoss({ splitHorizon: false });
    expect(distMax).toBe(17);
  });

  test("[SPAN-04] a greater maximum lets it go on for longer", () => {
    expect(afterLoss({ splitHorizon: false, distanceMax: 40 }).distMax).toBe(41);
    expect(afterLoss({ splitHorizon: false, distanceMax: 40 }).spans).toBeGreaterThan(afterLoss({ splitHorizon: false }).spans);
  });

  test("[SPAN-04] split horizon keeps two neighbours from believing each other", () => {
    const line = (splitHorizon: boolean): number => {
      const mesh = new Mesh({ splitHorizon, relaysMax: 1 });
      mesh.delayUs = () => 2_000;
      for (const id of ["A", "B", "C"]) mesh.add(id);
      mesh.ask("A", { kind: "announce", pfs: pfsNamed("a") });
      mesh.connect("A", "B");
      mesh.connect("B", "C");
      mesh.run(200_000);
      const since = mesh.story.length;
      mesh.cut("A", 0);
      mesh.run(900_000);
      return ["B", "C"].flatMap((id) => mesh.sentBy(id, since)).filter(({ pfs }) => pfs).length;
    };
    expect(line(true)).toBe(0);
    expect(line(false)).toBeGreaterThan(5);
  });
});

test("[SPAN-04] a puppet's echo of the node's own PFS is received, shown, and not relayed", () => {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const [a, b] = [Puppet.join(mesh, "N"), Puppet.join(mesh, "N")];
  a.span("own", { dist: 2 });
  mesh.run(HOLD_OVER_US);
  expect(b.take()).toEqual([]);
  expect(mesh.inspect("N").received[0]!.relays.map(({ reason }) => reason)).toEqual([4, 4]);
});
