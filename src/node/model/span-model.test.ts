/** SPANs at one node with three links, whatever the peers announce, refuse, filter, cut and heal, against a slow and obvious reference. */
import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOLD_OVER_US } from "../hop.testkit.ts";
import { Mesh } from "../mesh.testkit.ts";
import type { PlantedName } from "../planted.ts";
import { Puppet } from "../puppet.testkit.ts";
import { NOT_RELAYED_TEXTS } from "../relays.ts";
import { modelRuns, plantedRuns } from "./runs.testkit.ts";
import { OWN, type RefSpan, type RefSwitches, SpanReference } from "./span-reference.testkit.ts";

const LINKS = 3;
const NAMES = ["a", "ab", "b", OWN];
const met = new Map<string, number>();

function count(name: string): void {
  met.set(name, (met.get(name) ?? 0) + 1);
}

/** The real node and its peers, which answer every DELETE, as they must (SPAN-08). */
class Real {
  readonly mesh: Mesh;
  readonly peers: readonly Puppet[];
  /** what each peer holds open of the node's SPANs: msgid -> name and dist */
  readonly held: readonly Map<string, string>[];
  private readonly _openRelays = new Map<string, number>();
  private _read = 0;

  constructor({ relays, ...switches }: RefSwitches, planted: PlantedName | null) {
    this.mesh = new Mesh({ pingUs: 0, lossUs: 0, ...switches });
    this.mesh.add("N", { pfs: [OWN], role: relays ? "controller" : "endpoint", planted });
    this.peers = Array.from({ length: LINKS }, (_, i) => new Puppet(this.mesh, "N", { number: 0x10_0001 + i }));
    this.held = this.peers.map(() => new Map());
    for (const peer of this.peers) {
      peer.up();
      peer.introduce();
    }
    this.settle();
  }

  /** Reads what the peers were told, and answers what must be answered. */
  settle(): void {
    this.mesh.run(HOLD_OVER_US);
    for (let busy = true; busy; ) {
      busy = false;
      for (const [i, peer] of this.peers.entries()) {
        for (const { name, flags, msgid, pfs } of peer.take()) {
          if (name === "LNK_SPAN" && flags === "C") this.held[i]!.set(msgid, `${pfs!.label}@${pfs!.dist}`);
          if (flags === "D" && this.held[i]!.delete(msgid)) peer.send({ flags: "RCD", msgid });
          // Our own SPAN, refused by the node: its placeholder goes with our DELETE.
          if (flags === "RCD" && this.mesh.inspect("N").received.some((each) => each.link === i && each.msgid === msgid && each.closing)) peer.send({ flags: "D", msgid });
          busy = true;
        }
      }
      this.mesh.run(HOLD_OVER_US);
    }
  }

  /** SPAN-03, make before break: never more than N + 1 relays of a PFS on a connection, at any moment. */
  expectFewRelays(relaysMax: number): void {
    const { story } = this.mesh;
    for (; this._read < story.length; this._read++) {
      const one = story[this._read]!;
      if (!("name" in one) || (one.name !== "relayOpened" && one.name !== "relayClosing" && one.name !== "linkDown")) continue;
      if (one.name === "linkDown") for (const key of this._openRelays.keys()) if (key.startsWith(`${one.link}/`)) this._openRelays.delete(key);
      if (one.name === "linkDown") continue;
      const key = `${one.link}/${one.pfs}`;
      const open = (this._openRelays.get(key) ?? 0) + (one.name === "relayOpened" ? 1 : -1);
      this._openRelays.set(key, Math.max(0, open));
      ok(open <= relaysMax + 1, `${open} relays are open`);
    }
  }

  compare(model: SpanReference): void {
    const { received } = this.mesh.inspect("N");
    const found = received.map(({ link, msgid, closing, cost, update, relays }) => `${link} ${msgid} ${closing} ${cost} ${update ? String.fromCharCode(...update.text) : ""}: ${relays.map(({ reason, dist }) => `${NOT_RELAYED_TEXTS[reason]} ${dist}`).join(", ")}`);
    const wanted = model.spans.map((span) => {
      const reasons = model.links.map((_, link) => model.reason(span, link));
      for (const reason of reasons) count(reason);
      return `${span.link} ${span.msgid} false ${model.costOf(span)} ${span.status}: ${reasons.map((reason) => `${reason} ${reason === "relayed" ? model.costOf(span) : -1}`).join(", ")}`;
    });
    deepStrictEqual(found.sort(), wanted.sort());
    for (const [link, held] of this.held.entries()) deepStrictEqual([link, [...held.values()].sort()], [link, model.toldTo(link)]);
    for (const name of NAMES) {
      const best = this.mesh.node("N").bestSpan(name, -1);
      deepStrictEqual([name, best && best.link], [name, model.inOrder(name)[0]?.link ?? null]);
    }
    deepStrictEqual(this.mesh.events("violation"), []);
    this.expectFewRelays(model.switches.relaysMax);
  }
}

type SpanCommand = fc.Command<SpanReference, Real>;

function command(name: string, check: (model: Readonly<SpanReference>) => boolean, run: (model: SpanReference, real: Real) => void): SpanCommand {
  return {
    check,
    run: (model, real) => {
      count(name.split(" ")[0]!);
      run(model, real);
      real.settle();
      real.compare(model);
    },
    toString: () => name,
  };
}

const announce = (link: number, name: string, dist: number): SpanCommand =>
  command(`announce ${link} ${name} ${dist}`, (model) => model.links[link]!.up, (model, real) => {
    const msgid = real.peers[link]!.span(name, { dist });
    model.spans.push({ link, msgid, name, dist, status: "", refusedBy: new Set() });
  });

/** Something with one of the SPANs that there are. */
function withSpan(name: string, which: number, run: (model: SpanReference, real: Real, span: RefSpan) => void): SpanCommand {
  return command(`${name} ${which}`, (model) => model.spans.length > 0, (model, real) => run(model, real, model.spans[which % model.spans.length]!));
}

const closeSpan = (which: number): SpanCommand =>
  withSpan("close", which, (model, real, span) => {
    real.peers[span.link]!.send({ flags: "D", msgid: span.msgid });
    model.spans = model.spans.filter((each) => each !== span);
    // SPAN-08: relays of what is gone close at once, whatever the hold.
    expect(real.mesh.inspect("N").sent.filter(({ source, closing }) => !closing && source?.msgid === span.msgid)).toEqual([]);
  });

const update = (which: number, text: string): SpanCommand =>
  withSpan("update", which, (_, real, span) => {
    real.peers[span.link]!.span(span.name, { flags: "", msgid: span.msgid, text, dist: span.dist });
    span.status = text;
    span.refusedBy.clear();
  });

const refuseReceived = (which: number): SpanCommand =>
  withSpan("refuse-received", which, (model, real, span) => {
    const { mesh, peers } = real;
    mesh.ask("N", { kind: "refuseSpan", span: { link: span.link, ...words(span.msgid) } });
    model.spans = model.spans.filter((each) => each !== span);
    expect(peers[span.link]!.seen.at(-1)).toMatchObject({ flags: "RCD", msgid: span.msgid, error: 0x23 });
  });

function words(msgid: string): { readonly msgidHi: number; readonly msgidLo: number } {
  return { msgidHi: Number.parseInt(msgid.slice(2, 10), 16) | 0, msgidLo: Number.parseInt(msgid.slice(10), 16) | 0 };
}

/** SPAN-09: a peer closes what the node told it. */
const refuseTold = (link: number, which: number): SpanCommand =>
  command(`refuse-told ${link} ${which}`, (model) => model.toldTo(link).length > 0, (model, real) => {
    const held = [...real.held[link]!.keys()];
    const msgid = held[which % held.length]!;
    const { source } = real.mesh.inspect("N").sent.find((sent) => sent.msgid === msgid)!;
    if (source === null) model.links[link]!.refusedOwn = true;
    else model.spans.find((span) => span.link === source.link && span.msgid === source.msgid)!.refusedBy.add(link);
    real.held[link]!.delete(msgid);
    real.peers[link]!.send({ flags: "RCD", msgid });
  });

function forgetAnswers(model: SpanReference, link: number): void {
  model.links[link]!.refusedOwn = false;
  for (const span of model.spans) span.refusedBy.delete(link);
}

const cut = (link: number): SpanCommand =>
  command(`cut ${link}`, (model) => model.links[link]!.up, (model, real) => {
    real.peers[link]!.cut();
    real.held[link]!.clear();
    Object.assign(model.links[link]!, { up: false, conn: false });
    model.spans = model.spans.filter((span) => span.link !== link);
    forgetAnswers(model, link);
  });

const heal = (link: number): SpanCommand =>
  command(`heal ${link}`, (model) => !model.links[link]!.up, (model, real) => {
    real.peers[link]!.up();
    real.peers[link]!.introduce();
    Object.assign(model.links[link]!, { up: true, conn: true, filter: "" });
  });

const closeConn = (link: number): SpanCommand =>
  command(`close-conn ${link}`, (model) => model.links[link]!.conn, (model, real) => {
    real.peers[link]!.closeConn();
    model.links[link]!.conn = false;
    forgetAnswers(model, link);
  });

const openConn = (link: number, filter: string): SpanCommand =>
  command(`open-conn ${link} ${filter}`, (model) => model.links[link]!.up && !model.links[link]!.conn, (model, real) => {
    real.peers[link]!.openConn({ label: filter });
    Object.assign(model.links[link]!, { conn: true, filter });
  });

const setWeight = (link: number, weight: number): SpanCommand =>
  command(`weight ${link} ${weight}`, () => true, (model, real) => {
    real.mesh.ask("N", { kind: "setWeight", link, weight });
    model.links[link]!.weight = weight;
  });

const link = fc.nat(LINKS - 1);
const which = fc.nat(20);
const announced = fc.tuple(link, fc.constantFrom(...NAMES), fc.nat(6)).map(([on, name, dist]) => announce(on, name, dist));
const commands = fc.commands<SpanReference, Real>(
  [
    ...Array.from({ length: 4 }, () => announced),
    which.map(closeSpan),
    fc.tuple(which, fc.constantFrom("busy", "idle")).map(([one, text]) => update(one, text)),
    which.map(refuseReceived),
    fc.tuple(link, which).map(([on, one]) => refuseTold(on, one)),
    fc.tuple(link, which).map(([on, one]) => refuseTold(on, one)),
    link.map(cut),
    link.map(heal),
    link.map(closeConn),
    fc.tuple(link, fc.constantFrom("", "a*", "b*", "own*")).map(([on, filter]) => openConn(on, filter)),
    fc.tuple(link, fc.integer({ min: 1, max: 4 })).map(([on, weight]) => setWeight(on, weight)),
  ],
  { maxCommands: 40, size: "max" },
);

const anySwitches: fc.Arbitrary<RefSwitches> = fc.record({
  relaysMax: fc.integer({ min: 1, max: 3 }),
  splitHorizon: fc.boolean(),
  distanceMax: fc.constantFrom(3, 16),
  relays: fc.nat(9).map((draw) => draw > 0),
});

function runModel(runs: ReturnType<typeof modelRuns>, planted: PlantedName | null = null): void {
  const property = fc.property(anySwitches, commands, (switches, sequence) => {
    fc.modelRun(() => ({ model: new SpanReference(switches, LINKS), real: new Real(switches, planted) }), sequence);
  });
  fc.assert(property, runs);
}

describe("SPANs", () => {
  test("[SPAN-02] [SPAN-03] [SPAN-04] [SPAN-06] [SPAN-07] [SPAN-08] [SPAN-09] [LINK-05] whatever peers do, relays and reasons are those of the reference", () => {
    runModel(modelRuns(100));
    const commandNames = ["announce", "close", "update", "refuse-received", "refuse-told", "cut", "heal", "close-conn", "open-conn", "weight"];
    const reasons = ["relayed", "not a relay", "no CONN", "own echo", "split horizon", "beyond maximum distance", "filtered", "refused by peer", "worse than the best N"];
    expect([...commandNames, ...reasons].filter((name) => (met.get(name) ?? 0) < 10)).toEqual([]);
  }, 300_000);

  test.each(["distance-off-by-one", "relays-by-arrival", "maximum-distance-off-by-one", "filter-ignored", "relay-outlives-source"] as const)("[SPAN-07] the planted fault %s is noticed", (planted) => {
    expect(() => runModel(plantedRuns(150), planted)).toThrow("Property failed");
  });
});
