import type { Command } from "../../sim/commands.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { LinkNames } from "../../sim/topology.ts";
import type { Search, ShrinkProgress } from "./search.ts";

/**
 * What is left is called as if it had been written down by hand: links by their ends, transactions, locks, commits and generators by
 * a letter and a number. Names decide what chance does to a link, so this is a trial like any other. Nodes and PFSes keep theirs.
 */
export function* plainNames(search: Search): Generator<ShrinkProgress, void> {
  yield* search.attempt(withLinkNames(search.scenario));
  yield* search.attempt(withShortNames(search.scenario));
}

function withLinkNames(scenario: Scenario): Scenario {
  const names = new LinkNames(scenario.commands.flatMap(({ command }) => (command.do === "addLink" && command.link.id !== undefined ? [command.link.id] : [])));
  const renamed = new Map<string, string>();
  const links = scenario.links.map((link) => {
    const id = names.next(link.a, link.b);
    renamed.set(link.id, id);
    return { ...link, id };
  });
  const name = (id: string): string => renamed.get(id) ?? id;
  const commands = scenario.commands.map((timed) => ({ ...timed, command: withFields(timed.command, ["link", "via"], name) }));
  return { ...scenario, links, commands };
}

const INITIALS: Readonly<Record<string, string>> = { open: "t", commit: "commit", lock: "lock", generate: "load" };

function withShortNames(scenario: Scenario): Scenario {
  const renamed = new Map<string, string>();
  for (const { command } of scenario.commands) {
    if (!("as" in command) || renamed.has(command.as)) continue;
    const initial = INITIALS[command.do] ?? command.do;
    const before = [...renamed.values()].filter((name) => name.startsWith(initial)).length;
    renamed.set(command.as, `${initial}${before + 1}`);
  }
  const name = (id: string): string => renamed.get(id) ?? id;
  return { ...scenario, commands: scenario.commands.map((timed) => ({ ...timed, command: withFields(timed.command, ["as", "transaction", "commit", "lock", "generator"], name) })) };
}

/** A command with other names in those of its fields that are texts. */
function withFields(command: Command, fields: readonly string[], name: (id: string) => string): Command {
  const entries = Object.entries(command).map(([field, value]: [string, unknown]) => [field, fields.includes(field) && typeof value === "string" ? name(value) : value]);
  return Object.fromEntries(entries) as unknown as Command;
}
