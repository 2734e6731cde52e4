/** SPAN-07: every received SPAN that is not relayed on a connection has exactly one reason, the first that holds. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseId64 } from "../base/bytes.ts";
import type { Switches } from "./config.ts";
import { HOLD_OVER_US } from "./hop.testkit.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";
import { NOT_RELAYED, NOT_RELAYED_TEXTS } from "./relays.ts";

/** Node N with a source and a listener; `make` says what is announced and done. */
class Case {
  readonly mesh: Mesh;
  readonly source: Puppet;
  readonly listener: Puppet;

  constructor(options: { readonly switches?: Partial<Switches>; readonly role?: "controller" | "endpoint"; readonly conn?: boolean; readonly filter?: string } = {}) {
    this.mesh = new Mesh(options.switches);
    this.mesh.add("N", { role: options.role ?? "controller" });
    this.source = Puppet.join(this.mesh, "N");
    this.listener = new Puppet(this.mesh, "N", { filter: { label: options.filter ?? "" } });
    this.listener.up();
    this.listener.authenticate();
    this.listener.acknowledgeConn();
    if (options.conn !== false) this.listener.openConn();
    this.listener.take();
  }

  settle(): void {
    this.mesh.run(HOLD_OVER_US);
  }

  refuse(msgid: string): void {
    const { hi, lo } = parseId64(msgid)!;
    this.mesh.ask("N", { kind: "refuseSpan", span: { link: this.source.link, msgidHi: hi, msgidLo: lo } });
  }

  /** Why the SPAN is not relayed to the listener, in words. */
  reason(msgid: string, link = this.listener.link): string {
    const received = this.mesh.inspect("N").received.find((each) => each.msgid === msgid)!;
    return NOT_RELAYED_TEXTS[received.relays[link]!.reason]!;
  }
}

test("[SPAN-07] the reasons and their order", () => {
  const reading = ["closing", "not a relay", "no CONN", "own echo", "split horizon", "beyond maximum distance", "filtered", "refused by peer", "table full", "worse than the best N", "holding"];
  expect(NOT_RELAYED_TEXTS).toEqual(["relayed", ...reading]);
  expect(Object.values(NOT_RELAYED)).toEqual(reading.map((_, i) => i).concat(reading.length));
});

describe("each for real (table full: see limits.test.ts)", () => {
  test("[SPAN-07] closing", () => {
    const one = new Case();
    const msgid = one.source.span("far");
    one.refuse(msgid);
    expect(one.reason(msgid)).toBe("closing");
  });

  test("[SPAN-07] not a relay", () => {
    const one = new Case({ role: "endpoint" });
    expect(one.reason(one.source.span("far"))).toBe("not a relay");
  });

  test("[SPAN-07] no CONN, because it was not opened, was closed, or the link is down", () => {
    const one = new Case({ conn: false });
    const msgid = one.source.span("far");
    expect(one.reason(msgid)).toBe("no CONN");
    one.listener.openConn();
    expect(one.reason(msgid)).toBe("holding");
    one.listener.closeConn();
    expect(one.reason(msgid)).toBe("no CONN");
    one.listener.cut();
    expect(one.reason(msgid)).toBe("no CONN");
  });

  test("[SPAN-07] own echo", () => {
    const one = new Case();
    one.mesh.ask("N", { kind: "announce", pfs: pfsNamed("far") });
    expect(one.reason(one.source.span("far", { dist: 3 }))).toBe("own echo");
  });

  test("[SPAN-07] split horizon", () => {
    const one = new Case();
    const msgid = one.source.span("far");
    one.settle();
    expect([one.reason(msgid, one.source.link), one.reason(msgid)]).toEqual(["split horizon", "relayed"]);
  });

  test("[SPAN-07] beyond maximum distance", () => {
    const one = new Case();
    const msgid = one.source.span("far", { dist: 17 });
    one.settle();
    expect(one.reason(msgid)).toBe("beyond maximum distance");
  });

  test("[SPAN-07] filtered", () => {
    const one = new Case({ filter: "near*" });
    const msgid = one.source.span("far");
    one.settle();
    expect(one.reason(msgid)).toBe("filtered");
  });

  test("[SPAN-07] refused by peer", () => {
    const one = new Case();
    const msgid = one.source.span("far");
    one.settle();
    one.listener.send({ flags: "RCD", msgid: one.listener.spanOf("far"), error: 0x23 });
    expect(one.reason(msgid)).toBe("refused by peer");
    one.settle();
    expect(one.reason(msgid)).toBe("refused by peer");
  });

  test("[SPAN-07] worse than the best N", () => {
    const one = new Case();
    const ids = [0, 1, 2].map((dist) => one.source.span("far", { dist }));
    one.settle();
    expect(ids.map((msgid) => one.reason(msgid))).toEqual(["relayed", "relayed", "worse than the best N"]);
  });

  test("[SPAN-07] holding", () => {
    const one = new Case();
    const msgid = one.source.span("far");
    expect(one.reason(msgid)).toBe("holding");
    one.settle();
    expect(one.reason(msgid)).toBe("relayed");
    const better = one.source.span("far", { dist: 0, msgid: "0x0000000000000001" });
    const worse = one.source.span("far", { dist: 9 });
    expect([one.reason(better), one.reason(worse)]).toEqual(["holding", "worse than the best N"]);
  });
});

describe("the first that holds", () => {
  const long = (one: Case): string => one.source.span("far", { dist: 17 });

  test("[SPAN-07] closing before all others", () => {
    const one = new Case({ role: "endpoint", conn: false });
    const msgid = long(one);
    one.refuse(msgid);
    expect(one.reason(msgid)).toBe("closing");
  });

  test("[SPAN-07] not a relay before no CONN before own echo", () => {
    const endpoint = new Case({ role: "endpoint", conn: false });
    endpoint.mesh.ask("N", { kind: "announce", pfs: pfsNamed("far") });
    expect(endpoint.reason(long(endpoint))).toBe("not a relay");
    const closed = new Case({ conn: false });
    closed.mesh.ask("N", { kind: "announce", pfs: pfsNamed("far") });
    expect(closed.reason(long(closed))).toBe("no CONN");
  });

  test("[SPAN-07] own echo before split horizon before distance before filter", () => {
    const one = new Case({ filter: "near*" });
    const msgid = long(one);
    expect([one.reason(msgid, one.source.link), one.reason(msgid)]).toEqual(["split horizon", "beyond maximum distance"]);
    one.mesh.ask("N", { kind: "announce", pfs: pfsNamed("far") });
    expect(one.reason(msgid, one.source.link)).toBe("own echo");
  });

  test("[SPAN-07] refused by peer before worse than the best", () => {
    const one = new Case({ switches: { relaysMax: 1 } });
    const worse = one.source.span("far", { dist: 3 });
    one.settle();
    one.listener.send({ flags: "RCD", msgid: one.listener.spanOf("far"), error: 0x23 });
    one.source.span("far", { dist: 1 });
    one.settle();
    expect(one.reason(worse)).toBe("refused by peer");
  });

  test("[SPAN-07] what is not eligible does not count among the best", () => {
    const one = new Case({ switches: { relaysMax: 1 } });
    one.listener.span("far", { dist: 0 });
    const second = one.source.span("far", { dist: 4 });
    one.settle();
    expect(one.reason(second)).toBe("relayed");
  });
});

test("[SPAN-07] in any mesh at rest: relayed or one reason, never holding, and as many relays as the best N that are eligible", () => {
  const links = fc.uniqueArray(fc.tuple(fc.nat(4), fc.nat(4)).filter(([a, b]) => a < b), { minLength: 3, maxLength: 10, selector: ([a, b]) => 5 * a + b });
  fc.assert(
    fc.property(links, fc.integer({ min: 1, max: 3 }), (pairs, relaysMax) => {
      const mesh = new Mesh({ relaysMax });
      const ids = ["A", "B", "C", "D", "E"];
      for (const id of ids) mesh.add(id, { pfs: [id] });
      for (const [a, b] of pairs) mesh.connect(ids[a]!, ids[b]!);
      mesh.run(300_000);
      for (const id of ids) {
        const { received, links: ends } = mesh.inspect(id);
        for (const { relays } of received) {
          for (const { reason, msgid } of relays) expect([reason === 0, reason === NOT_RELAYED.holding]).toEqual([msgid !== null, false]);
        }
        expectBestN(received, ends.length, relaysMax);
      }
    }),
    { numRuns: 30 },
  );
});

function expectBestN(received: ReturnType<Mesh["inspect"]>["received"], links: number, relaysMax: number): void {
  const pairs = new Set(received.map(({ pair }) => pair));
  for (let link = 0; link < links; link++) {
    for (const pair of pairs) {
      const reasons = received.filter((each) => each.pair === pair).map(({ relays }) => relays[link]!.reason);
      const relayed = reasons.filter((reason) => reason === 0).length;
      const left = reasons.filter((reason) => reason === NOT_RELAYED.worseThanBest).length;
      expect(relayed).toBeLessThanOrEqual(relaysMax);
      if (left > 0) expect(relayed).toBe(relaysMax);
    }
  }
}
