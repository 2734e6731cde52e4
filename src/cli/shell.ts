import { z } from "zod";
import { formatUs } from "../base/time.ts";
import { ENGINE_VERSION } from "../record/version.ts";
import { tellingOf } from "../run/run-telling.ts";
import { Run } from "../run/run.ts";
import { ShellTranscripts } from "../run/shell-transcripts.ts";
import type { ShellView } from "../run/shown.ts";
import type { Command } from "../sim/commands.ts";
import type { CommandResult } from "./decode.ts";
import type { Platform } from "./run-platform.ts";
import { type RunSource, scenarioOf } from "./run-source.ts";

/** `spanscope shell` as the command line says it. */
export interface ShellRequest extends RunSource {
  readonly atUs: number;
  readonly from: string;
  /** label of a PFS, or "peer" with `via` */
  readonly to: string;
  readonly via?: string;
  readonly lines: readonly string[];
  /** simulated time after which a line that still has no prompt is stopped by a mid-stream ABORT */
  readonly patienceUs: number;
  readonly json: boolean;
}

const amount = z.int().min(0);

/** What `spanscope shell --json` prints: one object. */
export const shellOutputSchema = z
  .strictObject({
    version: z.string().describe("of the engine: the same version, scenario, seed and lines give the same digest"),
    scenario: z.string().describe("title"),
    seed: amount,
    digest: z.string().describe("over everything that happened"),
    virtualUs: amount.describe("simulated time at the end"),
    from: z.string().describe("the node that opened the shell"),
    to: z.string().describe("the PFS, or the neighbour"),
    target: z.string().nullable().describe("the node at which it ran; null: nobody accepted it"),
    state: z.enum(["opening", "open", "closing", "closed", "aborted", "refused"]),
    endReason: z.string().nullable(),
    entries: z.array(
      z.strictObject({
        kind: z.enum(["line", "text", "stop"]).describe("a line that was sent, text that came, a mid-stream ABORT"),
        atUs: amount.describe("when its opener said or heard it"),
        text: z.string(),
      }),
    ),
  })
  .meta({ title: "Output of spanscope shell --json" });

export type ShellOutput = z.output<typeof shellOutputSchema>;

/** Exit 1: the shell was refused, aborted, or did not answer in time. */
export function shellCommand(request: ShellRequest, platform: Platform): CommandResult {
  const scenario = scenarioOf(request, platform);
  if (!scenario.ok) return bad(scenario.error);
  const run = new Run(scenario.value, { checks: false });
  run.advanceTo(request.atUs);
  const fault = unknownName(run, request);
  if (fault !== null) return bad([fault]);
  const visit = new Visit(run, request);
  const failure = visit.talk();
  const output = visit.output();
  const errors = failure === null ? [] : [failure];
  if (output === null) return { lines: [], exitCode: 1, errors };
  return { lines: request.json ? [JSON.stringify(output)] : textOf(output), exitCode: failure === null ? 0 : 1, errors };
}

function bad(errors: string[]): CommandResult {
  return { lines: [], exitCode: 2, errors };
}

/** What the command line names and the run does not have. */
function unknownName({ world }: Run, { from, to, via }: ShellRequest): string | null {
  const nodes = world.nodes.map(({ id }) => id);
  if (!nodes.includes(from)) return `--from: no node "${from}"; expected one of ${nodes.slice(0, 20).join(", ")}${nodes.length > 20 ? " …" : ""}`;
  if (via !== undefined && !world.linkById(via)) return `--via: no link "${via}"; expected one of ${world.links.slice(0, 20).map(({ id }) => id).join(", ")}`;
  if (to === "peer") return via === undefined ? '--to peer needs --via, the link to the neighbour' : null;
  const labels = [...new Set(world.nodes.flatMap(({ pfs }) => pfs.map(({ label }) => label)))];
  return labels.includes(to) ? null : `--to: nobody offers a PFS "${to}" at that time; expected one of ${labels.slice(0, 20).join(", ")}${labels.length > 20 ? " …" : ""}`;
}

/** One shell from its opening to its end, driven through simulated time. */
class Visit {
  readonly #run: Run;
  readonly #request: ShellRequest;
  readonly #transcripts: ShellTranscripts;
  readonly #name: string;

  constructor(run: Run, request: ShellRequest) {
    this.#run = run;
    this.#request = request;
    this.#transcripts = new ShellTranscripts(run);
    run.chronicle.catchUp();
    run.chronicle.addReader(this.#transcripts);
    let name = "shell";
    for (let number = 2; run.world.transactions.get(name); number++) name = `shell${number}`;
    this.#name = name;
  }

  /** Says every line when the prompt is there, then closes; why that could not be, or null. */
  talk(): string | null {
    const { from, to, via, lines } = this.#request;
    const refusal = this.#apply({ do: "open", as: this.#name, from, to, service: "shell", text: "", ...(via === undefined ? {} : { via }) });
    if (refusal !== null) return `no shell at ${formatUs(this.#run.nowUs)}: ${refusal}`;
    for (const line of lines) {
      const broken = this.#awaitPrompt() ?? this.#apply({ do: "send", transaction: this.#name, text: line });
      if (broken !== null) return broken;
    }
    const broken = this.#awaitPrompt() ?? this.#apply({ do: "close", transaction: this.#name });
    if (broken !== null) return broken;
    this.#advance(({ over }) => over);
    const view = this.#view();
    return view?.state === "closed" ? null : `the shell was not closed within ${formatUs(this.#request.patienceUs)}`;
  }

  output(): ShellOutput | null {
    const view = this.#view();
    if (view === null) return null;
    const { from, to, target, state, endReason, entries } = view;
    const { scenario, seed, digest, nowUs } = this.#run;
    return { version: ENGINE_VERSION, scenario: scenario.title, seed, digest, virtualUs: nowUs, from, to, target, state, endReason, entries: entries.map(({ kind, atUs, text }) => ({ kind, atUs, text })) };
  }

  /** Stops what runs too long; null when the prompt is there. */
  #awaitPrompt(): string | null {
    const settled = ({ ready, over }: ShellView): boolean => ready || over;
    if (!this.#advance(settled)) {
      this.#apply({ do: "abort", transaction: this.#name, midStream: true });
      this.#advance(settled);
    }
    const view = this.#view();
    if (view?.ready) return null;
    if (view?.over) return `the shell has ended: ${view.endReason ?? view.state}`;
    return `no prompt within ${formatUs(this.#request.patienceUs)} (--patience), not even after a mid-stream ABORT`;
  }

  /** Lets time go by until something holds of the shell, or patience is at an end. */
  #advance(holds: (view: ShellView) => boolean): boolean {
    const run = this.#run;
    const untilUs = run.nowUs + this.#request.patienceUs;
    for (;;) {
      const view = this.#view();
      if (view !== null && holds(view)) return true;
      if (run.world.nextTimeUs > untilUs) break;
      run.step();
    }
    run.advanceTo(untilUs);
    return false;
  }

  #apply(command: Command): string | null {
    return this.#run.apply(command);
  }

  #view(): ShellView | null {
    this.#run.chronicle.catchUp();
    return this.#transcripts.view(this.#name, tellingOf(this.#run), Number.POSITIVE_INFINITY);
  }
}

function textOf({ from, to, target, state, endReason, entries, virtualUs }: ShellOutput): string[] {
  const lines = [`${from} opens a shell at ${to}${target === null ? "" : `, which ${target} takes`}`];
  let text = "";
  const flush = (): void => {
    if (text !== "") lines.push(...text.replace(/\n$/, "").split("\n"));
    text = "";
  };
  for (const entry of entries) {
    if (entry.kind === "text") text += entry.text;
    else {
      flush();
      lines.push(entry.kind === "line" ? `${to}> ${entry.text}` : "^C");
    }
  }
  flush();
  lines.push(`${state} at ${formatUs(virtualUs)}${endReason === null || state === "closed" ? "" : `: ${endReason}`}`);
  return lines;
}
