/** The life of a link end, whatever its peer says and when, against a slow and obvious reference. */
import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import { NO_FILTER } from "../config.ts";
import { Mesh } from "../mesh.testkit.ts";
import type { PlantedName } from "../planted.ts";
import { Puppet, ZERO_ID } from "../puppet.testkit.ts";
import { LinkReference, LOSS_US, PING_US } from "./link-reference.testkit.ts";
import { modelRuns, plantedRuns } from "./runs.testkit.ts";

const met = new Map<string, number>();

class Real {
  readonly mesh = new Mesh({ pingUs: PING_US, lossUs: LOSS_US });
  readonly peer: Puppet;
  /** msgids of the node's AUTH and CONN, and whether its CONN was acknowledged on the wire */
  auth = ZERO_ID;
  conn = ZERO_ID;
  acknowledged = false;

  constructor(planted: PlantedName | null) {
    this.mesh.add("N", { pfs: ["own"], planted });
    this.peer = new Puppet(this.mesh, "N", { number: 0x10_0001 });
  }

  compare(model: LinkReference): void {
    const { peer, mesh } = this;
    for (const { name, flags, msgid } of peer.seen) {
      if (name === "LNK_AUTH" && flags === "CD") this.auth = msgid;
      if (name !== "LNK_CONN") continue;
      this.conn = msgid;
      this.acknowledged = false;
    }
    const closing = peer.seen.filter(({ flags, error }) => flags === "D" && error === 0x2a);
    deepStrictEqual(peer.takeLines(), model.said.splice(0));
    for (const { msgid } of closing) peer.send({ flags: "RCD", msgid });
    const { session, ourConn, theirConn } = peer.report;
    deepStrictEqual({ session, ourConn, theirConn, hungUp: peer.hungUp }, { session: model.session, ourConn: model.ourConn, theirConn: model.theirConn, hungUp: model.hungUp });
    deepStrictEqual(mesh.inspect("N").counters.violations, model.violations);
    if (session !== "down") return;
    const { core } = mesh.node("N");
    deepStrictEqual([core.spans.count, core.index.size, core.transactions.count], [0, 0, 0]);
  }
}

type LinkCommand = fc.Command<LinkReference, Real>;

function command(name: string, check: (model: Readonly<LinkReference>) => boolean, run: (model: LinkReference, real: Real) => void): LinkCommand {
  return {
    check,
    run: (model, real) => {
      met.set(name, (met.get(name) ?? 0) + 1);
      run(model, real);
      real.compare(model);
    },
    toString: () => name,
  };
}

/** Something that the peer says on a link that is up. */
function says(name: string, check: (model: Readonly<LinkReference>) => boolean, run: (model: LinkReference, real: Real) => void): LinkCommand {
  return command(name, (model) => model.session !== "down" && check(model), (model, real) => {
    model.heard();
    run(model, real);
  });
}

const always = () => true;
const up = command("up", (model) => model.session === "down", (model, { peer }) => {
  model.up();
  peer.up();
});
const cut = command("cut", (model) => model.session !== "down", (model, { peer }) => {
  model.cut();
  peer.cut();
});

/** On an open link any AUTH is the end of it: one form is enough to see that. */
function mostlyEarly(form: string): (model: LinkReference) => boolean {
  return (model) => model.session === "auth" || form === "msgid 0" || form === "other msgid";
}

const auth = (form: "good" | "unknown class" | "open half" | "msgid 0"): LinkCommand =>
  says(`auth ${form}`, mostlyEarly(form), (model, { peer }) => {
    model.auth(form);
    if (form === "good") peer.sendAuth();
    else if (form === "unknown class") peer.sendAuth({ protoClass: 2 });
    else peer.send({ cmd: CMD.LNK_AUTH, flags: form === "open half" ? "C" : "CD", msgid: form === "msgid 0" ? ZERO_ID : undefined });
  });

const authAnswer = (form: "good" | "refused" | "other msgid"): LinkCommand =>
  says(`auth answer ${form}`, mostlyEarly(form), (model, { peer, auth: msgid }) => {
    model.authAnswer(form);
    peer.sendBody(CMD.LNK_AUTH, (view, little) => view.setUint16(80, 1, little), { flags: "RCD", msgid: form === "other msgid" ? peer.newId() : msgid, error: form === "refused" ? 0x23 : 0 });
  });

/** All of it in one: most of what a link does comes after. */
const opened = command("opened", (model) => model.session === "down", (model, real) => {
  const { peer } = real;
  model.up();
  peer.up();
  real.auth = peer.seen[0]!.msgid;
  model.heard();
  model.auth("good");
  peer.sendAuth();
  model.authAnswer("good");
  peer.answerAuth();
});

const pad = says("PAD", always, (_, { peer }) => peer.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID }));
const oneWay = (cmd: number, flags: string): LinkCommand =>
  says("one-way", always, (model, { peer }) => {
    model.ignored();
    peer.send({ cmd, flags, msgid: ZERO_ID });
  });

const peerConn = says("CONN", always, (model, { peer }) => {
  const second = model.theirConn === "open";
  const open = model.session === "open";
  model.peerConn();
  const before = peer.ownConn;
  const msgid = peer.openConn();
  if (!second || !open) return;
  // The refused one is closed by its opener, too (LINK-04); the first stays.
  peer.send({ flags: "D", msgid });
  peer.ownConn = before;
});

const peerConnCloses = says("CONN closes", (model) => model.theirConn === "open", (model, { peer }) => {
  model.peerConnCloses();
  peer.closeConn();
});

/** A reply on the node's CONN: the first one carries CREATE. */
const connReply = (closes: boolean, rightForm: boolean): LinkCommand =>
  says(`CONN reply ${closes} ${rightForm}`, (model) => model.ourConn !== "none", (model, real) => {
    const isFirst = rightForm !== real.acknowledged;
    model.connReply(closes, isFirst, real.acknowledged);
    real.peer.send({ flags: `R${isFirst ? "C" : ""}${closes ? "D" : ""}`, msgid: real.conn });
    real.acknowledged = true;
  });

const span = says("SPAN", always, (model, { peer }) => {
  model.span();
  const msgid = peer.span("far");
  if (!peer.isUp) return;
  peer.send({ flags: "D", msgid });
});

const ask = (kind: "closeConn" | "openConn"): LinkCommand =>
  command(`ask ${kind}`, (model) => model.session === "open" && (kind === "openConn" ? model.ourConn === "none" : model.ourConn === "open" || model.ourConn === "opening"), (model, { mesh, peer }) => {
    model[kind]();
    mesh.ask("N", kind === "closeConn" ? { kind, link: peer.link } : { kind, link: peer.link, filter: NO_FILTER });
  });

const wait = (us: number): LinkCommand =>
  command(`wait ${us}`, always, (model, { mesh }) => {
    model.wait(us);
    mesh.run(us);
  });

const commands = fc.commands<LinkReference, Real>(
  [
    fc.constant(up),
    fc.constant(up),
    ...Array.from({ length: 6 }, () => fc.constant(opened)),
    fc.constant(auth("good")),
    fc.constant(authAnswer("good")),
    fc.constantFrom("unknown class" as const, "open half" as const, "msgid 0" as const).map(auth),
    fc.constantFrom("refused" as const, "other msgid" as const).map(authAnswer),
    fc.constant(pad),
    fc.tuple(fc.constantFrom<number>(CMD.LNK_PING, CMD.LNK_ERROR, 0x000701), fc.constantFrom("", "R")).map(([cmd, flags]) => oneWay(cmd, flags)),
    fc.constant(cut),
    ...Array.from({ length: 2 }, () => fc.constant(peerConn)),
    fc.constant(peerConnCloses),
    ...Array.from({ length: 4 }, () => fc.boolean().map((closes) => connReply(closes, true))),
    fc.boolean().map((closes) => connReply(closes, false)),
    ...Array.from({ length: 2 }, () => fc.constant(span)),
    ...Array.from({ length: 3 }, () => fc.constantFrom("closeConn" as const, "openConn" as const).map(ask)),
    fc.constantFrom(100_000, 700_000, 1_000_000, 3_500_000, 10_000_000).map(wait),
  ],
  { maxCommands: 50, size: "max" },
);

function runModel(runs: ReturnType<typeof modelRuns>, planted: PlantedName | null = null): void {
  fc.assert(fc.property(commands, (sequence) => fc.modelRun(() => ({ model: new LinkReference(), real: new Real(planted) }), sequence)), runs);
}

describe("the life of a link", () => {
  test("[LINK-01] [LINK-03] [LINK-04] [LINK-06] whatever its peer says and when, the node says and is what the reference says", () => {
    runModel(modelRuns(250));
    const wanted = ["up", "cut", "opened", "auth good", "auth unknown class", "auth open half", "auth answer good", "auth answer refused", "auth answer other msgid", "PAD", "one-way", "CONN", "CONN closes", "CONN reply true true", "CONN reply false true", "CONN reply false false", "SPAN", "ask closeConn", "ask openConn", "wait 10000000"];
    expect(wanted.filter((name) => (met.get(name) ?? 0) < 5)).toEqual([]);
  }, 300_000);

  test("[LINK-03] the planted fault ping-not-received is noticed", () => {
    expect(() => runModel(plantedRuns(300), "ping-not-received")).toThrow("Property failed");
  });
});
