/** `npm run fuzz -- --gather`: runs the library and keeps one message of each shape that is sent there, as seeds of the fuzzer. */
import { writeFileSync } from "node:fs";
import { bytesToHex } from "../src/base/bytes.ts";
import { US_PER_S } from "../src/base/time.ts";
import { Run } from "../src/run/run.ts";
import { LIBRARY } from "../src/scenarios/library.ts";
import { scenarioFromJson } from "../src/sim/scenario.ts";
import { partsOf } from "../src/fuzz/stream.ts";
import { CMD } from "../src/wire/constants.ts";
import { LOCK, QRM } from "../src/wire/layout.ts";

const FILE = "src/fuzz/library.json";
const UNTIL_US = 120 * US_PER_S;
const STEPS_MAX = 60_000;
/** Larger ones cost more than they say. */
const BYTES_MAX = 2_048;

interface Kept {
  readonly name: string;
  readonly profile: string;
  readonly hex: string;
}

/** The message's command with its flags, byte order and (of locks and commits) operation; null for what is no message in the clear. */
function shapeOf(bytes: Uint8Array): string | null {
  const [part, ...more] = partsOf(bytes, "header");
  if (!part?.whole || more.length > 0) return null;
  const { bigEndian, auxWireBytes } = part;
  const cmd = new DataView(bytes.buffer, bytes.byteOffset).getUint32(24, !bigEndian);
  const base = cmd & 0xffffff;
  const name = Object.entries(CMD).find(([, value]) => value === base)?.[0] ?? "UNKNOWN";
  const flags = ["C", "D", "R", "A", "O"].filter((_, i) => (cmd >>> (31 - i)) & 1).join("");
  const operation = base === CMD.CAC_LOCK ? bytes[LOCK.fields.lock_op.offset] : base === CMD.QRM_COMMIT ? bytes[QRM.fields.qrm_op.offset + (bigEndian ? 1 : 0)] : 0;
  return `${name} ${flags || "-"}${operation ? ` ${operation}` : ""}${bigEndian ? " big-endian" : ""}${auxWireBytes > 0 ? " aux" : ""}`;
}

/** Bytes that repeat are many: "(PAIR~N)" stands for N of them, as in wire/golden. */
function packed(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    while (end < bytes.length && bytes[end] === bytes[at]) end++;
    const pair = bytesToHex(bytes.subarray(at, at + 1));
    text += end - at > 5 ? `(${pair}~${end - at})` : pair.repeat(end - at);
  }
  return text;
}

export function gather(): string {
  const kept = new Map<string, Kept>();
  for (const { name: from, file } of LIBRARY) {
    const scenario = scenarioFromJson(file);
    if (!scenario.ok || scenario.value.nodes.length > 32) continue;
    const run = new Run(scenario.value, { checks: false });
    run.advanceTo(UNTIL_US, STEPS_MAX);
    for (let message = 0; ; message++) {
      if (run.journal.sentRow(message) < 0) break;
      const bytes = run.journal.bytesOf(message);
      const shape = bytes === null || bytes.length > BYTES_MAX ? null : shapeOf(bytes);
      if (shape !== null && !kept.has(shape)) kept.set(shape, { name: `${shape}, ${from}`, profile: scenario.value.switches.profile, hex: packed(bytes!) });
    }
  }
  const rows = [...kept.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((one) => JSON.stringify(one));
  writeFileSync(FILE, `[\n${rows.join(",\n")}\n]\n`);
  return `${FILE}: ${rows.length} messages`;
}
