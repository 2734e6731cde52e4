/** Small meshes that are cut, healed and used at random: nothing stays behind once everything is withdrawn or cut. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FLAG } from "../wire/constants.ts";
import type { Switches } from "./config.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { refOf } from "./puppet.testkit.ts";

const IDS = ["A", "B", "C", "D", "E"] as const;
/** A ring with one chord: two ways to everywhere. */
const LINKS = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 0], [1, 3]] as const;

interface Step {
  readonly kind: "cut" | "heal" | "open" | "send" | "close" | "abort" | "withdraw" | "announce" | "wait" | "weight" | "crash" | "conn";
  readonly node: number;
  readonly other: number;
  readonly pick: number;
  readonly us: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("cut" as const, "heal" as const) },
    { weight: 8, arbitrary: fc.constantFrom("open" as const, "send" as const) },
    { weight: 2, arbitrary: fc.constantFrom("close" as const, "abort" as const) },
    { weight: 2, arbitrary: fc.constantFrom("withdraw" as const, "announce" as const, "weight" as const, "conn" as const) },
    { weight: 6, arbitrary: fc.constant("wait" as const) },
    { weight: 1, arbitrary: fc.constant("crash" as const) },
  ),
  node: fc.nat(4),
  other: fc.nat(4),
  pick: fc.nat(5),
  us: fc.constantFrom(1, 50, 400, 1_300, 6_000),
});

class World {
  readonly mesh: Mesh;
  /** end of each of LINKS at its first node */
  private readonly _ends: (readonly [string, number])[] = [];

  constructor(switches: Partial<Switches>, delayUs: number) {
    this.mesh = new Mesh(switches);
    this.mesh.delayUs = (from, to) => delayUs * (1 + ((from.charCodeAt(0) * to.charCodeAt(0)) % 5));
    IDS.forEach((id, i) => this.mesh.add(id, { pfs: [id], bigEndian: i % 2 === 1 }));
    for (const [a, b] of LINKS) this._ends.push([IDS[a], this.mesh.connect(IDS[a], IDS[b])[0]]);
    this.mesh.run(400_000);
  }

  act({ kind, node, other, pick, us }: Step): void {
    const { mesh } = this;
    const id = IDS[node]!;
    const end = this._ends[pick]!;
    if (kind === "wait") mesh.run(us);
    else if (kind === "cut") this._cut(end);
    else if (kind === "heal") this._heal(end);
    else if (kind === "withdraw") mesh.ask(id, { kind, fsid: pfsNamed(id).fsid });
    else if (kind === "announce") mesh.ask(id, { kind, pfs: pfsNamed(id) });
    else if (kind === "weight") mesh.ask(id, { kind: "setWeight", link: pick % 3, weight: 1 + other });
    else if (kind === "conn") this._conn(id, pick % 3);
    else if (kind === "crash") this._crash(id);
    else if (kind === "open") this._open(id, IDS[other]!, pick);
    else this._use(id, kind, pick);
  }

  private _cut(end: readonly [string, number]): void {
    if (this.mesh.isUp(...end)) this.mesh.cut(...end);
  }

  private _heal(end: readonly [string, number]): void {
    if (!this.mesh.isUp(...end)) this.mesh.up(...end);
  }

  private _conn(id: string, link: number): void {
    const report = this.mesh.inspect(id).links[link];
    if (report?.ourConn === "open") this.mesh.ask(id, { kind: "closeConn", link });
    else if (report) this.mesh.ask(id, { kind: "openConn", link, filter: { clid: new Uint32Array(4), fsid: new Uint32Array(4), label: "" } });
  }

  private _crash(id: string): void {
    this.mesh.inspect(id).links.forEach(({ link }) => this._cut([id, link]));
    this.mesh.ask(id, { kind: "crash" });
  }

  private _open(from: string, to: string, pick: number): void {
    const via = this.mesh.node(from).bestSpan(to, pick < 3 ? pick : -1);
    if (via) this.mesh.ask(from, { kind: "open", via, text: `to ${to}`, flags: [0, 0, FLAG.DELETE, FLAG.ABORT, 0, FLAG.ABORT | FLAG.DELETE][pick]!, tag: pick });
  }

  private _use(id: string, kind: "send" | "close" | "abort", pick: number): void {
    const all = this.mesh.inspect(id).transactions;
    const one = all[pick % Math.max(1, all.length)];
    if (!one) return;
    const transaction = refOf(one.link, one.spanid, one.msgid);
    if (kind === "send") this.mesh.ask(id, { kind, transaction, text: "more" });
    else if (kind === "close") this.mesh.ask(id, { kind, transaction });
    else this.mesh.ask(id, { kind, transaction, midStream: pick % 2 === 0 });
  }

  healAll(): void {
    for (const end of this._ends) this._heal(end);
    this.mesh.run(600_000);
  }

  cutAll(): void {
    for (const end of this._ends) this._cut(end);
    this.mesh.run(600_000);
  }
}

const switches = fc.record({ relaysMax: fc.integer({ min: 1, max: 3 }), holdUs: fc.constantFrom(1_000, 3_000), splitHorizon: fc.constant(true) });

function expectNoMistakes(mesh: Mesh): void {
  expect([mesh.events("violation"), mesh.events("decodeFault")]).toEqual([[], []]);
}

describe("between honest nodes", () => {
  test("[ROUTE-05] [SPAN-08] [LINK-06] no violation ever; all cut, nothing is left; each transaction ended once at its opener", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 50, size: "max" }), switches, fc.constantFrom(1, 100, 900), (steps, options, delayUs) => {
        const world = new World(options, delayUs);
        for (const one of steps) world.act(one);
        world.cutAll();
        const { mesh } = world;
        expectNoMistakes(mesh);
        for (const id of IDS) {
          const { core } = mesh.node(id);
          expect([core.spans.count, core.index.size, core.transactions.count, core.updates.size]).toEqual([0, 0, 0, 0]);
          expect([mesh.node(id).busy, core.pfs.known]).toEqual([false, core.pfs.own.length]);
        }
        const opened = mesh.events("transactionOpened").map(({ node, msgid }) => `${node} ${msgid}`);
        const closed = new Set(mesh.events("transactionClosed").map(({ node, msgid }) => `${node} ${msgid}`));
        expect(opened.filter((one) => !closed.has(one))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("[SPAN-08] [SPAN-03] all healed and every PFS withdrawn: no SPAN, no transaction, no entry is left, only the CONNs", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40, size: "max" }), switches, fc.constantFrom(1, 100, 900), (steps, options, delayUs) => {
        const world = new World(options, delayUs);
        for (const one of steps) if (one.kind !== "conn") world.act(one);
        world.healAll();
        const { mesh } = world;
        for (const id of IDS) if (mesh.node(id).offers(id)) mesh.ask(id, { kind: "withdraw", fsid: pfsNamed(id).fsid });
        mesh.run(600_000);
        expectNoMistakes(mesh);
        for (const id of IDS) {
          const { received, sent, entries, own, links } = mesh.inspect(id);
          expect([received, sent, entries, own]).toEqual([[], [], [], []]);
          expect(links.map(({ ourConn, theirConn }) => [ourConn, theirConn])).toEqual(links.map(() => ["open", "open"]));
          expect(mesh.node(id).core.index.size).toBe(2 * links.length);
          expect(mesh.inspect(id).transactions.filter(({ spanid }) => spanid !== "0x0000000000000000")).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("[SPAN-02] [SPAN-03] all healed and at rest: everybody's best distance is that of a search of its own", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 30, size: "max" }), switches, (steps, options) => {
        const world = new World(options, 50);
        for (const one of steps) if (one.kind !== "conn" && one.kind !== "weight") world.act(one);
        world.healAll();
        const { mesh } = world;
        for (const id of IDS) if (!mesh.node(id).offers(id)) mesh.ask(id, { kind: "announce", pfs: pfsNamed(id) });
        mesh.run(600_000);
        for (const id of IDS) {
          const best = new Map(mesh.inspect(id).received.filter((each) => each.best).map((each) => [mesh.identities.labelText(each.identity), each.dist + 1]));
          const expected = distancesFrom(IDS.indexOf(id));
          expect(Object.fromEntries(best)).toEqual(Object.fromEntries(IDS.flatMap((other, i) => (other === id ? [] : [[other, expected[i]]]))));
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** Breadth first, by hand. */
function distancesFrom(start: number): number[] {
  const distances: number[] = IDS.map((_, i) => (i === start ? 0 : -1));
  for (let round = 0; round < IDS.length; round++) {
    for (const [a, b] of LINKS.flatMap(([x, y]) => [[x, y], [y, x]] as const)) {
      if (distances[a] === round && distances[b]! < 0) distances[b] = round + 1;
    }
  }
  return distances;
}
