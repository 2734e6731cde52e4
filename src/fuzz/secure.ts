/**
 * Encrypted links under mutated bytes (LINK-02). A batch brings one link up honestly to some stage, and from there tries one change after the
 * other, each on a copy of everything, so that a handshake is paid for once. Nothing that was changed may be accepted.
 */
import { copyGraph } from "../base/graph-copy.ts";
import { Prng } from "../base/prng.ts";
import { EVENT_NAMES } from "../node/events.ts";
import { AUX_BYTES_MAX, errorName, HEADER_BYTES_MAX } from "../wire/constants.ts";
import { readRecordHead, RECORD_HEADER_BYTES, RECORD_OVERHEAD_BYTES } from "../wire/record.ts";
import { joined } from "./corpus.ts";
import { told, OwnMistake } from "./mistake.ts";
import { pick } from "./mutate.ts";
import { HANDSHAKE_MUTATIONS, mutateHandshake, mutateRecords, type Overheard, RECORD_MUTATIONS } from "./secure-mutate.ts";
import { SecureRig } from "./secure-rig.ts";

/** Inputs of one batch, and for how many batches of the others there is one: keys are dear. */
export const SECURE_BATCH = 25;
export const SECURE_EVERY = 4;
/** What is changed: the peer's AUTH, its proof, records. */
export const SECURE_STAGES = ["auth", "proof", "records"] as const;
export type SecureStage = (typeof SECURE_STAGES)[number];
const STAGE_DRAWS: readonly SecureStage[] = ["auth", "proof", "records", "records"];
const MESSAGE_BYTES_MAX = HEADER_BYTES_MAX + AUX_BYTES_MAX;
const RECORD_BYTES_MAX = MESSAGE_BYTES_MAX + RECORD_OVERHEAD_BYTES;
const PROBE_EVERY = 8;
/** What lets holds and answers pass behind an input. */
const AFTER_US = 5_000;

export class SecureTally {
  inputs = 0;
  /** handshakes, and inputs that were changed in nothing that the node reads */
  handshakes = 0;
  unread = 0;
  records = 0;
  readonly byKind: Record<string, number> = {};
  readonly outcomes: Record<string, number> = {};
  readonly events: Record<string, number> = {};

  count(into: Record<string, number>, name: string): void {
    into[name] = (into[name] ?? 0) + 1;
  }
}

/** One batch; null, or what was broken: seed, batch and input find it again. */
export function runSecureBatch(seed: number, batch: number, inputs: number, tally: SecureTally): string | null {
  const random = new Prng(seed).fork(`secure ${batch}`);
  const stage = pick(random, STAGE_DRAWS);
  let at = -1;
  let kind = "";
  try {
    const base = baseOf(random, stage);
    tally.handshakes++;
    for (at = 0; at < inputs; at++) {
      kind = pick<string>(random, stage === "records" ? RECORD_MUTATIONS : HANDSHAKE_MUTATIONS);
      tally.count(tally.byKind, `${stage}: ${kind}`);
      tally.inputs++;
      play(base, random, stage, kind, tally);
    }
    return null;
  } catch (error) {
    return `seed ${seed}, batch ${batch}, input ${at} (${stage}${kind === "" ? "" : `, ${kind}`}): ${told(error)}`;
  }
}

/** A link that has come so far, and what would come next if nobody were in the middle. */
interface Base {
  readonly rig: SecureRig;
  readonly heard: Overheard;
  /** what both agree on when nothing is changed */
  readonly agreed: string;
}

function baseOf(random: Prng, stage: SecureStage): Base {
  const rig = new SecureRig(random.u24(), random.below(2) === 0, random.below(2) === 0 ? "require" : "offer");
  rig.up();
  rig.talk(random);
  const earlier = [...rig.passed, ...rig.held!];
  rig.held = null;
  rig.down();
  rig.passed.length = rig.answered.length = 0;
  if (stage !== "records") rig.held = [];
  rig.up();
  if (stage === "proof") rig.release();
  if (stage === "records") rig.talk(random);
  if (rig.held!.length === 0) throw new OwnMistake(`nothing is under way at the stage ${stage}`);
  const honest = copyGraph(rig).copy;
  while (honest.held!.length > 0) honest.release();
  if (!honest.isOpen || honest.closedWith >= 0) throw new OwnMistake("a link on which nothing was changed does not open");
  return { rig, heard: { passed: rig.passed, answered: rig.answered, earlier }, agreed: agreedBy(honest) };
}

function play(base: Base, random: Prng, stage: SecureStage, kind: string, tally: SecureTally): void {
  const { copy: rig } = copyGraph(base.rig);
  const sent = base.rig.held!;
  const opened = rig.end.records?.numberExpected ?? 0;
  const changed = stage === "records" ? mutateRecords(random, sent, kind as never, base.heard) : mutateHandshake(random, sent, kind as never, base.heard, stage === "auth" ? 0 : 1);
  const stream = joined(changed);
  rig.events = [];
  for (const piece of piecesOf(random, stream)) {
    rig.deliver(piece);
    expectBounded(rig);
  }
  rig.run(AFTER_US);
  if (stage === "records") expectRecords(rig, sent, stream, opened, tally);
  else expectHandshake(rig, base.agreed, joined(sent), stream, tally);
  tally.count(tally.outcomes, rig.closedWith < 0 ? (rig.isOpen ? "goes on" : "waits for more") : `${rig.closedWith} ${errorName(rig.closedWith)}`);
  for (const type of rig.events) tally.count(tally.events, EVENT_NAMES[type]!);
  rig.down();
  rig.expectClean("after the attacked link");
  if (random.below(PROBE_EVERY) > 0) return;
  rig.probe();
}

function piecesOf(random: Prng, stream: Uint8Array): Uint8Array[] {
  const cuts = random.below(2) === 0 || stream.length === 0 ? [] : Array.from({ length: 1 + random.below(3) }, () => random.below(stream.length)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, i) => stream.subarray(from, cuts[i] ?? stream.length));
}

/** What is held of a stream is less than one message or record. */
function expectBounded({ end }: SecureRig): void {
  if (end.framer.heldBytes > MESSAGE_BYTES_MAX || (end.records?.heldBytes ?? 0) > RECORD_BYTES_MAX) throw new OwnMistake("the node holds more than one message or record of a link");
}

/** What was negotiated, with whom, under which keys. */
function agreedBy({ end }: SecureRig): string {
  const { security, auxBytesMax, capabilities, rights } = end;
  const { suite, peerHost, peerHostKey, peerAuth, ownAuth, authenticated } = security!;
  return JSON.stringify({ auxBytesMax, capabilities, rights, suite, authenticated, bytes: [peerHost, peerHostKey, peerAuth, ownAuth].map((each) => each?.join()) });
}

/**
 * Each record up to the first change is opened, and none from there on. What is left of the stream then kills the link, unless it is the beginning of the
 * record that should come, or of one that claims to be longer.
 */
function expectRecords(rig: SecureRig, sent: readonly Uint8Array[], stream: Uint8Array, opened: number, tally: SecureTally): void {
  let whole = 0;
  let at = 0;
  while (whole < sent.length && startsWith(stream, at, sent[whole]!)) at += sent[whole++]!.length;
  const count = rig.end.security!.reader!.numberExpected - opened;
  if (count !== whole) throw new OwnMistake(`${count} records were opened, ${whole} are as they were sent`);
  tally.records += count;
  const rest = stream.subarray(at);
  if (rest.length === 0 || (whole < sent.length && startsWith(sent[whole]!, 0, rest))) {
    if (rig.closedWith >= 0) throw new OwnMistake(`the link was closed with ${rig.closedWith}, and nothing had been changed`);
    return;
  }
  const head = readRecordHead(rest);
  const waits = rest.length < RECORD_HEADER_BYTES || (head !== null && head.wireBytes > rest.length);
  if (rig.closedWith < 0 && !waits) throw new OwnMistake("a record that was changed has not closed the link");
}

/** A link opens only with what both would have agreed on; then nothing was changed but what nobody reads. */
function expectHandshake(rig: SecureRig, agreed: string, sent: Uint8Array, stream: Uint8Array, tally: SecureTally): void {
  if (!rig.isOpen) {
    if ((rig.end.records?.numberExpected ?? 0) > 0 && rig.closedWith < 0) throw new OwnMistake("records were opened on a link that is not open");
    return;
  }
  if (agreedBy(rig) !== agreed) throw new OwnMistake(`the link opened with ${agreedBy(rig)}, agreed was ${agreed}`);
  if (stream.length !== sent.length || !startsWith(stream, 0, sent)) tally.unread++;
}

function startsWith(bytes: Uint8Array, at: number, start: Uint8Array): boolean {
  if (bytes.length - at < start.length) return false;
  for (let i = 0; i < start.length; i++) if (bytes[at + i] !== start[i]) return false;
  return true;
}

/** Of a run of any size: every kind of change, and each of these outcomes and events of the node. */
const MUST_CLOSE_WITH = ["1 SYNC", "4 FIELD", "6 XCRC", "15 MSGSEQ", "17 TRANS", "19 MACFAIL", "35 REFUSED"];
const MUST_TELL = ["recordUnopened", "decodeFault", "authRefused", "signatureWrong", "keyUnusable", "suiteMismatch", "hostUnknown", "hostKeyWrong", "keyReflected", "hostAuthenticated"];

export function secureNotExercised(tally: SecureTally): string[] {
  const kinds = [...RECORD_MUTATIONS.map((kind) => `records: ${kind}`), ...["auth", "proof"].flatMap((stage) => HANDSHAKE_MUTATIONS.map((kind) => `${stage}: ${kind}`))];
  return [
    ...kinds.filter((kind) => !tally.byKind[kind]).map((kind) => `encrypted links: no input was made by "${kind}"`),
    ...[...MUST_CLOSE_WITH, "goes on", "waits for more"].filter((outcome) => !tally.outcomes[outcome]).map((outcome) => `encrypted links: none ended with "${outcome}"`),
    ...MUST_TELL.filter((name) => !tally.events[name]).map((name) => `encrypted links: ${name} was never told`),
    ...(tally.records === 0 ? ["encrypted links: no record was opened"] : []),
  ];
}
