/** The numbers of the protocol in words, for the inspector, the journal and the terminal. */
import { CMD, FLAG, PFS_TYPE, PROTO } from "./constants.ts";

function nameByNumber(table: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(table).map(([name, value]) => [value, name]));
}

const COMMAND_NAMES = nameByNumber(CMD);
const PROTO_NAMES = nameByNumber(PROTO);
const PFS_TYPE_NAMES = nameByNumber(PFS_TYPE);
/** The name of the low 24 bits of `cmd`; another size than the command's own makes it unknown (WIRE-03). */
export function commandName(base: number): string {
  return COMMAND_NAMES.get(base) ?? "UNKNOWN";
}

/** The number of a command's name, or undefined. */
export function commandOf(name: string): CMD | undefined {
  return Object.hasOwn(CMD, name) ? CMD[name as keyof typeof CMD] : undefined;
}

export function protoName(proto: number): string {
  return PROTO_NAMES.get(proto) ?? `proto ${proto}`;
}

export function pfsTypeName(type: number): string {
  return PFS_TYPE_NAMES.get(type) ?? `type ${type}`;
}

/** The set flags in the header's order, FLAG0..2 left out: they are ignored (WIRE-03). */
export function flagNames(flags: number): string[] {
  return (["CREATE", "DELETE", "REPLY", "ABORT", "AUXOOB"] as const).filter((name) => (flags & FLAG[name]) !== 0);
}
