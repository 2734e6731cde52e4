import { hexToBytes } from "../base/bytes.ts";
import type { Piece } from "../node/shm/region.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { sideOf } from "./apply-links.ts";
import type { Command } from "./commands.ts";
import type { Engine } from "./engine.ts";
import type { WorldLink } from "./link.ts";

/** Somebody writes into a shared region without asking, or gives back what was not read yet (SHM-01): nobody is told of it. */
export function scribble(engine: Engine, link: WorldLink, command: Extract<Command, { do: "scribble" }>): string | null {
  const side = sideOf(engine, link, command.from);
  if (typeof side === "string") return side;
  if (link.memory === null) return NO.stream(link.id);
  const { region } = link.memory;
  const pieces = region.pieces(side);
  if (command.how === "release") {
    const piece = command.offset === undefined ? newest(pieces) : pieces.find(({ offset }) => offset === command.offset);
    if (!piece) return command.offset === undefined ? noPiece(command.from, link) : NO.pieceAt(command.from, command.offset, link.id);
    region.release(piece.offset);
    return null;
  }
  const offset = command.offset ?? newest(pieces)?.offset;
  if (offset === undefined) return noPiece(command.from, link);
  if (!Number.isInteger(offset) || offset < 0 || offset >= region.length) return NO.integer("offset", 0, region.length - 1);
  const bytes = command.bytes === undefined ? Uint8Array.of(region.bytes[offset] ^ 0xff) : hexToBytes(command.bytes);
  if (!bytes || bytes.length === 0) return NO.hexSome;
  if (offset + bytes.length > region.length) return NO.bytesOfRegion(region.length - offset, offset);
  region.bytes.set(bytes, offset);
  return null;
}

function newest(pieces: readonly Piece[]): Piece | undefined {
  return pieces.reduce<Piece | undefined>((best, piece) => (best === undefined || piece.generation > best.generation ? piece : best), undefined);
}

function noPiece(node: string, link: WorldLink): string {
  return NO.piece(node, link.id);
}
