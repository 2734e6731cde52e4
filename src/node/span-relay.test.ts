/** SPAN-03: the best N, decided once in a hold, make before break. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Switches } from "./config.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

/** Sources of SPANs around node N, and a puppet that only listens. */
function around(sources: number, switches: Partial<Switches> = {}): { readonly mesh: Mesh; readonly sources: readonly Puppet[]; readonly listener: Puppet } {
  const mesh = new Mesh(switches);
  mesh.add("N");
  const puppets = Array.from({ length: sources }, () => Puppet.join(mesh, "N"));
  return { mesh, sources: puppets, listener: Puppet.join(mesh, "N") };
}

function openTo(mesh: Mesh, listener: Puppet): number[] {
  return mesh.inspect("N").sent.filter(({ link, closing }) => link === listener.link && !closing).map(({ dist }) => dist).sort((a, b) => a - b);
}

describe("the best N", () => {
  test("[SPAN-03] two by default, as transactions of our own, same fields, dist = the sum", () => {
    const { mesh, sources, listener } = around(3);
    sources[0]!.span("far", { dist: 5, status: 0x77, pfsType: 3, cluster: 4 });
    const best = sources[1]!.span("far", { dist: 3, status: 0x77, pfsType: 3, cluster: 4 });
    sources[2]!.span("far", { dist: 4, status: 0x77, pfsType: 3, cluster: 4 });
    mesh.run(HOLD_OVER_US);
    const relays = listener.take();
    expect(relays.map(({ pfs, flags }) => [flags, pfs!.dist])).toEqual([["C", 4], ["C", 5]]);
    for (const { pfs, msgid } of relays) {
      expect(pfs).toMatchObject({ label: "far", status: 0x77, pfsType: 3, protoVersion: 1, clid: mesh.identities.clidText(0), fsid: mesh.identities.fsidText(0) });
      expect(msgid.startsWith("0x00000100")).toBe(true);
      expect(msgid).not.toBe(best);
    }
    expect(mesh.events("relayOpened").filter(({ link }) => link === listener.link).map(({ rule, value, extra }) => [rule, value, extra])).toEqual([["SPAN-03", 4, 1], ["SPAN-03", 5, 2]]);
  });

  test.each([1, 2, 3, 5, 8])("[SPAN-03] relaysMax %i of ten", (relaysMax) => {
    const { mesh, sources, listener } = around(10, { relaysMax });
    sources.forEach((source, i) => source.span("far", { dist: i % 16 }));
    mesh.run(HOLD_OVER_US);
    expect(openTo(mesh, listener)).toEqual(Array.from({ length: relaysMax }, (_, i) => i + 1));
  });

  test("[SPAN-03] for each node and each connection by itself", () => {
    const { mesh, sources, listener } = around(2, { relaysMax: 1 });
    sources[0]!.span("one", { dist: 1 });
    sources[0]!.span("two", { dist: 2 });
    sources[1]!.span("one", { dist: 3 });
    mesh.run(HOLD_OVER_US);
    expect(listener.takeLines().sort()).toEqual(["LNK_SPAN C one@2", "LNK_SPAN C two@3"]);
    expect(sources[0]!.takeLines()).toEqual(["LNK_SPAN C one@4"]);
    expect(sources[1]!.takeLines().sort()).toEqual(["LNK_SPAN C one@2", "LNK_SPAN C two@3"]);
  });

  test("[SPAN-03] a connection that opens later gets the best, in one decision", () => {
    const { mesh, sources } = around(3);
    sources.forEach((source, i) => source.span("far", { dist: i }));
    mesh.run(HOLD_OVER_US);
    const late = Puppet.join(mesh, "N");
    expect(late.take()).toEqual([]);
    mesh.run(HOLD_OVER_US);
    expect(late.takeLines()).toEqual(["LNK_SPAN C far@1", "LNK_SPAN C far@2"]);
  });
});

describe("the hold", () => {
  test("[SPAN-03] nothing is decided before it ends", () => {
    const { mesh, sources, listener } = around(1);
    sources[0]!.span("far");
    mesh.run(999);
    expect(listener.take()).toEqual([]);
    mesh.run(1);
    expect(listener.takeLines()).toEqual(["LNK_SPAN C far@1"]);
  });

  test("[SPAN-03] changes within it make one decision", () => {
    const { mesh, sources, listener } = around(1, { relaysMax: 1 });
    const far = sources[0]!.span("far", { dist: 9 });
    sources[0]!.span("far", { dist: 7 });
    sources[0]!.send({ flags: "D", msgid: far });
    sources[0]!.span("far", { dist: 5 });
    mesh.run(HOLD_OVER_US);
    expect(listener.takeLines()).toEqual(["LNK_SPAN C far@6"]);
  });

  test("[SPAN-03] under ceaseless change decisions are at least a hold apart", () => {
    const { mesh, sources, listener } = around(1, { relaysMax: 1, holdUs: 5_000 });
    for (let dist = 16; dist > 0; dist--) {
      sources[0]!.span("far", { dist });
      mesh.run(900);
    }
    mesh.run(20_000);
    const at = mesh.events("relayOpened").filter(({ link }) => link === listener.link).map(({ atUs }) => atUs);
    expect(at.length).toBeGreaterThan(2);
    expect(at.slice(1).every((us, i) => us - at[i]! >= 5_000)).toBe(true);
    expect(openTo(mesh, listener)).toEqual([2]);
  });

  test("[SPAN-03] one PFS's hold does not put off another's", () => {
    const { mesh, sources, listener } = around(1);
    sources[0]!.span("one");
    mesh.run(600);
    sources[0]!.span("two");
    mesh.run(400);
    expect(listener.takeLines()).toEqual(["LNK_SPAN C one@1"]);
    mesh.run(600);
    expect(listener.takeLines()).toEqual(["LNK_SPAN C two@1"]);
  });

  test("[SPAN-03] 0 = decided at every event, which explodes", () => {
    const run = (holdUs: number): number => {
      const mesh = new Mesh({ holdUs });
      const ids = ["A", "B", "C", "D", "E", "F"];
      // The nearer in the alphabet, the slower: the worst news come first.
      mesh.delayUs = (from, to) => 2 ** (8 - Math.abs(from.charCodeAt(0) - to.charCodeAt(0)));
      for (const id of ids) mesh.add(id, { pfs: [id] });
      ids.forEach((a, i) => ids.slice(i + 1).forEach((b) => mesh.connect(a, b)));
      mesh.run(900_000);
      return mesh.events("relayOpened").length;
    };
    expect(run(0)).toBeGreaterThan(1.5 * run(1_000));
    const { sources, listener } = around(1, { holdUs: 0 });
    sources[0]!.span("far");
    expect(listener.takeLines()).toEqual(["LNK_SPAN C far@1"]);
  });

  test("[SPAN-03] a dead SPAN's relay closes at once, its replacement waits", () => {
    const { mesh, sources, listener } = around(3);
    const spans = sources.map((source, i) => source.span("far", { dist: i }));
    mesh.run(HOLD_OVER_US);
    listener.take();
    sources[0]!.send({ flags: "D", msgid: spans[0]! });
    expect(listener.takeLines()).toEqual(["LNK_ERROR D 0x21"]);
    mesh.run(999);
    expect(listener.take()).toEqual([]);
    mesh.run(1);
    expect(listener.takeLines()).toEqual(["LNK_SPAN C far@3"]);
  });
});

describe("make before break", () => {
  test("[SPAN-03] the better one opens before the worse one closes, with 0x22", () => {
    const { mesh, sources, listener } = around(3);
    sources[0]!.span("far", { dist: 5 });
    sources[1]!.span("far", { dist: 6 });
    mesh.run(HOLD_OVER_US);
    const [, worse] = listener.take();
    sources[2]!.span("far", { dist: 1 });
    mesh.run(HOLD_OVER_US);
    const seen = listener.take();
    expect(seen.map(({ name, flags, error, pfs }) => [name, flags, error, pfs?.dist])).toEqual([["LNK_SPAN", "C", 0, 2], ["LNK_ERROR", "D", 0x22, undefined]]);
    expect(seen[1]!.msgid).toBe(worse!.msgid);
  });

  test("[SPAN-03] never more than N + 1 are open, in whatever order SPANs come and go", () => {
    const step = fc.record({ source: fc.nat(3), dist: fc.nat(17), close: fc.boolean(), us: fc.constantFrom(0, 300, 1_500) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 3 }), (steps, relaysMax) => {
        const { mesh, sources, listener } = around(4, { relaysMax });
        const open: string[][] = [[], [], [], []];
        for (const { source, dist, close, us } of steps) {
          const last = close ? open[source]!.pop() : undefined;
          if (last) sources[source]!.send({ flags: "D", msgid: last });
          else open[source]!.push(sources[source]!.span("far", { dist }));
          mesh.run(us);
        }
        mesh.run(10_000);
        const standing = new Set<string>();
        let most = 0;
        for (const { name, flags, msgid } of listener.take()) {
          if (name === "LNK_SPAN") standing.add(msgid);
          else if (flags === "D") standing.delete(msgid);
          most = Math.max(most, standing.size);
        }
        expect(most).toBeLessThanOrEqual(relaysMax + 1);
        const eligible = mesh.inspect("N").received.filter(({ dist }) => dist <= 16).map(({ dist }) => dist + 1).sort((a, b) => a - b);
        expect(openTo(mesh, listener)).toEqual(eligible.slice(0, relaysMax));
      }),
      { numRuns: 60 },
    );
  });

  test("[SPAN-03] [ROUTE-05] what used the replaced relay is aborted with that reason before its DELETE", () => {
    const hop = new Hop({ relaysMax: 1 });
    const msgid = hop.command("C");
    const better = Puppet.join(hop.mesh, "H", { config: { weight: 1 } });
    hop.target.cut();
    hop.take();
    expect(hop.mesh.events("entryDead")).toMatchObject([{ msgid, value: 2 }]);
    const far = better.span("far", { dist: 6 });
    hop.mesh.run(HOLD_OVER_US);
    hop.relay = hop.source.spanOf("far");
    const second = hop.command("C");
    better.span("far", { dist: 1 });
    hop.source.take();
    hop.mesh.run(HOLD_OVER_US);
    expect(hop.source.takeLines()).toEqual(["LNK_SPAN C far@2", "LNK_ERROR RCDA 0x22", "LNK_ERROR D 0x22"]);
    expect(better.take().slice(-1)).toMatchObject([{ flags: "DA", error: 0x22, msgid: second, spanid: far }]);
  });
});
