import { inspectNode } from "../node/inspect.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { NodeJson, TimedCommand } from "../sim/commands.ts";
import type { Scenario } from "../sim/scenario.ts";
import { Row } from "./row.ts";
import { textOf } from "./inspect-transaction.ts";
import type { Run } from "./run.ts";

/** WIRE-02: the byte order of a node is nobody's business but that of the bytes. Stated by running the same scenario again with other nodes. */

/** Which nodes of a topology are big-endian. */
export const BYTE_ORDERS = ["as-written", "little", "big", "alternating"] as const;
export type ByteOrder = (typeof BYTE_ORDERS)[number];

/** The same scenario with nodes of another byte order; `alternating`: every second node is big-endian, counted in the order of the file, later ones included. */
export function withByteOrder(scenario: Scenario, order: ByteOrder): Scenario {
  if (order === "as-written") return scenario;
  let count = 0;
  const turned = (node: NodeJson): NodeJson => ({ ...node, bigEndian: order === "big" || (order === "alternating" && count++ % 2 === 1) });
  const nodes = scenario.nodes.map(turned);
  const commands = scenario.commands.map((timed): TimedCommand => (timed.command.do === "addNode" ? { ...timed, command: { ...timed.command, node: turned(timed.command.node) } } : timed));
  return { ...scenario, nodes, commands };
}

/** The first difference between what this run has come to and what it would have with little-endian nodes only, in words; null = there is none. */
export function byteOrderDifference(run: Run): string | null {
  const twin = run.inByteOrder("little");
  run.chronicle.catchUp();
  return firstDifference(factsOf(run), factsOf(twin));
}

/** One thing that is known, with the path to it: "A, received 0, dist" -> 1. */
type Facts = ReadonlyMap<string, string>;

/** Everything that nodes know and that transactions came to, field by field. What is written in bytes only (the order itself) is not there. */
export function factsOf(run: Run): Facts {
  const facts = new Map<string, string>();
  const { world } = run;
  for (const node of world.nodes) {
    if (node.phase !== NODE_PHASE.up) facts.set(`${node.id}, phase`, String(node.phase));
    else note(facts, node.id, { ...inspectNode(node.protocol), identities: namesOf(run, node) });
  }
  for (const record of run.chronicle.transactions.all()) {
    const { opener, target, refusedBy, ends, halves, hops } = record;
    note(facts, `transaction ${record.msgidHi}:${record.msgidLo}`, { opener, target, refusedBy, ends, halves, hops, texts: textsOf(run, record.elements) });
  }
  return facts;
}

/** clid, fsid, type, label, dist and status of what a node received, spelled out: numbers of identities are the run's own. */
function namesOf({ world: { identities } }: Run, { protocol }: Run["world"]["nodes"][number]): object {
  const { pfs, spans, updates } = protocol.core;
  const known: object[] = [];
  for (const entry of pfs.entries()) {
    for (let row = entry.first; row >= 0; row = spans.next(row)) {
      const identity = spans.identity(row);
      const update = updates.get(row);
      known.push({
        clid: identities.clidText(identity),
        fsid: identities.fsidText(identity),
        type: identities.pfsTypeOf(identity),
        protoVersion: identities.protoVersionOf(identity),
        label: identities.labelText(identity),
        status: spans.status(row),
        update: update === undefined ? null : { status: update.status, type: update.pfsType, bytes: [...update.text] },
      });
    }
  }
  return known;
}

function textsOf(run: Run, elements: readonly { readonly row: number; readonly message: number; readonly reply: boolean }[]): readonly string[] {
  const row = new Row();
  return elements.map(({ row: number, message, reply }) => (run.rows.readIfKept(number, row) ? `${reply ? "reply" : "command"} ${row.cmd} ${row.error} ${textOf(run, message, row)}` : "not kept"));
}

function note(facts: Map<string, string>, path: string, value: unknown): void {
  if (typeof value !== "object" || value === null) facts.set(path, String(value));
  else for (const [key, inner] of Object.entries(value)) note(facts, `${path}, ${key}`, inner);
}

function firstDifference(mixed: Facts, little: Facts): string | null {
  for (const path of new Set([...mixed.keys(), ...little.keys()])) {
    const [here, there] = [mixed.get(path) ?? "nothing", little.get(path) ?? "nothing"];
    if (here !== there) return `${path}: ${here}, with little-endian nodes only ${there}`;
  }
  return null;
}
