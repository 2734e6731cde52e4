import { formatUs } from "../base/time.ts";
import { type VariantName, withVariants } from "../node/variants.ts";
import type { Command, LinkJson, LinkModel, NodeJson, TimedCommand } from "../sim/commands.ts";
import type { Scenario } from "../sim/scenario.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import { say } from "./fill.ts";
import type { Run } from "./run.ts";

/**
 * The topology of a run as it stands now, with exactly these variants on, as a scenario in which nothing happens: who is there, what each
 * offers, how links treat bytes, their weights and filters, as commands left them. What is only for a while (cuts, crashes, all traffic) is
 * no part of it. Of a link whose directions differ the second one is impaired by a command.
 */
export function standingScenario(run: Run, variants: readonly VariantName[]): Scenario {
  const { title, seed, switches, masters, locks, view } = run.scenario;
  const { nodes, links } = changedBy(run);
  return {
    title,
    summary: say("standing.summary", { title, at: formatUs(run.nowUs) }),
    hint: "",
    seed,
    switches: withVariants(switches, variants),
    nodes: nodesOf(run, nodes),
    links: linksOf(run, links),
    masters,
    locks,
    commands: differingDirections(run),
    until: "quiet",
    view: { ...view, pfs: null, transaction: null, focus: null, board: null },
    expect: [],
  };
}

/** By index in the world, which never uses one again: what a file would say of each node and link. */
interface Written {
  readonly nodes: NodeJson[];
  readonly links: LinkJson[];
}

/** What the scenario says, changed by what was commanded since. */
function changedBy({ scenario, world }: Run): Written {
  const written: Written = { nodes: [...scenario.nodes], links: [...scenario.links] };
  const nodeAt = new Map(scenario.nodes.map(({ id }, index) => [id, index]));
  const linkAt = new Map(scenario.links.map(({ id }, index) => [id, index]));
  for (const [index, { command }] of world.log.entries()) {
    if (world.refusals.has(index)) continue;
    if (command.do === "addNode") nodeAt.set(command.node.id, written.nodes.push(command.node) - 1);
    else if (command.do === "addLink") linkAt.set(world.links[written.links.length]!.id, written.links.push(command.link) - 1);
    else if ("link" in command && linkAt.has(command.link as string)) change(written.links, linkAt.get(command.link as string)!, (link) => changedLink(link, command));
    else if ("node" in command && nodeAt.has(command.node as string)) change(written.nodes, nodeAt.get(command.node as string)!, (node) => changedNode(node, command));
  }
  return written;
}

function change<T>(list: T[], index: number, by: (value: T) => T): void {
  list[index] = by(list[index]!);
}

function changedNode(node: NodeJson, command: Command): NodeJson {
  const pfs = node.pfs ?? [];
  if (command.do === "announce") return { ...node, pfs: [...pfs, command.pfs] };
  if (command.do === "withdraw") return { ...node, pfs: pfs.filter(({ label }) => label !== command.pfs) };
  return node;
}

function changedLink(link: LinkJson, command: Command): LinkJson {
  if (command.do === "setWeight") return { ...link, [command.node === link.a ? "weightA" : "weightB"]: command.weight };
  if (command.do === "setFilter") return { ...link, [command.node === link.a ? "filterA" : "filterB"]: command.filter };
  return link;
}

function nodesOf({ world }: Run, written: readonly NodeJson[]): NodeJson[] {
  const there = world.nodes.filter(({ phase }) => phase !== NODE_PHASE.removed);
  const ids = new Set(there.map(({ id }) => id));
  return there.map(({ index }) => {
    const node = written[index]!;
    return node.knows === undefined ? node : { ...node, knows: node.knows.filter((id) => ids.has(id)) };
  });
}

function linksOf({ world }: Run, written: readonly LinkJson[]): Scenario["links"] {
  return world.links.filter(({ removed }) => !removed).map(({ index, id, lanes }) => ({ ...written[index]!, id, model: lanes[0].model }));
}

function differingDirections({ world }: Run): TimedCommand[] {
  const same = (one: LinkModel, other: LinkModel): boolean => (Object.keys(one) as (keyof LinkModel)[]).every((key) => one[key] === other[key]);
  const differing = world.links.filter(({ removed, lanes }) => !removed && !same(lanes[0].model, lanes[1].model));
  return differing.map(({ id, b, lanes }) => ({ atUs: 0, command: { do: "impair", link: id, from: world.nodes[b]!.id, model: lanes[1].model } }));
}
