/** Transactions at a node between two peers, in any order of messages, losses and requests, against a slow and obvious reference. */
import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import { HOLD_OVER_US } from "../hop.testkit.ts";
import { Mesh } from "../mesh.testkit.ts";
import type { PlantedName } from "../planted.ts";
import { Puppet } from "../puppet.testkit.ts";
import { type Column, COLUMNS } from "../tx-expected.testkit.ts";
import { BIG_TEXT, type LinkName, TxReference } from "./tx-reference.testkit.ts";
import { modelRuns, plantedRuns } from "./runs.testkit.ts";

const LINKS: readonly LinkName[] = ["source", "target"];
const IDS = ["0x00000000000000a1", "0x00777700000000a2", "0xff777700000000a3"];
/** What was met over all runs, so that a blind generator is noticed. */
const met = new Map<string, number>();

/** The real node and its two peers. */
class Real {
  readonly mesh = new Mesh({ pingUs: 0, lossUs: 0 });
  readonly peers: Readonly<Record<LinkName, Puppet>>;

  constructor(model: TxReference, planted: PlantedName | null) {
    this.mesh.add("H", { pfs: ["own"], planted });
    this.peers = { source: new Puppet(this.mesh, "H", { number: 0x10_0001 }), target: new Puppet(this.mesh, "H", { number: 0x10_0002, auth: { auxBytesMax: 64 } }) };
    for (const link of LINKS) this.relink(link, model);
  }

  /** A new incarnation, and what it brings; the model learns the names. */
  relink(link: LinkName, model: TxReference): void {
    const peer = this.peers[link];
    peer.up();
    peer.introduce();
    model.up[link] = true;
    if (link === "source") model.own = peer.spanOf("own");
    else model.far = peer.span("far");
    this.settle(model);
  }

  /** The hold passes; the relay that opens is the model's. */
  settle(model: TxReference): void {
    const { source } = this.peers;
    this.mesh.run(HOLD_OVER_US);
    const opened = source.seen.findLast(({ name, flags, pfs }) => name === "LNK_SPAN" && flags === "C" && pfs!.label === "far");
    if (opened && model.relay === null && model.far !== null && model.up.source) model.relay = opened.msgid;
    for (const each of LINKS) this.peers[each].take();
  }

  compare(model: TxReference): void {
    const { counters, entries, transactions } = this.mesh.inspect("H");
    for (const link of LINKS) deepStrictEqual([link, this.peers[link].takeLines()], [link, model.said[link].splice(0)]);
    deepStrictEqual(LINKS.map((link) => this.peers[link].isUp), LINKS.map((link) => model.up[link]));
    const { thrownOut, discarded, violations } = counters;
    deepStrictEqual({ thrownOut, discarded, violations }, { thrownOut: model.thrownOut, discarded: model.discarded, violations: model.violations });
    const told = entries.map(({ msgid, dead, inLink, outLink, commandHalf, replyHalf }) => `${msgid} ${dead ? "dead" : `${commandHalf}/${replyHalf}`} ${inLink >= 0} ${outLink >= 0}`);
    deepStrictEqual(told.sort(), model.entries.map(({ msgid, dead, inSide, outSide, halves }) => `${msgid} ${dead ? "dead" : `${halves.command}/${halves.reply}`} ${inSide !== null} ${outSide !== null}`).sort());
    const ends = transactions.map(({ msgid, opener, commandHalf, replyHalf }) => `${msgid} ${opener} ${commandHalf}/${replyHalf}`);
    deepStrictEqual(ends.sort(), model.ends.map(({ msgid, opener, halves }) => `${msgid} ${opener} ${halves.command}/${halves.reply}`).sort());
  }
}

type TxCommand = fc.Command<TxReference, Real>;

/** A command that counts itself and is compared afterwards. */
function command(name: string, check: (model: Readonly<TxReference>) => boolean, run: (model: TxReference, real: Real) => void): TxCommand {
  return {
    check,
    run: (model, real) => {
      met.set(name.split(" ")[0]!, (met.get(name.split(" ")[0]!) ?? 0) + 1);
      const { thrownOut, discarded, violations } = model;
      const before = { thrownOut, discarded, violations };
      run(model, real);
      for (const what of ["thrownOut", "discarded", "violations"] as const) if (model[what] > before[what]) met.set(what, (met.get(what) ?? 0) + 1);
      if (model.entries.some(({ dead, inSide, outSide }) => dead && inSide && outSide)) met.set("dead both ways", (met.get("dead both ways") ?? 0) + 1);
      real.compare(model);
    },
    toString: () => name,
  };
}

interface Said {
  readonly from: LinkName;
  readonly on: number;
  readonly wrongWay: boolean;
  readonly column: Column;
  /** another column instead, one that is no violation then: which of them */
  readonly lawful: number | null;
  readonly id: number;
  readonly big: boolean;
}

/** A message of a peer; most often one that continues what there is. */
function say({ from, on, wrongWay, column, lawful, id, big }: Said): TxCommand {
  return command(`say ${from} ${wrongWay ? "the wrong way " : ""}${lawful === null ? column : `lawful ${lawful}`} ${on} ${id}${big ? " big" : ""}`, (model) => model.up[from], (model, real) => {
    const reply = (from === "target") !== wrongWay;
    const spans = from === "target" ? [model.far] : [model.relay, model.relay, model.own, ...model.closing];
    const span = spans[on % spans.length] ?? "0x0000000000000bad";
    const ids = from === "target" ? [...IDS, ...model.ends.filter(({ opener }) => opener).map(({ msgid }) => msgid)] : IDS;
    // Nothing is too big for the node itself, and its echo would answer it; the target may not send so much at all.
    const isBig = big && from === "source" && span !== model.own;
    const msgid = ids[id % ids.length]!;
    const columns = lawful === null ? [column] : model.lawful(from, span, msgid);
    const message = { from, span, reply, column: columns[(lawful ?? 0) % columns.length]!, msgid, big: isBig };
    const flags = message.column === "-" ? "" : message.column;
    model.receive(message);
    real.peers[from].send({ cmd: CMD.DOM_ECHO, flags: `${reply ? "R" : ""}${flags}`, msgid: message.msgid, spanid: span, text: isBig ? BIG_TEXT : undefined });
  });
}

function openEnd(column: "C" | "CD"): TxCommand {
  return command(`open ${column}`, (model) => model.far !== null, (model, real) => {
    const via = real.mesh.node("H").bestSpan("far", -1)!;
    real.mesh.ask("H", { kind: "open", via, text: "go", flags: column === "CD" ? 0x40 : 0, tag: 1 });
    model.open(real.peers.target.seen.at(-1)!.msgid, column);
  });
}

function actOnEnd(kind: "close" | "abort", which: number): TxCommand {
  const candidates = (model: TxReference) => model.ends.filter(({ opener, halves }) => opener && (kind === "abort" || halves.command === "open"));
  return command(`${kind} ${which}`, (model) => candidates(model).length > 0, (model, real) => {
    const ends = candidates(model);
    const end = ends[which % ends.length]!;
    const transaction = real.peers.target.transaction(end.msgid, end.span);
    if (kind === "close") {
      real.mesh.ask("H", { kind, transaction });
      model.closeEnd(end);
    } else {
      real.mesh.ask("H", { kind, transaction, midStream: false });
      model.abortEnd(end, 0x23);
    }
  });
}

function closeFar(error: number): TxCommand {
  return command(`close-far ${error}`, (model) => model.far !== null, (model, real) => {
    real.peers.target.send({ flags: "D", msgid: model.far!, error });
    model.closeFar(error);
  });
}

const announceFar = (): TxCommand =>
  command("announce-far", (model) => model.far === null && model.up.target, (model, real) => {
    model.far = real.peers.target.span("far");
    real.settle(model);
  });

const answerRelay = (): TxCommand =>
  command("answer-relay", (model) => model.closing.length > 0, (model, real) => {
    const [span] = model.closing;
    real.peers.source.send({ flags: "RCD", msgid: span! });
    model.relayAnswered(span!);
  });

function cut(link: LinkName): TxCommand {
  return command(`cut ${link}`, (model) => model.up[link], (model, real) => {
    real.peers[link].cut();
    model.loseLink(link);
  });
}

function heal(link: LinkName): TxCommand {
  return command(`heal ${link}`, (model) => !model.up[link], (model, real) => real.relink(link, model));
}

const column = fc.oneof({ weight: 3, arbitrary: fc.constantFrom<Column>("C", "-", "D", "DA", "CD") }, fc.constantFrom(...COLUMNS));
const spoken = fc
  .record({ from: fc.constantFrom(...LINKS), on: fc.nat(9), wrongWay: fc.nat(24).map((draw) => draw === 0), column, lawful: fc.oneof({ weight: 4, arbitrary: fc.nat(11) }, fc.constant(null)), id: fc.nat(5), big: fc.nat(9).map((draw) => draw === 0) })
  .map(say);
const commands = fc.commands<TxReference, Real>(
  [
    ...Array.from({ length: 12 }, () => spoken),
    fc.constantFrom<"C" | "CD">("C", "CD").map(openEnd),
    ...(["close", "abort"] as const).map((kind) => fc.nat(3).map((which) => actOnEnd(kind, which))),
    fc.constantFrom(0, 0x2a).map(closeFar),
    fc.constant(null).map(announceFar),
    fc.constant(null).map(answerRelay),
    fc.constantFrom(...LINKS).map(cut),
    fc.constantFrom(...LINKS).map(heal),
    fc.constantFrom(...LINKS).map(heal),
  ],
  { maxCommands: 60, size: "max" },
);

function runModel(runs: ReturnType<typeof modelRuns>, planted: PlantedName | null = null): void {
  const setup = () => {
    const model = new TxReference();
    return { model, real: new Real(model, planted) };
  };
  fc.assert(fc.property(commands, (sequence) => fc.modelRun(setup, sequence)), runs);
}

test("[TX-04] [TX-05] [TX-06] [TX-07] [ROUTE-02] [ROUTE-03] [ROUTE-05] [LINK-06] [SPAN-08] whatever two peers do, the node answers and keeps what the reference says", () => {
  runModel(modelRuns(150));
  const wanted = ["say", "open", "close", "abort", "close-far", "announce-far", "answer-relay", "cut", "heal", "thrownOut", "discarded", "violations", "dead both ways"];
  expect(wanted.filter((name) => (met.get(name) ?? 0) < 3)).toEqual([]);
}, 300_000);

test.each(["lost-abort", "entry-never-forgotten", "wrong-half-closed", "relay-outlives-source"] as const)("[TX-07] the planted fault %s is noticed", (planted) => {
  expect(() => runModel(plantedRuns(200), planted)).toThrow("Property failed");
});
