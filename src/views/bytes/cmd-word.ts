import { TEXTS } from "../../texts/page.ts";

/** A part of the cmd word: its bits, highest first, and what they say. */
export interface CmdPart {
  readonly name: string;
  readonly bits: string;
  readonly says: string;
}

/** WIRE-03: 8 flag bits | 4 protocol bits | 12 command bits | 8 size bits; the size counts 64-byte units. */
export function cmdParts(cmd: number): CmdPart[] {
  const { flags, protocol, command, size, protocols, bytes } = TEXTS.cmd;
  const proto = (cmd >>> 20) & 0xf;
  const units = cmd & 0xff;
  return [
    { name: flags, bits: binary(cmd >>> 24, 8), says: `0x${hex(cmd >>> 24, 2)}` },
    { name: protocol, bits: binary(proto, 4), says: protocols[proto] ?? String(proto) },
    { name: command, bits: binary((cmd >>> 8) & 0xfff, 12), says: `0x${hex((cmd >>> 8) & 0xfff, 3)}` },
    { name: size, bits: binary(units, 8), says: bytes(units, units * 64) },
  ];
}

function binary(value: number, digits: number): string {
  return value.toString(2).padStart(digits, "0");
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
