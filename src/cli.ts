import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { Command, CommanderError, Option } from "commander";
import { version } from "../package.json";
import { type CommandResult, decodeCommand } from "./cli/decode.ts";
import { bridgeCommand, PEERS_MAX } from "./cli/bridge.ts";
import { BRIDGE_PLATFORM } from "./cli/bridge-platform.ts";
import { captureCommand } from "./cli/capture.ts";
import { compareCommand } from "./cli/compare.ts";
import { encodeCommand } from "./cli/encode.ts";
import { huntCommand } from "./cli/hunt.ts";
import { addHuntCommands } from "./cli/hunt-command-line.ts";
import { nodeMachine } from "./cli/hunt-machine.ts";
import { mergeCommand } from "./cli/merge.ts";
import { queueCommand } from "./cli/queue/queue-command.ts";
import { replayCommand } from "./cli/replay.ts";
import { runCommand } from "./cli/run.ts";
import { runHelp } from "./cli/run-help.ts";
import { BYTE_ORDER_CHOICES, SECURITY_CHOICES, duration, durationOrQuiet, oneMore, variantName, wholeNumber } from "./cli/run-options.ts";
import { attempt, NODE_PLATFORM } from "./cli/run-platform.ts";
import { traceCommand } from "./cli/trace.ts";
import { shellCommand } from "./cli/shell.ts";
import type { RunSource } from "./cli/run-source.ts";

// The terminal's door: what the command line says goes to the commands of cli/, what they answer is printed. Results on
// stdout, messages on stderr; exit 0 all is well, 1 something failed, 2 bad use.

const BAD_USE = 2;

const program = new Command("spanscope")
  .description("A laboratory for the HAMMER2 cluster mesh protocol.")
  .version(version)
  .showHelpAfterError("(spanscope --help tells more)")
  .exitOverride();

program
  .command("decode")
  .description("bytes to JSON, one object a message (public/schema/decode-1.schema.json)")
  .argument("[FILE]", "a hex message a line, or a capture (pcapng); standard input unless given")
  .addOption(profile())
  .option("--stream", "the input is one byte stream, hex or binary, and the salt's counter is judged")
  .action((file: string | undefined, options: { profile: "header" | "c2012"; stream?: boolean }) => {
    finish(withInput(file, (input) => decodeCommand({ profile: options.profile, stream: options.stream === true, input })));
  });

program
  .command("encode")
  .description("the JSON of decode to bytes: sizes and CRCs are computed unless given")
  .argument("[FILE]", "one JSON object a line, or a list of them; standard input unless given")
  .addOption(profile())
  .option("--big-endian", "for messages that do not say their byte order")
  .action((file: string | undefined, options: { profile: "header" | "c2012"; bigEndian?: boolean }) => {
    finish(withInput(file, (input) => encodeCommand({ profile: options.profile, bigEndian: options.bigEndian === true, input })));
  });

program
  .command("run")
  .description("simulate a scenario, or a topology in which every node offers a PFS")
  .argument("[SCENARIO]", "a name of the library, or a file")
  .option("--topology <TEXT|FILE>", "instead of a SCENARIO")
  .option("--seed <N>", "instead of the scenario's", wholeNumber(0, 0xffff_ffff))
  .option("--until <TIME|quiet>", 'such as "5s"; as the scenario says unless given', durationOrQuiet)
  .option("--relays <N>", "relays for each PFS and connection", wholeNumber(1, 8))
  .option("--max-distance <N>", "a SPAN whose dist is greater is not relayed", wholeNumber(0, 0x7fff_ffff))
  .option("--hold <US>", "microseconds; 0 decides at every event", wholeNumber(0, 3_600_000_000))
  .addOption(new Option("--variant <NAME>", "turn a variant on; may be given several times").argParser(variantName))
  .addOption(new Option("--byte-order <ORDER>", "of the nodes; alternating: every second one is big-endian").choices(BYTE_ORDER_CHOICES))
  .addOption(new Option("--security <WISH>", "encryption of the links that say nothing themselves (keys follow from the seed: a simulation)").choices(SECURITY_CHOICES))
  .addOption(new Option("--max-virtual <TIME>", "give up when it is not quiet by then").argParser(duration).default(600_000_000, "10min"))
  .option("--json", "one JSON object")
  .option("--run-file <OUT>", "write a file that replays this run")
  .addHelpText("after", runHelp())
  .action((scenario: string | undefined, options: RunOptions) => {
    const { relays: relaysMax, maxDistance: distanceMax, hold: holdUs, maxVirtual: maxVirtualUs, variant: variants, json, ...others } = options;
    finish(runCommand({ ...others, variants, scenario, relaysMax, distanceMax, holdUs, maxVirtualUs, json: json === true }, NODE_PLATFORM));
  });

program
  .command("replay")
  .description("execute a run file again and compare the digest (public/schema/replay-1.schema.json)")
  .argument("<RUNFILE>", "written by run --run-file, or by the page")
  .action((file: string) => finish(replayCommand(file, NODE_PLATFORM)));

program
  .command("compare")
  .description("execute two runs side by side: the first row that differs, and what each cost (public/schema/compare-1.schema.json)")
  .argument("<A>", "a name of the library, a scenario file or a run file")
  .argument("[B]", "the same; A unless given, with another seed or variant")
  .option("--seed-a <N>", "instead of the scenario's", wholeNumber(0, 0xffff_ffff))
  .option("--seed-b <N>", "instead of the scenario's", wholeNumber(0, 0xffff_ffff))
  .addOption(new Option("--variant-a <NAME>", "turn a variant on in A; may be given several times").argParser(variantName))
  .addOption(new Option("--variant-b <NAME>", "turn a variant on in B; may be given several times").argParser(variantName))
  .addOption(new Option("--until <TIME>", "both go so far; as their scenarios say unless given").argParser(duration))
  .addOption(new Option("--max-virtual <TIME>", "give up waiting for quiet then").argParser(duration).default(600_000_000, "10min"))
  .option("--json", "one JSON object")
  .action((left: string, right: string | undefined, { seedA, seedB, variantA = [], variantB = [], until, maxVirtual: maxVirtualUs, json }: CompareOptions) => {
    finish(compareCommand({ left, ...(right === undefined ? {} : { right }), seeds: [seedA, seedB], variants: [variantA, variantB], ...(until === undefined ? {} : { until }), maxVirtualUs, json: json === true }, NODE_PLATFORM));
  });

interface CompareOptions {
  readonly seedA?: number;
  readonly seedB?: number;
  readonly variantA?: readonly string[];
  readonly variantB?: readonly string[];
  readonly until?: number;
  readonly maxVirtual: number;
  readonly json?: boolean;
}

program
  .command("trace")
  .description("execute a run file again and print a piece of it as text, as the page copies it")
  .argument("<RUNFILE>", "written by run --run-file, or by the page")
  .option("--last <N>", "the last N events", wholeNumber(1, 100_000))
  .option("--from <EVENT>", "from the event with this number on", wholeNumber(0, Number.MAX_SAFE_INTEGER))
  .option("--to <EVENT>", "to the event with this number", wholeNumber(0, Number.MAX_SAFE_INTEGER))
  .option("--transaction <NAME>", "what concerns this transaction")
  .option("--mermaid", "as a sequence diagram for Mermaid")
  .action((path: string, { last, from, to, transaction, mermaid }: TraceOptions) => {
    const rows = [from ?? 0, to ?? Number.MAX_SAFE_INTEGER - 1] as const;
    const piece = transaction !== undefined ? { transaction } : last !== undefined ? { last } : { rows };
    finish(traceCommand({ path, piece, mermaid: mermaid === true }, NODE_PLATFORM));
  });

interface TraceOptions {
  readonly last?: number;
  readonly from?: number;
  readonly to?: number;
  readonly transaction?: string;
  readonly mermaid?: boolean;
}

program
  .command("capture")
  .description("what a run puts on its links, as a pcapng file for Wireshark and for the lab (docs/captures.md)")
  .argument("<RUNFILE|SCENARIO>", "a run file, a scenario file, or a name of the library")
  .addOption(new Option("--link <ID>", "only this link; may be given several times").argParser(oneMore))
  .option("--from <NODE>", "only what this node sends")
  .addOption(new Option("--until <TIME>", "not beyond this simulated time").argParser(duration))
  .option("--seed <N>", "of a scenario: instead of its own", wholeNumber(0, 0xffff_ffff))
  .addOption(new Option("--variant <NAME>", "of a scenario: turn a variant on; may be given several times").argParser(variantName))
  .option("--decrypted", "of encrypted links the messages, not the records that travel")
  .option("--no-run", "leave the run out: the capture then holds messages and events only")
  .addOption(new Option("--max-virtual <TIME>", "give up when it is not quiet by then").argParser(duration).default(600_000_000, "10min"))
  .option("-o, --output <FILE>", 'where to write it, "-" is standard output; beside the input\'s name unless given')
  .action((source: string, { link: links = [], from, until, seed, variant: variants = [], decrypted, run: withRun, maxVirtual: maxVirtualUs, output }: CaptureOptions) => {
    finish(captureCommand({ source, links, from: from ?? null, until: until ?? null, seed, variants, decrypted: decrypted === true, withRun, maxVirtualUs, output: output ?? null }, NODE_PLATFORM));
  });

interface CaptureOptions {
  readonly link?: readonly string[];
  readonly from?: string;
  readonly until?: number;
  readonly seed?: number;
  readonly variant?: RunSource["variants"];
  readonly decrypted?: boolean;
  readonly run: boolean;
  readonly maxVirtual: number;
  readonly output?: string;
}

program
  .command("bridge")
  .description("let links of a simulated node lead to real peers over TCP, simulated time locked to the clock (docs/bridge.md)")
  .option("--listen <HOST:PORT>", "take peers there; a port alone is one of this machine, which nobody else reaches")
  .option("--connect <HOST:PORT>", "go to a peer there, and again a second after the connection ended")
  .addOption(new Option("--profile <NAME>", "of those links; the scenario's unless given. c2012 is what the C program of 2012 speaks").choices(["header", "c2012"]))
  .option("--scenario <NAME|FILE>", "of the library, or a file; one controller that offers one PFS unless given")
  .option("--node <ID>", "whose links they are; the first controller unless given")
  .option("--seed <N>", "instead of the scenario's", wholeNumber(0, 0xffff_ffff))
  .option("--peers <N>", "connections at one time with --listen", wholeNumber(1, PEERS_MAX), 4)
  .addOption(new Option("--for <TIME>", "end after that; Ctrl+C ends it at any time").argParser(duration))
  .option("--run-file <OUT>", "write a file that replays the run without anybody outside")
  .option("--json", "one JSON object a line (public/schema/bridge-1.schema.json)")
  .action(async ({ for: forUs, json, ...others }: BridgeOptions) => {
    finish(await bridgeCommand({ ...others, forUs, json: json === true }, BRIDGE_PLATFORM));
  });

interface BridgeOptions {
  readonly listen?: string;
  readonly connect?: string;
  readonly profile?: "header" | "c2012";
  readonly scenario?: string;
  readonly node?: string;
  readonly seed?: number;
  readonly peers: number;
  readonly for?: number;
  readonly runFile?: string;
  readonly json?: boolean;
}

program
  .command("shell")
  .description("open a debug shell in a scenario, say lines, print what it answers")
  .argument("<SCENARIO>", "a name of the library, or a file")
  .argument("<LINE...>", "one line an argument, such as span links 'watch 1 stats'")
  .addOption(new Option("--at <TIME>", "simulated time at which it is opened").argParser(duration).default(500_000, "500ms"))
  .requiredOption("--from <NODE>", "the node that opens it")
  .requiredOption("--to <PFS>", 'label of the PFS, or "peer" with --via')
  .option("--via <LINK>", "over the span that this link brought; the best unless given")
  .option("--seed <N>", "instead of the scenario's", wholeNumber(0, 0xffff_ffff))
  .addOption(new Option("--patience <TIME>", "simulated time after which a line is stopped by a mid-stream ABORT").argParser(duration).default(10_000_000, "10s"))
  .option("--json", "one JSON object (public/schema/shell-1.schema.json)")
  .action((scenario: string, lines: string[], { at: atUs, patience: patienceUs, json, ...others }: ShellOptions) => {
    finish(shellCommand({ ...others, scenario, lines, atUs, patienceUs, json: json === true }, NODE_PLATFORM));
  });

addHuntCommands(program, {
  hunt: async (request) => finish(await huntCommand(request, nodeMachine())),
  queue: async (request) => finish(await queueCommand(request, nodeMachine())),
  merge: (request) => finish(mergeCommand(request, NODE_PLATFORM)),
});

interface ShellOptions {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly via?: string;
  readonly seed?: number;
  readonly patience: number;
  readonly json?: boolean;
}

interface RunOptions {
  readonly topology?: string;
  readonly seed?: number;
  readonly until?: number | "quiet";
  readonly relays?: number;
  readonly maxDistance?: number;
  readonly hold?: number;
  readonly variant?: RunSource["variants"];
  readonly byteOrder?: RunSource["byteOrder"];
  readonly security?: RunSource["security"];
  readonly maxVirtual: number;
  readonly json?: boolean;
  readonly runFile?: string;
}

function profile(): Option {
  return new Option("--profile <NAME>", "which reading of the header").choices(["header", "c2012"]).default("header");
}

function withInput(file: string | undefined, command: (input: Uint8Array) => CommandResult): CommandResult {
  const input = attempt(() => readFileSync(file ?? 0));
  return input.ok ? command(input.value) : { lines: [], exitCode: BAD_USE, errors: [`${file ?? "standard input"} cannot be read (${input.error})`] };
}

/** Prints and sets the exit code; the process ends when everything is written. */
function finish({ lines, errors, exitCode, bytes }: CommandResult): void {
  if (errors.length > 0) process.stderr.write(`${errors.join("\n")}\n`);
  if (bytes !== undefined) process.stdout.write(bytes);
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
  process.exitCode = exitCode;
}

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// A worker of the hunt starts this file, too, and asks for this.
export { huntTask } from "./cli/hunt-pool.ts";

if (isMainThread) {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : BAD_USE;
  }
}
