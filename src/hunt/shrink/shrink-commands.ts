import type { Command, TimedCommand } from "../../sim/commands.ts";
import type { Scenario } from "../../sim/scenario.ts";
import type { Search, ShrinkProgress } from "./search.ts";

/** What comes behind the violation cannot have caused it; but what is judged in quiet waits for the last command, so it is a trial like any other. */
export function* dropLater(search: Search): Generator<ShrinkProgress, void> {
  const { scenario, found } = search;
  yield* search.attempt(withCommands(scenario, scenario.commands.filter(({ atUs }) => atUs <= found.atUs)));
}

/** Commands, whose successors go with them where they make no sense without (repair.ts). */
export function* dropCommands(search: Search): Generator<ShrinkProgress, void> {
  yield* search.dropParts(
    ({ commands }) => commands.length,
    (scenario, from, to) => withCommands(scenario, scenario.commands.toSpliced(from, to - from)),
  );
}

/** What a command may do without, and what of it may be less. */
export function* simplifyCommands(search: Search): Generator<ShrinkProgress, void> {
  yield* search.attempt(withCommands(search.scenario, search.scenario.commands.map((timed) => ({ ...timed, command: shortTexts(timed.command) }))));
  for (let at = search.scenario.commands.length - 1; at >= 0; at--) {
    for (const alternatives of simplerForms(search.scenario.commands[at]!.command)) {
      for (const simpler of alternatives) {
        const now = search.scenario.commands[at];
        if (now === undefined) break;
        if (yield* search.attempt(withCommands(search.scenario, search.scenario.commands.with(at, { ...now, command: { ...now.command, ...simpler } as Command })))) break;
      }
    }
  }
}

export function withCommands(scenario: Scenario, commands: readonly TimedCommand[]): Scenario {
  return { ...scenario, commands };
}

const TEXT = "x";

function shortTexts(command: Command): Command {
  return "text" in command && command.text !== undefined ? ({ ...command, text: TEXT } as Command) : command;
}

/** Fields without which a command means something plainer. */
const OPTIONAL = ["via", "service", "close", "nonBlocking", "copies", "reply", "midStream", "filter", "random", "burst", "bytes", "holdUs", "untilUs", "mode", "master", "yields", "retries", "type", "from", "to", "lock"] as const;
/** Commands of which a field by one of those names is what it is about. */
const NEEDED: Readonly<Record<string, readonly string[]>> = { open: ["from", "to"], oneWay: ["from", "to"], inject: ["from"], scribble: ["from"] };

/** Changes of one command: of each list the first that does is taken. */
function simplerForms(command: Command): Record<string, unknown>[][] {
  const forms: Record<string, unknown>[][] = [];
  for (const field of OPTIONAL) if (Object.hasOwn(command, field) && !NEEDED[command.do]?.includes(field)) forms.push([{ [field]: undefined }]);
  if ("text" in command && command.text !== undefined && command.text !== TEXT) forms.push([{ text: TEXT }]);
  if (command.do === "cut" && command.how !== "close") forms.push([{ how: "close" }]);
  if (command.do === "powerLoss") forms.push([{ do: "crash" }]);
  if (command.do === "generate") forms.push(FEW.filter((count) => count < (command.count ?? Number.POSITIVE_INFINITY)).map((count) => ({ count })));
  if (command.do === "impair") for (const field of Object.keys(command.model)) forms.push([{ model: { ...command.model, [field]: undefined } }]);
  return forms;
}

const FEW = [1, 2, 4] as const;

/** So many ways to write a generator as what it does once are tried. */
const ONCE_MAX = 12;

/** A generator that need not be one: what it does, once. */
export function* withoutGenerators(search: Search): Generator<ShrinkProgress, void> {
  for (let at = search.scenario.commands.length - 1; at >= 0; at--) {
    const timed = search.scenario.commands[at];
    if (timed?.command.do !== "generate") continue;
    for (const command of doneOnce(search.scenario, timed.command).slice(0, ONCE_MAX)) {
      if (yield* search.attempt(withCommands(search.scenario, search.scenario.commands.with(at, { ...timed, command })))) break;
    }
  }
}

function doneOnce({ nodes }: Scenario, generator: Extract<Command, { do: "generate" }>): Command[] {
  const { as, service = "echo", lock } = generator;
  const from = generator.from ?? nodes.map(({ id }) => id);
  const to = generator.to ?? nodes.flatMap(({ pfs }) => (pfs ?? []).map(({ label }) => label));
  if (service === "commit") return from.map((node) => ({ do: "commit", as, node, text: TEXT }));
  if (service === "lock") return from.map((node) => ({ do: "lock", as, node, key: lock?.keys?.[0] ?? "/", domain: lock?.domain ?? "TREE", state: lock?.state ?? "SHARED" }));
  const pairs = from.flatMap((one) => to.filter((other) => other !== one).map((other) => ({ from: one, to: other, text: TEXT })));
  if (service === "oneWay") return pairs.map((pair) => ({ do: "oneWay", ...pair }));
  const ends = generator.holdUs === undefined ? { close: true } : {};
  return pairs.map((pair) => ({ do: "open", as, ...pair, ...(service === "shell" ? { service } : {}), ...ends }));
}
