/**
 * WIRE-09 as an oracle: whatever the bytes, framer, description and JSON answer and never throw, read nothing behind their input,
 * say the same whatever the chunks, and what is accepted says every byte of itself.
 */
import { AUX_BYTES_MAX, HEADER_BYTES_MAX, type Profile } from "../wire/constants.ts";
import { describe } from "../wire/describe.ts";
import { DECODE_FAULT, type DecodeFault } from "../wire/faults.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { messageFromJson, messageToJson } from "../wire/json.ts";
import { OwnMistake } from "./mistake.ts";

const ROOM = 2 * (HEADER_BYTES_MAX + AUX_BYTES_MAX);
/** Bytes stand in the middle of these: what lies around them differs, so that whoever looks at it says something else. */
const around = [new Uint8Array(ROOM).fill(0x32), new Uint8Array(ROOM).fill(0xcd)] as const;
const BEFORE = 128;
const FAULTS: readonly DecodeFault[] = Object.values(DECODE_FAULT);

interface Story {
  readonly ends: number[];
  fault: DecodeFault | null;
  heldBytes: number;
}

export class Codec {
  private readonly _profile: Profile;
  private readonly _framers: readonly [Framer, Framer];

  constructor(profile: Profile) {
    this._profile = profile;
    this._framers = [new Framer(profile, false), new Framer(profile, false)];
  }

  /** Throws what is wrong. `deep`: describes every message and writes it as JSON and back, too. */
  check(bytes: Uint8Array, cuts: readonly number[], deep: boolean): void {
    const whole = this._told(0, bytes, [], deep);
    const pieces = this._told(1, bytes, cuts, false);
    if (whole.ends.join() !== pieces.ends.join() || whole.fault !== pieces.fault || whole.heldBytes !== pieces.heldBytes) {
      throw new OwnMistake(`the framer says ${saidBy(whole)} of the whole and ${saidBy(pieces)} of its pieces`);
    }
    if (deep) this._describe(bytes, whole);
  }

  private _told(which: 0 | 1, bytes: Uint8Array, cuts: readonly number[], deep: boolean): Story {
    const framer = this._framers[which];
    framer.reset();
    const room = around[which];
    room.set(bytes, BEFORE);
    const story: Story = { ends: [], fault: null, heldBytes: 0 };
    for (let i = 0, from = 0; i <= cuts.length && story.fault === null; i++) {
      const to = i < cuts.length ? cuts[i]! : bytes.length;
      framer.push(room.subarray(BEFORE + from, BEFORE + to));
      this._read(framer, story, deep);
      from = to;
    }
    room.fill(which === 0 ? 0x32 : 0xcd, BEFORE, BEFORE + bytes.length);
    return story;
  }

  private _read(framer: Framer, story: Story, deep: boolean): void {
    for (;;) {
      const frame = framer.next();
      if (frame === FRAME.MESSAGE) {
        const { wireBytes } = framer.message;
        story.ends.push((story.ends.at(-1) ?? 0) + wireBytes);
        if (deep) this._sayAgain(framer);
        continue;
      }
      story.heldBytes = 0;
      if (frame === FRAME.FAULT) story.fault = judged(framer.fault);
      else {
        story.heldBytes = framer.heldBytes;
        if (framer.heldBytes > HEADER_BYTES_MAX + AUX_BYTES_MAX) throw new OwnMistake("the framer holds more than one message");
        if (framer.missingBytes <= 0) throw new OwnMistake("the framer misses nothing and gives nothing");
      }
      return;
    }
  }

  /** What was accepted, as JSON and back, is the same bytes. */
  private _sayAgain(framer: Framer): void {
    const { message } = framer;
    const bytes = message.bytes.subarray(message.at, message.at + message.wireBytes);
    const again = messageFromJson({ ...messageToJson(message, this._profile) }, this._profile, false);
    if (!again.ok) throw new OwnMistake(`its JSON is not taken back: ${again.error.join("; ")}`);
    if (!sameBytes(bytes, again.value.bytes)) throw new OwnMistake("its JSON says other bytes");
  }

  /** The description finds no fault in what was accepted, and first the one for which the rest was refused. */
  private _describe(bytes: Uint8Array, { ends, fault }: Story): void {
    for (let i = 0; i < ends.length; i++) {
      const { faults, missingBytes, restBytes } = describe(bytes.subarray(ends[i - 1] ?? 0, ends[i]), this._profile);
      if (faults.length > 0 || missingBytes > 0 || restBytes > 0) throw new OwnMistake(`accepted, and described with ${faults[0]?.name}, ${missingBytes} missing, ${restBytes} left`);
    }
    const rest = bytes.subarray(ends.at(-1) ?? 0);
    const described = describe(rest, this._profile).faults[0] ?? null;
    if (fault !== described) throw new OwnMistake(`refused for ${fault?.name}, described with ${described?.name}`);
  }
}

/** WIRE-09: each refusal is one of the closed set, with the C program's number and an offset in the base header. */
function judged(fault: DecodeFault): DecodeFault {
  const { code, offset } = fault;
  if (!FAULTS.includes(fault) || code < 1 || code > 17 || offset < 0 || offset >= 64) throw new OwnMistake(`a refusal without reason or place: ${code} at ${offset}`);
  return fault;
}

function saidBy({ ends, fault, heldBytes }: Story): string {
  return `${ends.length} messages, ${fault?.name ?? "no fault"}, ${heldBytes} held`;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
