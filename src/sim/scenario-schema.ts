import { z } from "zod";
import { LIMITS } from "../base/limits.ts";
import { US_PER_S } from "../base/time.ts";
import { timedCommand } from "./scenario-command-schema.ts";
import { expectation } from "./scenario-expect-schema.ts";
import { delayUs, id, integer, label, link, linkKind, linkModel, node, object, path, profile, security, sharedMemory, time, weight } from "./scenario-values.ts";

/** The scenario file, format version 1. What names what, and whether it exists, is checked after this (scenario-names.ts). */

const onOff = z.boolean({ error: "expected true or false" });

/** TX-02: a node's number has 23 bits. */
const NUMBERS_FROM_MAX = 0x7f_ffff - LIMITS.nodesMax;

const switches = object({
  profile: profile.optional(),
  relaysMax: integer(1, 8).optional(),
  holdUs: delayUs.optional(),
  splitHorizon: onOff.optional(),
  distanceMax: integer(0, 0x7fff_ffff).optional(),
  pingUs: delayUs.optional(),
  lossUs: delayUs.optional(),
  reconnectUs: delayUs.optional(),
  reconnectUsMax: delayUs.optional(),
  numbersFrom: integer(0, NUMBERS_FROM_MAX).optional(),
  silentReroute: onOff.optional(),
  earlySpanid: onOff.optional(),
  endpointOnlyState: onOff.optional(),
  plainCrc: onOff.optional(),
  duplication: onOff.optional(),
  copyWaitUs: delayUs.optional(),
}).meta({ description: "What may be switched; the others have their defaults. Whole microseconds" });

const cluster = object({
  masters: z.array(label, { error: "expected a list of PFS labels" }).min(1, { error: "expected at least one master" }).max(LIMITS.mastersMax, { error: `expected at most ${LIMITS.mastersMax} masters` }).meta({
    description: "Labels of the PFSes that are the masters: a majority is one of these, never of those seen (CAC-02, QRM-01)",
  }),
  tree: z.array(path).min(1, { error: 'expected at least "/"' }).max(LIMITS.inodesMax, { error: `expected at most ${LIMITS.inodesMax} inodes` }).optional().meta({
    description: 'The inodes that locks are about, as paths: "/" first, each behind its directory; an inode\'s number is its place from 1 on (CAC-01)',
  }),
  broaderGrants: onOff.optional().meta({ description: "A master grants EXCLUSIVE to who asks for SHARED and is alone; true unless given (CAC-01)" }),
}).meta({ description: "What locks and commits are about" });

const linkDefaults = object({ model: linkModel.optional(), weight: weight.optional(), security: security.optional(), kind: linkKind.optional(), shm: sharedMemory.optional() }).meta({
  description: "What every link has that says nothing else",
});

const generated = object({
  generate: z.string({ error: "expected text such as ring:6" }).max(100).meta({ description: 'A generator with its numbers: "ring:6", "grid:6:6", "abilene"' }),
  offers: z.union([z.literal("all"), z.array(id)], { error: 'expected "all" or a list of node ids' }).optional().meta({
    description: "Which nodes offer a PFS labelled with their id; all unless given",
  }),
  nodes: z.array(node).max(LIMITS.nodesMax).optional().meta({ description: "Replaces what the generator says of the node with that id" }),
  defaults: linkDefaults.optional(),
});

const listed = object({
  nodes: z.array(node, { error: "expected a list of nodes" }).min(1, { error: "expected at least one node" }).max(LIMITS.nodesMax, { error: `expected at most ${LIMITS.nodesMax} nodes` }),
  links: z.array(link, { error: "expected a list of links" }).max(LIMITS.linksMax, { error: `expected at most ${LIMITS.linksMax} links` }),
  defaults: linkDefaults.optional(),
});

/** What the page can show of a protocol at work, beside the topology. */
export const BOARDS = ["locks", "commits"] as const;
export type Board = (typeof BOARDS)[number];

const SPEED_EXPECTED = 'expected a speed such as "1/50", "1", "20" (times real time) or "max"';
const speed = z.string({ error: SPEED_EXPECTED }).regex(/^(1\/[1-9]\d{0,3}|[1-9]\d{0,3}|max)$/, { error: SPEED_EXPECTED });

const view = object({
  speed: speed.optional(),
  pfs: label.optional().meta({ description: "Label of the PFS whose tree is lit" }),
  transaction: id.optional().meta({ description: "Name of the transaction whose path is drawn" }),
  board: z.enum(BOARDS, { error: `expected one of ${BOARDS.join(", ")}` }).optional().meta({ description: "The board that is open at the start" }),
  focus: z.union([object({ node: id }), object({ link: id }), object({ transaction: id })], { error: "expected one of {node}, {link}, {transaction}" }).optional().meta({
    description: "What the inspector shows",
  }),
}).meta({ description: "How the page shows the run; the engine ignores it" });

const sentence = (most: number) => z.string({ error: "expected text" }).min(1, { error: "expected text that is not empty" }).max(most, { error: `expected at most ${most} characters` });

export const scenarioFile = object({
  spanscope: z.literal(1, { error: "expected 1, the version of this format" }),
  title: sentence(200).meta({ description: "The claim" }),
  summary: sentence(500).meta({ description: "One sentence on what is seen" }),
  hint: sentence(500).optional().meta({ description: "What to try" }),
  topology: z.union([listed, generated]),
  switches: switches.optional(),
  cluster: cluster.optional(),
  seed: integer(0, 0xffff_ffff),
  commands: z.array(timedCommand, { error: "expected a list of commands" }).max(LIMITS.commandsMax, { error: `expected at most ${LIMITS.commandsMax} commands` }).optional(),
  until: z.union([z.literal("quiet"), time], { error: 'expected a time such as "30s", or "quiet"' }).optional().meta({ description: "When a run ends that nobody watches; quiet unless given" }),
  view: view.optional(),
  expect: z.array(expectation, { error: "expected a list of expectations" }).max(1_000).optional(),
  $schema: z.string().optional().meta({ description: "For editors; passed over" }),
}).meta({ title: "Spanscope scenario", description: "A topology, what happens in it, and what must hold" });

/** As written. */
export type ScenarioFile = z.input<typeof scenarioFile>;
/** With times in microseconds. */
export type ScenarioRead = z.output<typeof scenarioFile>;

/** Simulated microseconds per second of the watcher: "1/50" is 20,000. */
export function speedUsPerS(text: string): number {
  if (text === "max") return Number.POSITIVE_INFINITY;
  const [times, parts] = text.split("/");
  return parts === undefined ? Number(times) * US_PER_S : Math.floor(US_PER_S / Number(parts));
}
