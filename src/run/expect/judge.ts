import { unreachable } from "../../base/assert.ts";
import type { Claim, NumberTest } from "../../sim/scenario-expect.ts";
import { TABLES } from "../../sim/scenario-expect.ts";
import { FOUND_TEXTS as FOUND } from "../../texts/run-expect.ts";
import { errorName } from "../../wire/constants.ts";
import type { ScenarioWitness, WitnessedGenerator, WitnessedLock } from "./witnessed.ts";

// Answers a claim from a witness, which reads the run and cannot touch it. Nothing is remembered between two judgements.

/** Of many things that are missing, so many are named. */
const NAMED_MAX = 5;

export interface Judgement {
  readonly met: boolean;
  /** what was found, in words */
  readonly found: string;
}

/** Whether `claim` holds now. */
export function judge(claim: Claim, witness: ScenarioWitness): Judgement {
  switch (claim.that) {
    case "span":
      return judgeSpan(claim, witness);
    case "relays":
      return judgeNumber(witness.sent(claim.node, claim.link, claim.pfs), claim.count, FOUND.spans);
    case "reached":
      return judgeReached(claim.pfs, witness);
    case "transaction":
      return judgeTransaction(claim, witness);
    case "commit":
      return judgeCommit(claim, witness);
    case "path":
      return judgePath(claim.nodes, witness.transaction(claim.transaction)?.path);
    case "link": {
      const state = witness.link(claim.link);
      return { met: state === claim.state, found: state ?? FOUND.noLink };
    }
    case "count":
      return judgeNumber(witness.counter(claim.of), claim.is, FOUND.number);
    case "events":
      return judgeNumber(witness.events(claim.name, claim.rule ?? null, claim.node ?? null), claim.is, FOUND.events);
    case "table": {
      const sizes = witness.tables(claim.node);
      return sizes ? judgeNumber(sizes[claim.table], claim.is, FOUND.rows) : { met: false, found: FOUND.noNode };
    }
    case "tablesEmpty":
      return judgeEmpty(claim.node === undefined ? witness.nodesUp() : [claim.node], witness);
    case "region": {
      const pieces = witness.pieces(claim.link);
      return pieces === null ? { met: false, found: FOUND.noSharedLink } : judgeNumber(pieces, claim.pieces, FOUND.pieces);
    }
    case "status":
      return judgeStatus(claim, witness);
    case "reason": {
      const reason = witness.reason(claim.node, claim.link, claim.pfs);
      return { met: reason === claim.is, found: reason ?? FOUND.nothingToRelay };
    }
    case "check": {
      const found = witness.check(claim.name);
      return { met: found?.state === claim.state, found: found ? FOUND.check(found.state, found.text) : FOUND.noCheck };
    }
    case "limit":
      return { met: witness.limitReached() === (claim.reached ?? true), found: witness.limitReached() ? FOUND.standsStill : FOUND.goesOn };
    case "lock":
      return judgeLock(claim, witness.lock(claim.name));
    case "generator":
      return judgeGenerator(claim, witness.generator(claim.name));
    case "byteOrderMakesNoDifference": {
      const difference = witness.byteOrderDifference();
      return { met: difference === null, found: difference ?? FOUND.same };
    }
    default:
      return unreachable(claim, "expectation");
  }
}

function fits(value: number, test: NumberTest): boolean {
  if (typeof test === "number") return value === test;
  return value >= (test.atLeast ?? value) && value <= (test.atMost ?? value);
}

function judgeNumber(value: number, test: NumberTest, say: (value: number) => string): Judgement {
  return { met: fits(value, test), found: say(value) };
}

function sayEnd({ state, error }: { readonly state: string; readonly error: number }): string {
  return error === 0 ? state : FOUND.withError(state, errorName(error));
}

function judgeSpan(claim: Extract<Claim, { that: "span" }>, witness: ScenarioWitness): Judgement {
  const spans = witness.received(claim.node, claim.pfs);
  const best = spans[0];
  if (!best) return { met: claim.known === false, found: FOUND.unknownThere };
  const met =
    claim.known !== false &&
    (claim.dist === undefined || fits(best.dist, claim.dist)) &&
    (claim.via === undefined || best.link === claim.via) &&
    (claim.copies === undefined || fits(spans.length, claim.copies));
  return { met, found: FOUND.known(best.dist, best.link, spans.length) };
}

function judgeReached(pfs: string | undefined, witness: ScenarioWitness): Judgement {
  const offers = witness.offers();
  const labels = pfs === undefined ? [...new Set(offers.map(({ label }) => label))] : [pfs];
  const missing: string[] = [];
  for (const label of labels) {
    for (const node of witness.nodesUp()) {
      const offered = offers.some((offer) => offer.node === node && offer.label === label);
      if (!offered && witness.received(node, label).length === 0) missing.push(FOUND.pfsAt(label, node));
    }
  }
  if (labels.length === 0) return { met: false, found: FOUND.nothingOffered };
  if (missing.length === 0) return { met: true, found: FOUND.all };
  return { met: false, found: FOUND.missing(missing.slice(0, NAMED_MAX), missing.length - NAMED_MAX) };
}

function judgeTransaction(claim: Extract<Claim, { that: "transaction" }>, witness: ScenarioWitness): Judgement {
  const transaction = witness.transaction(claim.name);
  if (!transaction) return { met: false, found: FOUND.noTransaction };
  const ends = claim.end === undefined ? [transaction.opener, transaction.target] : [transaction[claim.end]];
  const met = ends.every((end) => end.state === claim.state && (claim.error === undefined || end.error === claim.error));
  return { met, found: FOUND.ends(sayEnd(transaction.opener), sayEnd(transaction.target)) };
}

function judgeCommit(claim: Extract<Claim, { that: "commit" }>, witness: ScenarioWitness): Judgement {
  const commit = witness.commit(claim.name);
  if (!commit) return { met: false, found: FOUND.noCommit };
  const { coordinator, masters } = commit;
  const atCoordinator = claim.master === undefined && claim.end !== "masters";
  const asked = claim.master === undefined ? (claim.end === "coordinator" ? [] : masters) : masters.filter(({ label }) => label === claim.master);
  const met = (!atCoordinator || coordinator.state === claim.state) && asked.every(({ state }) => state === claim.state) && (claim.error === undefined || coordinator.error === claim.error);
  return { met, found: FOUND.commit(sayEnd(coordinator), masters) };
}

function judgePath(nodes: readonly string[], path: readonly string[] | undefined): Judgement {
  if (!path) return { met: false, found: FOUND.noTransaction };
  return { met: path.length === nodes.length && path.every((node, i) => node === nodes[i]), found: path.join(", ") };
}

function judgeStatus(claim: Extract<Claim, { that: "status" }>, witness: ScenarioWitness): Judgement {
  const found = witness.status(claim.node, claim.pfs);
  if (!found) return { met: false, found: FOUND.pfsUnknown };
  const met = found.text === claim.text && (claim.status ?? found.status) === found.status && (claim.type ?? found.type) === found.type;
  return { met, found: found.text === "" ? FOUND.noStatus : FOUND.status(found.text, found.status, found.type) };
}

function judgeLock(claim: Extract<Claim, { that: "lock" }>, lock: WitnessedLock | null): Judgement {
  if (!lock) return { met: false, found: FOUND.noLock };
  const met =
    (claim.state ?? lock.condition) === lock.condition &&
    (claim.holds ?? lock.holds) === lock.holds &&
    (claim.masters === undefined || fits(lock.masters, claim.masters)) &&
    (claim.error ?? lock.error) === lock.error;
  return { met, found: FOUND.lock(lock.condition, lock.holds, lock.masters, lock.error === 0 ? null : errorName(lock.error)) };
}

function judgeGenerator(claim: Extract<Claim, { that: "generator" }>, found: WitnessedGenerator | null): Judgement {
  if (!found) return { met: false, found: FOUND.notStarted };
  const met = (claim.state ?? found.state) === found.state && (claim.acts === undefined || fits(found.acts, claim.acts)) && (claim.failed === undefined || fits(found.failed, claim.failed));
  return { met, found: FOUND.generator(found.state, found.acts, found.failed) };
}

function judgeEmpty(nodes: readonly string[], witness: ScenarioWitness): Judgement {
  for (const node of nodes) {
    const sizes = witness.tables(node);
    if (!sizes) return { met: false, found: FOUND.noNodeOf(node) };
    const left = TABLES.find((table) => sizes[table] > 0);
    if (left) return { met: false, found: FOUND.rowsLeft(node, sizes[left], left) };
  }
  return { met: true, found: FOUND.nothingLeft };
}
