import type { Command, NodeJson } from "../../sim/commands.ts";
import type { Scenario, ScenarioLink } from "../../sim/scenario.ts";
import type { Search, ShrinkProgress } from "./search.ts";

/** Nodes, with their links and what they offer. */
export function* dropNodes(search: Search): Generator<ShrinkProgress, void> {
  yield* search.dropParts(
    ({ nodes }) => nodes.length,
    (scenario, from, to) => withNodes(scenario, scenario.nodes.toSpliced(from, to - from)),
  );
}

export function* dropLinks(search: Search): Generator<ShrinkProgress, void> {
  yield* search.dropParts(
    ({ links }) => links.length,
    (scenario, from, to) => ({ ...scenario, links: scenario.links.toSpliced(from, to - from) }),
  );
}

/** PFSes, a node's all at once, then one by one; of masters their part in the cluster goes too. */
export function* dropOffers(search: Search): Generator<ShrinkProgress, void> {
  const offering = ({ nodes }: Scenario): string[] => nodes.flatMap(({ pfs }) => (pfs ?? []).map(({ label }) => label));
  yield* search.dropParts(
    (scenario) => offering(scenario).length,
    (scenario, from, to) => {
      const gone = new Set(offering(scenario).slice(from, to));
      return withNodes(scenario, scenario.nodes.map((node) => ({ ...node, pfs: (node.pfs ?? []).filter(({ label }) => !gone.has(label)) })));
    },
  );
}

/** Masters that need not be any; what they are offered as stays. */
export function* dropMasters(search: Search): Generator<ShrinkProgress, void> {
  yield* search.dropParts(
    ({ masters }) => masters.length,
    (scenario, from, to) => ({ ...scenario, masters: scenario.masters.toSpliced(from, to - from) }),
  );
}

/** What is added later was there from the beginning: nodes, links and PFSes. */
export function* addEarlier(search: Search): Generator<ShrinkProgress, void> {
  for (let at = 0; at < search.scenario.commands.length; ) {
    const taken = yield* search.attempt(withCommandInTopology(search.scenario, at));
    if (!taken) at++;
  }
}

function withCommandInTopology(scenario: Scenario, at: number): Scenario | null {
  const { command } = scenario.commands[at]!;
  const rest = { ...scenario, commands: scenario.commands.toSpliced(at, 1) };
  if (command.do === "addNode") return { ...rest, nodes: [...scenario.nodes, command.node] };
  if (command.do === "addLink") return { ...rest, links: [...scenario.links, command.link as ScenarioLink] };
  if (command.do !== "announce") return null;
  return { ...rest, nodes: scenario.nodes.map((node) => (node.id === command.node ? { ...node, pfs: [...(node.pfs ?? []), command.pfs] } : node)) };
}

/** Two neighbours become one: a way through the mesh gets shorter, and who talks over it goes on talking. */
export function* joinNeighbours(search: Search): Generator<ShrinkProgress, void> {
  for (let at = search.scenario.links.length - 1; at >= 0; at--) {
    const link = search.scenario.links[at];
    if (link === undefined) continue;
    const taken = yield* search.attempt(joined(search.scenario, link.a, link.b));
    if (!taken) yield* search.attempt(joined(search.scenario, link.b, link.a));
  }
}

/** Some of the nodes; links, generators and masters that spoke of others are left out of it. */
function withNodes(scenario: Scenario, nodes: readonly NodeJson[]): Scenario | null {
  if (nodes.length === 0) return null;
  const ids = new Set(nodes.map(({ id }) => id));
  const announced = scenario.commands.flatMap(({ command }) => (command.do === "announce" && ids.has(command.node) ? [command.pfs.label] : []));
  const labels = new Set([...nodes.flatMap(({ pfs }) => pfs ?? []).map(({ label }) => label), ...announced]);
  return {
    ...scenario,
    nodes: nodes.map((node) => (node.knows === undefined ? node : { ...node, knows: node.knows.filter((id) => ids.has(id)) })),
    links: scenario.links.filter(({ a, b }) => ids.has(a) && ids.has(b)),
    masters: scenario.masters.filter((label) => labels.has(label)),
    commands: scenario.commands.map((timed) => ({ ...timed, command: speakingOf(timed.command, ids, labels) })),
  };
}

/** A generator goes on with those that are left of its nodes and PFSes. */
function speakingOf(command: Command, ids: ReadonlySet<string>, labels: ReadonlySet<string>): Command {
  if (command.do !== "generate") return command;
  const from = command.from?.filter((id) => ids.has(id));
  const to = command.to?.filter((label) => labels.has(label));
  return { ...command, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** `gone` becomes part of `into`: its offers, links and commands are that node's. Their link is no more. */
function joined(scenario: Scenario, gone: string, into: string): Scenario {
  const name = (id: string): string => (id === gone ? into : id);
  const leaving = scenario.nodes.find(({ id }) => id === gone)!;
  const nodes = scenario.nodes.flatMap((node) => {
    if (node.id === gone) return [];
    if (node.id !== into) return [node.knows === undefined ? node : { ...node, knows: node.knows.map(name) }];
    const pfs = [...(node.pfs ?? []), ...(leaving.pfs ?? [])];
    return [{ ...node, role: "controller" as const, pfs }];
  });
  const links = scenario.links.filter(({ a, b }) => name(a) !== name(b)).map((link) => ({ ...link, a: name(link.a), b: name(link.b) }));
  return { ...scenario, nodes, links, commands: scenario.commands.map((timed) => ({ ...timed, command: renamed(timed.command, name) })) };
}

/** Fields of commands that name nodes; `to` and `pfs` name PFSes. */
function renamed(command: Command, name: (id: string) => string): Command {
  const more: Record<string, unknown> = {};
  if ("node" in command && typeof command.node === "string") more.node = name(command.node);
  if ("from" in command && typeof command.from === "string") more.from = name(command.from);
  if ("from" in command && Array.isArray(command.from)) more.from = [...new Set((command.from as readonly string[]).map(name))];
  return { ...command, ...more } as Command;
}
