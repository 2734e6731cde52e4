import { counted, durationOf, grouped, timeOf } from "./units.ts";

/** Simulated time in the unit that fits: "48 s", "12.5 min", "3.2 h". */
function long(us: number): string {
  if (us === 0) return "0 s";
  if (us < 120_000_000) return durationOf(us);
  const minutes = us / 60_000_000;
  return minutes < 120 ? `${minutes.toFixed(1)} min` : `${(minutes / 60).toFixed(1)} h`;
}

function wall(ms: number): string {
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.floor(ms / 1_000) % 60} s`;
}

const cases = (count: number): string => counted(count, "case", "cases");

/** Every word of "Find me a failure". */
export const FINDER_TEXTS = {
  title: "Find me a failure",
  open: "Find me a failure",
  openWords: "hunt hunter seeds fuzz search bug violation shrink faults prove checks",
  about: "Each case is this topology with other traffic and other faults, drawn from a seed. When the faults are over everything must settle, and no check may ever be violated.",
  usual: "A correct engine survives every case, and that is the usual result. To see a failure found, turn on a variant that the rules forbid.",
  loading: "Opening the finder.",
  panel: "Drawn faults by the hundred on this topology, each case judged by every check.",
  form: {
    legend: "What is hunted on",
    on: (title: string, nodes: number, links: number) => `${title}: ${counted(nodes, "node", "nodes")}, ${counted(links, "link", "links")}, as they are now`,
    large: "Cases on so many nodes take long: up to a minute each.",
    first: "First seed",
    count: "Cases",
    variants: "Variants that are on in every case",
    forbidden: "forbidden",
    start: "Start the hunt",
    again: "Hunt again",
    running: "Hunting",
    noRun: "There is no run to hunt on yet.",
  },
  progress: {
    title: "How far it is",
    bar: (done: number, all: number) => `${grouped(done)} of ${cases(all)}`,
    cancel: "Cancel",
    facts: { cases: "Cases", rate: "Rate", simulated: "Simulated time", messages: "Messages", faults: "Faults", transactions: "Transactions" },
    casesOf: (done: number, all: number) => `${grouped(done)} of ${grouped(all)}`,
    rate: (count: number, ms: number) => (count === 0 || ms <= 0 ? "–" : `${grouped(Math.round((count * 60_000) / ms))} a minute`),
    simulated: long,
    count: grouped,
    hunters: "Workers",
    hunter: (number: number) => `Worker ${number}`,
    at: (seed: number, ms: number) => `seed ${seed}, for ${wall(ms)}`,
    waits: "waits",
    done: (count: number) => `${cases(count)} done`,
  },
  result: {
    held: "Every check held",
    heldSome: "Every check that judged anything held",
    heldText: (count: number, us: number, messages: number, never: number) =>
      `${cases(count)}, ${long(us)} of simulated time, ${counted(messages, "message", "messages")}: every check ${never === 0 ? "held" : `that judged anything held (${never} never did)`}, and everything settled within its bound.`,
    unproven: (count: number, all: number, why: string) => `Nothing was found, but ${count} of ${cases(all)} prove nothing: ${why}.`,
    unprovenTitle: "Nothing found, and not everything proven",
    cancelled: "Cancelled",
    cancelledText: (count: number, all: number) => `${grouped(count)} of ${cases(all)} were executed until then; in these no check was violated.`,
    failed: "The hunt could not go on",
    failedText: (why: string) => (why === "" ? "A worker could not be started." : why),
    hangs: (seconds: number) => `no step of the engine came to its end for ${seconds} s, and its worker was ended`,
    found: (seed: number) => `A failure: seed ${seed}`,
    at: (us: number) => `at ${timeOf(us)} of simulated time`,
    check: "Violated",
    says: "What was found",
    others: {
      convergence: "Within the computed bound everything is quiet",
      determinism: "The same case gives the same digest",
      assertion: "No assert of the engine fails",
      generator: "From every seed a case can be drawn",
      hangs: "Every step of the engine comes to its end",
    } as Readonly<Record<string, string>>,
  },
  shrink: {
    title: "Making it smaller",
    left: (commands: number, nodes: number, links: number) => `${counted(commands, "command", "commands")}, ${counted(nodes, "node", "nodes")}, ${counted(links, "link", "links")} left`,
    runs: (runs: number, pass: string) => (pass === "" ? counted(runs, "execution", "executions") : `${counted(runs, "execution", "executions")}; now fewer or simpler: ${pass}`),
    enough: "Small enough",
    stopping: "Finishing this execution",
    done: (from: string, to: string, runs: number) => `From ${from} to ${to}, in ${counted(runs, "execution", "executions")}.`,
    size: (commands: number, nodes: number, links: number) => `${counted(commands, "command", "commands")} on ${counted(nodes, "node", "nodes")} and ${counted(links, "link", "links")}`,
    stopped: "It was stopped there; there may be a smaller one.",
    passes: { end: "what comes later", "links' models": "how links treat bytes", "nodes' roles": "roles of nodes" } as Readonly<Record<string, string>>,
    open: "Open at the violation",
    save: "Save as run file",
    saveName: (seed: number) => `spanscope-failure-seed-${seed}.json`,
    copy: "Copy the link",
    copyTooLong: "It is too long for a link: save the run file instead.",
    saveCase: "Save the case as a scenario",
    caseName: (seed: number) => `spanscope-case-seed-${seed}.json`,
    noFiles: "The engine itself stops there, so no run leads to that moment; the case as a scenario does.",
  },
  exercised: {
    title: "What was exercised",
    checks: "Checks",
    check: "Check",
    judged: "Judged",
    inCases: "In cases",
    never: "never",
    faults: "Faults",
    fault: "Fault",
    count: "Times",
    rules: (count: number) => `${counted(count, "rule", "rules")} decided something`,
    nothing: "No case is done yet.",
    terminal: "The same in the terminal, with the same digests:",
    command: (first: number, last: number) => `spanscope hunt --scenario spanscope-hunted.json --seeds ${first}-${last}`,
    saveScenario: "Save what was hunted on",
    scenarioName: "spanscope-hunted.json",
    /** kinds of faults as the hunter counts them */
    kinds: {
      "cut close": "link cut hard",
      "cut suspend": "link suspended",
      "cut silent": "link cut silently",
      removeNode: "node removed",
      removeLink: "link removed",
      impair: "link impaired",
      isolate: "node isolated",
      crash: "node crashed",
      powerLoss: "node without power",
      withdraw: "PFS withdrawn",
      closeConn: "CONN closed",
      setFilter: "filter changed",
      refuseSpan: "SPAN refused",
      setWeight: "weight changed",
      dropMessage: "message dropped",
      delayMessage: "message delayed",
      duplicateMessage: "message duplicated",
      corruptMessage: "message corrupted",
      forgeMessage: "message forged",
      inject: "bytes injected",
      scribble: "shared memory scribbled on",
      "link loss": "message lost by a link",
      "link corruption": "message corrupted by a link",
      "link duplication": "message duplicated by a link",
      "link reordering": "message overtaken on a link",
      "link retransmission": "message sent again by a link",
    } as Readonly<Record<string, string>>,
  },
  said: {
    started: (count: number) => `Hunting: ${cases(count)}.`,
    milestone: (percent: number) => `${percent} % of the cases are done; no check was violated.`,
    found: (seed: number, check: string) => `A failure was found with seed ${seed}: ${check}. Making it smaller.`,
    shrunk: (size: string) => `The failure is now ${size}.`,
  },
} as const;
