import { hexToBytes } from "../base/bytes.ts";
import type { Piece } from "../node/shm/region.ts";
import { sideOf } from "./apply-links.ts";
import type { Command } from "./commands.ts";
import type { Engine } from "./engine.ts";
import type { WorldLink } from "./link.ts";

/** Somebody writes into a shared region without asking, or gives back what was not read yet (SHM-01): nobody is told of it. */
export function scribble(engine: Engine, link: WorldLink, command: Extract<Command, { do: "scribble" }>): string | null {
  const side = sideOf(engine, link, command.from);
  if (typeof side === "string") return side;
  if (link.memory === null) return `${link.id} is a stream and shares no memory`;
  const { region } = link.memory;
  const pieces = region.pieces(side);
  if (command.how === "release") {
    const piece = command.offset === undefined ? newest(pieces) : pieces.find(({ offset }) => offset === command.offset);
    if (!piece) return command.offset === undefined ? noPiece(command.from, link) : `no piece of ${command.from} begins at byte ${command.offset} of the region of ${link.id}`;
    region.release(piece.offset);
    return null;
  }
  const offset = command.offset ?? newest(pieces)?.offset;
  if (offset === undefined) return noPiece(command.from, link);
  if (!Number.isInteger(offset) || offset < 0 || offset >= region.length) return `offset: an integer from 0 to ${region.length - 1}`;
  const bytes = command.bytes === undefined ? Uint8Array.of(region.bytes[offset] ^ 0xff) : hexToBytes(command.bytes);
  if (!bytes || bytes.length === 0) return "bytes: pairs of hex digits, at least one";
  if (offset + bytes.length > region.length) return `bytes: at most ${region.length - offset} from byte ${offset} to the end of the region`;
  region.bytes.set(bytes, offset);
  return null;
}

function newest(pieces: readonly Piece[]): Piece | undefined {
  return pieces.reduce<Piece | undefined>((best, piece) => (best === undefined || piece.generation > best.generation ? piece : best), undefined);
}

function noPiece(node: string, link: WorldLink): string {
  return `no piece of ${node} is in use in the region of ${link.id} now`;
}
