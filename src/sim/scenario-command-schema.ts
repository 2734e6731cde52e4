import { z } from "zod";
import { LIMITS } from "../base/limits.ts";
import { COPIES_MAX } from "../node/dup/dup-tables.ts";
import { LOCK_DOMAIN_NAMES, LOCK_STATE_NAMES } from "../wire/lock-body.ts";
import { TRAFFIC_SERVICES, type Command, type ImmediateCommand } from "./commands.ts";
import { GENERATOR_US_MAX } from "./generator-plan.ts";
import { delayUs, filter, hexBytes, id, integer, label, link, linkModel, node, object, path, pfs, pfsType, text, time, weight } from "./scenario-values.ts";

/** The commands of commands.ts as they stand in a file: { "at": "2.1s", "do": "cut", "link": "B-C", "how": "close" }. */

const by = z.enum(["opener", "target"], { error: "expected opener or target" }).optional();
/** DUP-01 */
const copies = integer(2, COPIES_MAX).optional();
const flag = z.boolean({ error: "expected true or false" }).optional();
const domain = z.enum(LOCK_DOMAIN_NAMES, { error: `expected one of ${LOCK_DOMAIN_NAMES.join(", ")}` });
const wanted = z.enum(["SHARED", "EXCLUSIVE", "MODIFIED"], { error: "expected one of SHARED, EXCLUSIVE, MODIFIED" });
const message = integer(0, Number.MAX_SAFE_INTEGER);

/** One number, or bounds; generator-plan.ts says which. */
const amount = (most: number) =>
  z.union([integer(0, most), object({ least: integer(0, most), most: integer(0, most) })], { error: `expected a whole number up to ${most}, or bounds such as {"least": 1, "most": 100}` });
const names = z.array(id, { error: "expected a list of names" }).min(1, { error: "expected at least one name, or no list at all" }).max(LIMITS.generatorNamesMax, { error: `expected at most ${LIMITS.generatorNamesMax} names` });
const labels = z.array(label, { error: "expected a list of labels" }).min(1, { error: "expected at least one label, or no list at all" }).max(LIMITS.generatorNamesMax, { error: `expected at most ${LIMITS.generatorNamesMax} labels` });
const paths = z.array(path, { error: "expected a list of paths" }).min(1, { error: "expected at least one path, or no list at all" }).max(LIMITS.generatorNamesMax, { error: `expected at most ${LIMITS.generatorNamesMax} paths` });
const generate = {
  as: id,
  from: names.optional().meta({ description: "Nodes that act, one of them each time; all unless given" }),
  to: labels.optional().meta({ description: "Labels of the PFSes they go to, one each time; any that is offered unless given" }),
  service: z.enum(TRAFFIC_SERVICES, { error: `expected one of ${TRAFFIC_SERVICES.join(", ")}` }).optional(),
  everyUs: integer(LIMITS.generatorIntervalUsMin, GENERATOR_US_MAX).meta({ description: "Microseconds from one time to the next; with random their mean" }),
  random: flag,
  burst: integer(1, LIMITS.generatorBurstMax).optional().meta({ description: "How often each time; once unless given" }),
  bytes: amount(LIMITS.textBytesMax).optional().meta({ description: "Bytes of a made-up text; 64 unless given" }),
  text: text.optional().meta({ description: "Instead of bytes: always this text; of a shell a line" }),
  holdUs: amount(GENERATOR_US_MAX).optional().meta({ description: "Microseconds that a transaction or lock stays open; 0, the default, closes it with its first message" }),
  count: integer(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: "How many; without count and untilUs it never ends by itself" }),
  untilUs: delayUs.optional().meta({ description: "Simulated time at which it ends, in microseconds" }),
  lock: object({ keys: paths.optional(), domain, state: wanted }).optional(),
};

const SHAPES = {
  addNode: { node },
  removeNode: { node: id },
  addLink: { link },
  removeLink: { link: id },
  cut: { link: id, how: z.enum(["suspend", "close", "silent"], { error: "expected suspend, close or silent" }) },
  heal: { link: id },
  impair: { link: id, from: id.optional(), model: linkModel },
  isolate: { node: id },
  resumeAll: {},
  crash: { node: id },
  powerLoss: { node: id },
  restart: { node: id },
  announce: { node: id, pfs },
  withdraw: { node: id, pfs: label },
  updateStatus: { node: id, pfs: label, status: integer(0, 0xffff_ffff), type: pfsType.optional(), text: label },
  open: { as: id, from: id, to: label, via: id.optional(), service: z.enum(["echo", "shell"], { error: "expected echo or shell" }).optional(), text, close: flag, nonBlocking: flag, copies },
  send: { transaction: id, by, text },
  close: { transaction: id, by },
  abort: { transaction: id, by, midStream: flag },
  oneWay: { from: id, to: label, via: id.optional(), text, reply: flag, copies },
  commit: { as: id, node: id, text, nonBlocking: flag },
  abortCommit: { commit: id },
  generate,
  stopGenerator: { generator: id },
  closeConn: { link: id, node: id },
  openConn: { link: id, node: id, filter: filter.optional() },
  setFilter: { link: id, node: id, filter: filter.optional() },
  refuseSpan: { node: id, link: id, pfs: label },
  setWeight: { link: id, node: id, weight },
  lock: { as: id, node: id, key: path, domain, state: wanted, mode: z.enum(["all", "one"], { error: "expected all or one" }).optional(), master: label.optional(), nonBlocking: flag, yields: flag, retries: flag },
  upgrade: { lock: id, state: wanted, nonBlocking: flag },
  narrow: { lock: id, state: z.enum(LOCK_STATE_NAMES, { error: `expected one of ${LOCK_STATE_NAMES.join(", ")}` }) },
  unlock: { lock: id },
  stopWaiting: { lock: id },
  dropMessage: { message },
  delayMessage: { message, us: delayUs },
  duplicateMessage: { message },
  corruptMessage: { message, bit: integer(0, 8 * (LIMITS.headerBytesMax + LIMITS.auxBytesMax) - 1) },
  forgeMessage: { message, bytes: hexBytes },
  inject: { link: id, from: id, bytes: hexBytes, how: z.enum(["sender", "raw"], { error: "expected sender or raw" }) },
  outsideUp: { node: id },
  outsideBytes: { node: id, bytes: hexBytes },
  outsideReads: { node: id, reads: z.boolean({ error: "expected true or false" }) },
  outsideDown: { node: id },
  scribble: { link: id, from: id, how: z.enum(["write", "release"], { error: "expected write or release" }), offset: integer(0, LIMITS.regionBytesMax - 1).optional(), bytes: hexBytes.optional() },
} satisfies Readonly<Record<ImmediateCommand["do"], z.ZodRawShape>>;

/** A compile error here says that a shape above and its command differ. @public */
export type ShapesMatch = EachTrue<{
  readonly [Name in ImmediateCommand["do"]]: Mutual<z.output<z.ZodObject<(typeof SHAPES)[Name]>>, Writable<Omit<Extract<ImmediateCommand, { do: Name }>, "do">>>;
}>;
type EachTrue<Matches extends Readonly<Record<ImmediateCommand["do"], true>>> = Matches;
type Writable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Writable<Value[Key]> } : Value;
type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

const all = Object.keys(SHAPES) as ImmediateCommand["do"][];
const [first, ...others] = all.map((name) => object({ at: time, do: z.literal(name), ...SHAPES[name] }));
const [firstLater, ...othersLater] = all.map((name) => object({ do: z.literal(name), ...SHAPES[name] }));
/** The one command that holds another; it cannot hold its like. */
const schedule = object({ at: time, do: z.literal("schedule"), whenUs: time, command: z.discriminatedUnion("do", [firstLater!, ...othersLater]) });

/** One timed command; `at` is read as microseconds. */
export const timedCommand = z
  .discriminatedUnion("do", [first!, ...others, schedule])
  .transform(({ at, ...command }) => ({ atUs: at, command: command as unknown as Command }));
