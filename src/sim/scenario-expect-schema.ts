import { z } from "zod";
import { LOCK_CONDITIONS } from "../node/cac/report.ts";
import { EVENT_NAMES } from "../node/events.ts";
import { NOT_RELAYED_TEXTS } from "../node/relays.ts";
import { RULES, type RuleName } from "../node/rules.ts";
import { ERR } from "../wire/constants.ts";
import { LOCK_STATE_NAMES } from "../wire/lock-body.ts";
import { CHECK_STATES, COMMIT_CONDITIONS, COUNTERS, GENERATOR_STATES, LINK_CONDITIONS, TABLES, TRANSACTION_CONDITIONS, type Claim, type Expectation } from "./scenario-expect.ts";
import { id, integer, label, object, pfsType, text, time } from "./scenario-values.ts";

/** The claims of scenario-expect.ts as they stand in a file: { "at": "2s", "that": "span", "node": "A", "pfs": "pfsD", "dist": 1 }. */

const amount = integer(0, Number.MAX_SAFE_INTEGER);
const test = z.union([amount, object({ atLeast: amount.optional(), atMost: amount.optional() })], {
  error: 'expected a whole number, or bounds such as {"atLeast": 1, "atMost": 3}',
});

function oneOf<Name extends string>(names: readonly Name[]) {
  return z.enum(names as readonly [Name, ...Name[]], { error: `expected one of ${names.join(", ")}` });
}

/** by the names of WIRE-11; read as the number on the wire */
const errorNumber = oneOf(Object.keys(ERR) as (keyof typeof ERR)[]).transform((name): number => ERR[name]);

const SHAPES = {
  span: { node: id, pfs: label, known: z.boolean({ error: "expected true or false" }).optional(), dist: test.optional(), via: id.optional(), copies: test.optional() },
  relays: { node: id, link: id, pfs: label, count: test },
  reached: { pfs: label.optional() },
  transaction: { name: id, state: oneOf(TRANSACTION_CONDITIONS), end: oneOf(["opener", "target"]).optional(), error: errorNumber.optional() },
  commit: { name: id, state: oneOf(COMMIT_CONDITIONS), end: oneOf(["coordinator", "masters"]).optional(), master: label.optional(), error: errorNumber.optional() },
  path: { transaction: id, nodes: z.array(id).min(1, { error: "expected at least one node" }) },
  link: { link: id, state: oneOf(LINK_CONDITIONS) },
  count: { of: oneOf(COUNTERS), is: test },
  events: { name: oneOf(EVENT_NAMES), rule: oneOf(RULES.slice(1) as RuleName[]).optional(), node: id.optional(), is: test },
  table: { node: id, table: oneOf(TABLES), is: test },
  tablesEmpty: { node: id.optional() },
  status: { node: id, pfs: label, text, status: integer(0, 0xffff_ffff).optional(), type: pfsType.optional() },
  reason: { node: id, link: id, pfs: label, is: oneOf(NOT_RELAYED_TEXTS) },
  check: { name: id, state: oneOf(CHECK_STATES) },
  limit: { reached: z.boolean({ error: "expected true or false" }).optional() },
  byteOrderMakesNoDifference: {},
  region: { link: id, pieces: test },
  lock: { name: id, state: oneOf(LOCK_CONDITIONS).optional(), holds: oneOf(LOCK_STATE_NAMES).optional(), masters: test.optional(), error: errorNumber.optional() },
  generator: { name: id, state: oneOf(GENERATOR_STATES).optional(), acts: test.optional(), failed: test.optional() },
} satisfies Readonly<Record<Claim["that"], z.ZodRawShape>>;

/** A compile error here says that a shape above and its claim differ. @public */
export type ShapesMatch = EachTrue<{
  readonly [Name in Claim["that"]]: Mutual<z.output<z.ZodObject<(typeof SHAPES)[Name]>>, Writable<Omit<Extract<Claim, { that: Name }>, "that">>>;
}>;
type EachTrue<Matches extends Readonly<Record<Claim["that"], true>>> = Matches;
type Writable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Writable<Value[Key]> } : Value;
type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

const MEANINGS: Readonly<Record<Claim["that"], string>> = {
  span: "What a node knows of a PFS through SPANs received: dist as received (0 from the announcer), via the link of the best one, copies how many are open; known: false = nothing",
  relays: "SPANs of a PFS that a node has open towards the other end of a link, its own announcement included",
  reached: "Every node that is up offers the PFS or knows it; without pfs, every PFS that is offered",
  transaction: "Both ends of a transaction, or the one named, see it in that state; error is the one it ended with",
  commit: "How a commit stands at its coordinator and all masters, or at the one named; error is the one with which the coordinator aborted it",
  path: "The nodes that the transaction's first message passed, opener and target included",
  link: "The state of a link",
  count: "What the run has counted since its start",
  events: "How many events of that name nodes have told, narrowed by the rule that decided and by the node",
  table: "The size of one of a node's tables",
  tablesEmpty: "All tables of the node, or of every node that is up, are empty",
  status: "The latest status update of the best SPAN that a node received for a PFS (SPAN-06); an empty text = none",
  reason: "Why the best SPAN that a node received for a PFS is not relayed on a link (SPAN-07), or relayed",
  check: "What a check of the run has found by then; one that is said to be violated fails the run when it is not",
  limit: "The run was stopped at its limit because it would never end by itself, or with reached: false it was not",
  byteOrderMakesNoDifference: "What every node knows, and how every transaction went, is as in the same run with little-endian nodes only (WIRE-02)",
  region: "Pieces of the shared region of a link that are in use at that time, of both ends (SHM-01)",
  lock: "What a client has of a lock: its state, what it holds, how many masters granted it, why it is over",
  generator: "Whether a traffic generator is running, paused or ended, how often it acted, and how often of these it could not",
};

const at = z.union([z.literal("end"), time], { error: 'expected a time such as "2.1s", or "end"' }).optional();
const names = Object.keys(SHAPES) as Claim["that"][];
const [first, ...others] = names.map((name) => object({ at, that: z.literal(name), ...SHAPES[name] }).meta({ description: MEANINGS[name] }));

/** One expectation; without `at` it is judged at the end. */
export const expectation = z
  .discriminatedUnion("that", [first!, ...others])
  .transform(({ at: atUs = "end", ...claim }): Expectation => ({ atUs, claim: claim as unknown as Claim }));
