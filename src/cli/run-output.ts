import { z } from "zod";
import { EVENT, EVENT_NAMES } from "../node/events.ts";
import { RULES } from "../node/rules.ts";
import { VARIANTS, variantsOn } from "../node/variants.ts";
import { SPAN_KIND } from "../node/span-table.ts";
import { countsAlone, ROLE } from "../node/transactions.ts";
import { ENGINE_VERSION } from "../record/version.ts";
import { isSealed } from "../run/inspect-sealed.ts";
import { copiesOf, nameOf } from "../run/inspect-transaction.ts";
import { commitLines } from "../run/commit-lines.ts";
import { lockBoardOf } from "../run/lock-board.ts";
import { Row } from "../run/row.ts";
import { tellingOf } from "../run/run-telling.ts";
import type { Run } from "../run/run.ts";
import { sayRow } from "../run/sentences.ts";
import { GENERATOR_STATES } from "../sim/scenario-expect.ts";
import { NODE_PHASE, TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { errorName } from "../wire/constants.ts";
import { LOCK_DOMAIN_NAMES, LOCK_STATE_NAMES } from "../wire/lock-body.ts";

/** What `spanscope run --json` prints: one object. Only wallMs differs between two executions of one run. */

const amount = z.int().min(0);

const violation = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("check"), name: z.string(), claim: z.string(), text: z.string(), row: z.int().optional().describe("number of the journal row"), expected: z.boolean().describe("the scenario expects it to be violated; then it does not fail the run") }),
  z.strictObject({ type: z.literal("expectation"), text: z.string(), found: z.string().describe("empty: the run ended before its time") }),
  z.strictObject({
    type: z.literal("protocol"),
    atUs: amount,
    node: z.string().describe("who noticed it"),
    link: z.string(),
    rule: z.string().describe("the rule that the peer broke"),
    error: z.string(),
    text: z.string(),
    provoked: z.boolean().describe("the scenario damages, loses, forges or injects messages; then it does not fail the run"),
  }),
]);

export const runOutputSchema = z
  .strictObject({
    version: z.string().describe("of the engine: the same version, scenario and seed give the same digest"),
    scenario: z.string().describe("title"),
    seed: amount,
    digest: z.string().regex(/^[0-9a-f]{16}$/).describe("over everything that happened"),
    virtualUs: amount.describe("simulated time at the end"),
    wallMs: amount.describe("time it took here"),
    quiet: z.boolean(),
    variants: z.array(z.string()).describe("names of those that are on (run --help lists them)"),
    atLimit: z.boolean().describe("stopped at the run's limit of rows, because a variant would never let it end"),
    messages: z.strictObject({
      sent: amount,
      delivered: amount,
      discarded: amount.describe("delivered, and then discarded or thrown out by the receiver"),
      lost: amount,
      pings: amount.describe("of those sent"),
    }),
    bytes: amount.describe("sent"),
    encryption: z
      .strictObject({
        sealedLinks: amount.describe("links whose both ends seal what they send now"),
        sealedMessages: amount.describe("of those sent, as records"),
        refused: z.array(z.strictObject({ link: z.string(), node: z.string().describe("who refused"), reason: z.string(), error: z.string() })).describe("ends whose last handshake failed"),
      })
      .describe("LINK-02; keys follow from the seed: a simulation's key management"),
    spans: z.strictObject({ open: amount, opened: amount, closed: amount }).describe("LNK_SPAN transactions, counted at their sender"),
    transactions: z.strictObject({ opened: amount, closed: amount.describe("closed both ways, aborted ones included"), aborted: amount }).describe("counted at their opener"),
    duplicated: z
      .array(
        z.strictObject({
          transaction: z.string().describe("its name, or its msgid"),
          state: z.enum(["opening", "open", "closing", "closed", "aborted", "refused"]),
          copies: z.array(z.strictObject({ path: z.array(z.string()).describe("nodes from the opener on, as far as it came"), state: z.enum(["open", "lost", "closed"]), cause: z.string().describe("why it was lost, or empty") })),
        }),
      )
      .describe("transactions that ran in several copies, in the order of opening; the newest 1000"),
    nodes: z.array(
      z.strictObject({
        id: z.string(),
        state: z.enum(["up", "crashed", "powerLost"]),
        best: z
          .array(z.strictObject({ pfs: z.string(), dist: amount.describe("as received: 0 from the announcer"), via: z.string().describe("the link it was received on") }))
          .describe("the best SPAN received for each PFS that the node does not offer itself"),
        tables: z.strictObject({ spansReceived: amount, spansSent: amount, transactions: amount, entries: amount }),
      }),
    ),
    commits: z
      .array(
        z.strictObject({
          name: z.string(),
          node: z.string().describe("its coordinator"),
          text: z.string(),
          coordinator: z.enum(["preparing", "logging", "committed", "aborted", "forgotten"]).describe("forgotten: it crashed"),
          error: z.string().describe("with which the coordinator aborted it; empty = none"),
          majority: amount.describe("of the configured masters"),
          masters: z.array(
            z.strictObject({
              master: z.string(),
              node: z.string().nullable(),
              up: z.boolean(),
              state: z.enum(["unknown", "promised", "prepared", "logged", "committed", "aborted"]).describe("as its log says, also while it is down"),
              inDoubt: z.boolean(),
              logged: z.string().describe('ballot of the decision that it logged last: "round.proposer", or "none"'),
            }),
          ),
        }),
      )
      .describe("the newest commits, oldest first (QRM-01); none where no masters are configured"),
    locks: z
      .array(
        z.strictObject({
          name: z.string(),
          node: z.string().describe("its client"),
          path: z.string(),
          domain: z.enum(LOCK_DOMAIN_NAMES),
          condition: z.enum(["waiting", "held", "upgrading", "refused", "deadlocked", "lost"]),
          state: z.enum(LOCK_STATE_NAMES).describe("what is held"),
          wanted: z.enum(LOCK_STATE_NAMES),
          masters: z.array(z.string()).describe("labels of those that granted it"),
          error: z.string().describe("why it is not held, or empty"),
        }),
      )
      .describe("CAC-01: what clients hold, wait for, or did not get, oldest first; empty without masters"),
    generators: z
      .array(
        z.strictObject({
          name: z.string(),
          state: z.enum(GENERATOR_STATES),
          acts: amount,
          failed: amount.describe("of the acts, those that could not be: no way, nobody there, refused, or too much open already"),
          held: amount.describe("what it opened and will still close"),
        }),
      )
      .describe("traffic generators in the order in which they were started"),
    unreachable: amount.describe("pairs of a node and a PFS that is offered and that it does not know"),
    checks: z
      .array(
        z.strictObject({
          name: z.string(),
          claim: z.string().describe("what holds, as one sentence"),
          state: z.enum(["holds", "violated", "unknown"]),
          text: z.string().describe("the verdict: how much was judged, what was found, or why nothing could be judged"),
        }),
      )
      .describe("what must hold of every run (docs/checks.md)"),
    expectations: z.array(z.strictObject({ text: z.string(), state: z.enum(["pending", "met", "failed"]), found: z.string() })),
    refusedCommands: z.array(z.strictObject({ atUs: amount, do: z.string(), reason: z.string().describe("empty where it is not known") })).describe("commands that could not be applied; the world stayed as it was"),
    violations: z.array(violation),
  })
  .meta({ title: "Output of spanscope run --json" });

export type RunOutput = z.output<typeof runOutputSchema>;
export type RunViolation = RunOutput["violations"][number];

/** Protocol violations that are listed; further ones only count in the journal. */
const LISTED_MAX = 1_000;

/** `cutShort`: expectations that are still pending are no failures. */
export function runOutput(run: Run, wallMs: number, cutShort = false): RunOutput {
  const { counters } = run.journal;
  const { world } = run;
  return {
    version: ENGINE_VERSION,
    scenario: run.scenario.title,
    seed: run.seed,
    digest: run.digest,
    virtualUs: run.nowUs,
    wallMs,
    quiet: run.isQuiet,
    variants: variantsOn(run.scenario.switches),
    atLimit: run.isAtLimit,
    messages: { sent: counters.sent, delivered: counters.delivered, discarded: counters.discarded, lost: counters.lost, pings: counters.pings },
    bytes: counters.bytes,
    encryption: encryptionOf(run),
    spans: { open: counters.spansOpened - counters.spansClosed, opened: counters.spansOpened, closed: counters.spansClosed },
    transactions: { opened: counters.transactionsOpened, closed: counters.transactionsClosed, aborted: counters.transactionsAborted },
    duplicated: duplicatedOf(run),
    nodes: nodesOf(world),
    commits: commitsOf(run),
    locks: locksOf(run),
    generators: world.generators.all.map(({ name, state, acts, failed, open }) => ({ name, state, acts, failed, held: open })),
    unreachable: countUnreachable(world),
    checks: run.verdicts().map(({ name, claim, verdict: { state, text } }) => ({ name, claim, state, text })),
    expectations: run.expectations.results.map(({ text, state, found }) => ({ text, state, found })),
    refusedCommands: refusedCommands(run),
    violations: [...checkViolations(run), ...expectationViolations(run, cutShort), ...protocolViolations(run)],
  };
}

/** What fails a run: everything but what the scenario itself provoked. */
export function failures(output: RunOutput): RunViolation[] {
  return output.violations.filter((one) => (one.type === "protocol" ? !one.provoked : one.type !== "check" || !one.expected));
}

// -------------------------------------------------------------- links

function encryptionOf(run: Run): RunOutput["encryption"] {
  const { world, journal } = run;
  const links = world.links.filter(({ removed }) => !removed);
  const refused = links.flatMap((link) =>
    [0, 1].flatMap((side) => {
      const node = world.nodes[link.nodeAt(side)]!;
      const { security } = node.protocol.core.links[link.endAt(side)]!;
      return security === null || security.refusal === 0 ? [] : [{ link: link.id, node: node.id, reason: EVENT_NAMES[security.refusal]!, error: errorName(security.refusalError) }];
    }),
  );
  return { sealedLinks: links.filter((link) => isSealed(run, link)).length, sealedMessages: journal.counters.sealed, refused };
}

/** DUP-01 */
function duplicatedOf(run: Run): RunOutput["duplicated"] {
  run.chronicle.catchUp();
  const found: RunOutput["duplicated"] = [];
  for (const record of run.chronicle.transactions.newest()) {
    if (record.copies === null) continue;
    found.push({ transaction: nameOf(run, record), state: record.state, copies: copiesOf(run, record).map(({ nodes, state, cause }) => ({ path: [...nodes], state, cause })) });
    if (found.length === LISTED_MAX) break;
  }
  return found.reverse();
}

/** CAC-01 */
function locksOf(run: Run): RunOutput["locks"] {
  const board = lockBoardOf(run);
  return (board?.locks ?? []).map(({ name, node, path, domain, condition, state, wanted, masters, error }) => {
    const granted = masters.flatMap(({ granted: what }, at) => (what === "INVAL" ? [] : [board!.masters[at]!.label]));
    return { name, node, path, domain, condition, state, wanted, masters: granted, error };
  });
}

// -------------------------------------------------------------- nodes

const STATES = { [NODE_PHASE.up]: "up", [NODE_PHASE.crashed]: "crashed", [NODE_PHASE.powerLost]: "powerLost" } as const;

type Node = World["nodes"][number];

function nodesOf(world: World): RunOutput["nodes"] {
  return world.nodes.flatMap((node) => {
    if (node.phase === NODE_PHASE.removed) return [];
    const { spans, transactions } = node.protocol.core;
    const counts = { spansReceived: 0, spansSent: 0, transactions: 0, entries: 0 };
    for (let row = 0; row < spans.extent; row++) {
      if (spans.kind(row) === SPAN_KIND.received) counts.spansReceived++;
      else if (spans.kind(row) === SPAN_KIND.sent) counts.spansSent++;
    }
    for (const record of transactions.all()) if (countsAlone(record)) counts[record.role === ROLE.hop ? "entries" : "transactions"]++;
    return [{ id: node.id, state: STATES[node.phase as keyof typeof STATES], best: bestOf(world, node), tables: counts }];
  });
}

function bestOf(world: World, node: Node): RunOutput["nodes"][number]["best"] {
  const { pfs, spans } = node.protocol.core;
  const best: RunOutput["nodes"][number]["best"] = [];
  for (const { first, own } of pfs.entries()) {
    if (first < 0 || own) continue;
    const via = world.links[node.ends[spans.link(first)] >> 1]!.id;
    best.push({ pfs: world.identities.labelText(spans.identity(first)), dist: spans.dist(first), via });
  }
  return best.sort((a, b) => (a.pfs < b.pfs ? -1 : a.pfs > b.pfs ? 1 : 0));
}

/** Commits that are listed; a scenario that starts more tells only of the newest. */
const COMMITS_MAX = 200;

function commitsOf(run: Run): RunOutput["commits"] {
  return commitLines(run, COMMITS_MAX).map(({ name, node, text, coordinator, error, majority, masters }) => ({
    name,
    node,
    text,
    coordinator,
    error: error === 0 ? "" : errorName(error),
    majority,
    masters: masters.map(({ label, node: at, up, state, inDoubt, loggedBallot }) => ({ master: label, node: at, up, state, inDoubt, logged: loggedBallot })),
  }));
}

function countUnreachable(world: World): number {
  const up = world.nodes.filter(({ phase, role }) => phase === NODE_PHASE.up && role !== "outside");
  const offered = new Set(up.flatMap((node) => node.protocol.core.pfs.own.map(({ identity }) => world.identities.pairOf(identity))));
  let missing = 0;
  for (const { protocol } of up) {
    for (const pair of offered) {
      const entry = protocol.core.pfs.get(pair);
      if (!entry?.own && (entry?.first ?? -1) < 0) missing++;
    }
  }
  return missing;
}

function refusedCommands(run: Run): RunOutput["refusedCommands"] {
  if (run.refusedCommands === 0) return [];
  const refused: RunOutput["refusedCommands"] = [];
  for (const row of keptRows(run)) {
    const logged = row.kind === TRACE.refused ? run.command(row.value6) : null;
    if (logged) refused.push({ atUs: row.atUs, do: logged.command.do, reason: logged.refusal ?? "" });
  }
  return refused;
}

/** The rows that the journal keeps; one object for all of them. */
function* keptRows({ rows }: Run): Generator<Row> {
  const row = new Row();
  for (let number = rows.first; number < rows.end; number++) {
    rows.read(number, row);
    yield row;
  }
}

// -------------------------------------------------------------- violations

function checkViolations(run: Run): RunViolation[] {
  return run.verdicts().flatMap(({ name, claim, verdict }) => {
    if (verdict.state !== "violated") return [];
    const expected = run.scenario.expect.some(({ claim: one }) => one.that === "check" && one.name === name && one.state === "violated");
    return [{ type: "check", name, claim, text: verdict.text, expected, ...(verdict.row === undefined ? {} : { row: verdict.row }) }];
  });
}

function expectationViolations(run: Run, cutShort: boolean): RunViolation[] {
  const failing = cutShort ? ["failed"] : ["failed", "pending"];
  return run.expectations.results.flatMap(({ text, state, found }) => (failing.includes(state) ? [{ type: "expectation", text, found }] : []));
}

/** The peers' mistakes as nodes told them; the rows that the journal still keeps. */
function protocolViolations(run: Run): RunViolation[] {
  const { journal, names } = run;
  if (journal.counters.violations === 0) return [];
  const telling = tellingOf(run);
  const provoked = provokes(run);
  const found: RunViolation[] = [];
  for (const row of keptRows(run)) {
    if (row.kind !== TRACE.event || (row.type !== EVENT.violation && row.type !== EVENT.decodeFault)) continue;
    if (found.length === LISTED_MAX) break;
    const link = row.link < 0 ? "" : names.linkId(row.link);
    found.push({ type: "protocol", atUs: row.atUs, node: names.node(row.node), link, rule: RULES[row.rule]!, error: errorName(row.value), text: sayRow(row, telling), provoked });
  }
  return found;
}

const PROVOKING: ReadonlySet<string> = new Set(["dropMessage", "duplicateMessage", "corruptMessage", "forgeMessage", "delayMessage", "inject", "powerLoss"]);

/** Whether the scenario or a command lets a node receive something else than its peer sent (changed, made up, or with a gap), or nodes break the rules on purpose. */
function provokes({ scenario, world }: Run): boolean {
  const damages = (model: { readonly mode?: string; readonly corruptPerMillion?: number }): boolean => model.mode === "raw" || (model.corruptPerMillion ?? 0) > 0;
  if (VARIANTS.some(({ name, forbiddenBy }) => forbiddenBy.length > 0 && variantsOn(scenario.switches).includes(name))) return true;
  if (scenario.nodes.some(({ plainCrc }) => plainCrc !== undefined)) return true;
  if (scenario.links.some(({ model }) => damages(model))) return true;
  return world.log.some(({ command }) => {
    if (command.do === "cut") return command.how === "silent"; // healed in time, it leaves a gap (WIRE-07)
    if (command.do === "impair") return damages(command.model);
    return PROVOKING.has(command.do) || (command.do === "addLink" && damages(command.link.model ?? {}));
  });
}
