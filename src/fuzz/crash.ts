/** A broken promise as a file: what it takes to see it again, byte by byte. Kept in `crashes/` once mended, and replayed by a test. */
import { bytesToHex, hexToBytes } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { Crash } from "./fuzz.ts";
import { told } from "./mistake.ts";
import { Rig, RIGS } from "./rig.ts";
import { type Input, Player, playSession, type Session, STAGES } from "./session.ts";
import { Tally } from "./tally.ts";

/** Version of the format. */
const FORMAT = 1;

export function crashToJson({ rig, seed, batch, what, sessions }: Crash): string {
  const written = sessions.map(({ stage, inputs }) => ({ stage, inputs: inputs.map(({ bytes, ...rest }) => ({ hex: bytesToHex(bytes), ...rest })) }));
  return `${JSON.stringify({ spanscopeCrash: FORMAT, what, rig, seed, batch, sessions: written }, null, 1)}\n`;
}

/** Says what it was about; the same fault found twice is one file. */
export function crashFileName({ rig, what, seed, batch }: Crash): string {
  const words = what.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 60);
  return `${words}-${rig.replaceAll(/[^a-z0-9]+/g, "-")}-${seed}-${batch}.json`;
}

export function crashFromJson(value: unknown): Result<Crash, string> {
  const file = value as { readonly [key: string]: unknown } | null;
  if (typeof file !== "object" || file === null || file.spanscopeCrash !== FORMAT) return fail(`spanscopeCrash: expected ${FORMAT}`);
  const rig = RIGS.find(({ name }) => name === file.rig);
  if (!rig) return fail(`rig: expected one of ${RIGS.map(({ name }) => name).join("; ")}`);
  if (typeof file.what !== "string" || !Number.isSafeInteger(file.seed) || !Number.isSafeInteger(file.batch)) return fail("expected what, a text, and seed and batch, whole numbers");
  if (!Array.isArray(file.sessions) || file.sessions.length === 0) return fail("sessions: expected a list that is not empty");
  const sessions: Session[] = [];
  for (const [i, session] of file.sessions.entries()) {
    const read = sessionFrom(session);
    if (read === null) return fail(`sessions.${i}: expected stage and inputs with hex, aim, lawful, repair, cuts and deep`);
    sessions.push(read);
  }
  return ok({ rig: rig.name, seed: file.seed as number, batch: file.batch as number, what: file.what, sessions });
}

function sessionFrom(value: unknown): Session | null {
  const { stage, inputs } = (value ?? {}) as { readonly stage?: unknown; readonly inputs?: unknown };
  const known = STAGES.find((one) => one === stage);
  if (known === undefined || !Array.isArray(inputs)) return null;
  const read = inputs.map(inputFrom);
  return read.includes(null) ? null : { stage: known, inputs: read as Input[] };
}

function inputFrom(value: unknown): Input | null {
  const { hex, aim, lawful, repair, cuts, deep } = (value ?? {}) as { readonly [key: string]: unknown };
  const bytes = typeof hex === "string" ? hexToBytes(hex) : undefined;
  const numbers = [aim, lawful].every(Number.isSafeInteger) && (repair === 0 || repair === 1 || repair === 2);
  if (bytes === undefined || !numbers || !Array.isArray(cuts) || !cuts.every(Number.isSafeInteger)) return null;
  return { bytes, aim: aim as number, lawful: lawful as number, repair: repair as 0 | 1 | 2, cuts: cuts as number[], deep: deep === true };
}

/** Plays these sessions against a new rig; the promise that is broken, or null. */
export function replay({ rig, seed, sessions }: Crash): string | null {
  try {
    const tally = new Tally();
    const player = new Player(new Rig(RIGS.find(({ name }) => name === rig)!, seed, tally), tally);
    for (const session of sessions) playSession(player, session);
    return null;
  } catch (error) {
    return told(error);
  }
}
