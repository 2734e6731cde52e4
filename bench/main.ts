/**
 * `npm run bench [-- --json]`: what encoding, decoding, a hop and an open SPAN cost. Times are ratios to the CRC-32C of 448
 * bytes, measured between the rounds of the same process: machines are noisy and unlike, their ratios less so. And what going
 * back costs in a run of a million events, and what the checks cost.
 */
import { benchChecks, type ChecksResult } from "./checks.ts";
import { benchMesh, benchSpanMemory, type MeshResult, type SpanMemoryResult } from "./mesh.ts";
import { benchTape, KEY_FRAME_MEGABYTES_MAX, type TapeResult } from "./tape.ts";
import { benchWire, type WireResult } from "./wire.ts";

/** The targets; a figure above its target is marked, never an error: a benchmark is not a test. */
const TARGETS = { wireRatio: 2, hopRatio: 8, spanMessages: 35_000, bytesPerEnd: 300, seekMs: 100, keyFrameMegabytes: KEY_FRAME_MEGABYTES_MAX, checksRatio: 2 };

function line(text: string, figure: number, target: number, unit: string): string {
  const shown = Number.isInteger(figure) ? String(figure) : figure.toFixed(2);
  return `${text.padEnd(42)} ${shown.padStart(9)} ${unit.padEnd(10)} target at most ${target}${figure > target ? "  MISSED" : ""}`;
}

function report(wire: readonly WireResult[], mesh: MeshResult, memory: SpanMemoryResult, tape: TapeResult, checks: ChecksResult): string {
  return [
    ...wire.map((each) => line(`${each.name} (${each.ns.toFixed(0)} ns)`, each.ratio, TARGETS.wireRatio, "x CRC")),
    line(`a full hop (${mesh.hopNs.toFixed(0)} ns)`, mesh.ratio, TARGETS.hopRatio, "x CRC"),
    line("ring of 100: LNK_SPANs and closings", mesh.spanMessages, TARGETS.spanMessages, "messages"),
    line("kept for an open SPAN at each end", memory.bytesPerEnd, TARGETS.bytesPerEnd, "bytes"),
    line(`to any of ${tape.events} events: median`, tape.medianMs, TARGETS.seekMs, "ms"),
    line(`key frames (${tape.keyFrames})`, tape.keyFrameMegabytes, TARGETS.keyFrameMegabytes, "MB"),
    line(`checks: ${checks.cases} cases of the hunt, with by without`, checks.ratio, TARGETS.checksRatio, "x CPU time"),
    `checks: of the single cases ${checks.ratioMin.toFixed(2)} to ${checks.ratioMax.toFixed(2)}; ${checks.rows} rows in ${checks.checkedMs.toFixed(0)} ms, without checks ${checks.plainMs.toFixed(0)} ms`,
    `tape: 95th percentile ${tape.p95Ms.toFixed(0)} ms, one event back and another ${tape.stepBackMedianMs.toFixed(0)} ms; the run took ${(tape.runMs / tape.plainMs).toFixed(2)} times as long as one that nobody can go back in (${tape.plainMs.toFixed(0)} ms)`,
    `ring of 100: ${mesh.delivered} messages delivered in ${mesh.wallMs.toFixed(0)} ms (first round ${mesh.firstWallMs.toFixed(0)} ms), digest ${mesh.digest}`,
    `one CRC-32C of 448 bytes: ${mesh.crcNs.toFixed(0)} ns; Node ${process.version}`,
  ].join("\n");
}

const wire = benchWire();
const mesh = benchMesh();
const memory = benchSpanMemory();
const tape = benchTape();
const checks = benchChecks();
console.log(process.argv.includes("--json") ? JSON.stringify({ node: process.version, targets: TARGETS, wire, mesh, memory, tape, checks }, null, 2) : report(wire, mesh, memory, tape, checks));
