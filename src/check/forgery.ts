import { hexToBytes } from "../base/bytes.ts";
import type { Command } from "../sim/commands.ts";
import { LINK_PHASE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { ALIGN_BYTES, AUX_BYTES_MAX, BASE_BYTES, CMD, FLAG, HEADER_BYTES_MAX } from "../wire/constants.ts";
import { alignedBytes } from "../wire/layout.ts";
import { UNJUDGED_TEXTS } from "../texts/checks.ts";
import { msgidKey, SentHeader } from "./sent-header.ts";

const header = new SentHeader();

/**
 * What somebody put into the mesh that no node said. A check judges nodes by the rules, and who believes a lie breaks none: what a
 * forged message may have touched is left out, and nothing else. A message of a transaction touches that transaction; one
 * between the ends of a link touches all that this incarnation of the link carries, for a new one has empty tables (LINK-07).
 */
export class Forgery {
  private readonly _keys = new Set<string>();
  private readonly _links = new Set<number>();
  /** transactions of locks and commits, by what opened them */
  private readonly _services = new Map<string, number>();
  private readonly _touched = new Set<number>();

  /** Whether messages of that transaction were forged. */
  ofTransaction(key: string): boolean {
    return this._keys.size > 0 && this._keys.has(key);
  }

  /** Whether messages between the ends of that link were forged in its present incarnation. */
  onLink(link: number): boolean {
    return this._links.size > 0 && this._links.has(link);
  }

  /** Whether messages about locks (CMD.CAC_LOCK) or commits (CMD.QRM_COMMIT) were forged. */
  ofService(base: number): boolean {
    return this._touched.has(base);
  }

  /** Why nothing can be said of what links carry, or null. */
  whyBlind(world: World): string | null {
    for (const link of this._links) return UNJUDGED_TEXTS.forgedLink(world.links[link]!.id);
    return null;
  }

  /** A transaction opens whose service has state that all of the mesh shares. */
  noteOpened({ base, key }: SentHeader): void {
    if (base === CMD.CAC_LOCK || base === CMD.QRM_COMMIT) this._services.set(key, base);
  }

  /** Both ends of the link are down: its next incarnation begins with empty tables. One that was suspended only goes on. */
  noteLink(link: number, phase: number): void {
    if (phase === LINK_PHASE.closed || phase === LINK_PHASE.down || phase === LINK_PHASE.removed) this._links.delete(link);
  }

  /** A command was applied; it may have put bytes on a link. */
  noteInjected(world: World, command: Command): void {
    if (command.do === "inject") this._forged(world, hexToBytes(command.bytes)!, linkNamed(world, command.link));
  }

  /** Bytes took the place of a message under way, which was one of that transaction ("" = of none). */
  noteForged(world: World, key: string, bytes: Uint8Array, link: number): void {
    if (key === "") this._links.add(link);
    else this.touch(key);
    this._forged(world, bytes, link);
  }

  /** What somebody did to a message of that transaction may have been believed. */
  touch(key: string): void {
    this._keys.add(key);
    const base = this._services.get(key);
    if (base !== undefined) this._touched.add(base);
  }

  /** Each message that the bytes have for whoever reads that link; what is none, goes to the peer itself, or has no end that can be told, touches the link. */
  private _forged(world: World, bytes: Uint8Array, link: number): void {
    // C12-01: aux data is counted in units.
    const unitBytes = world.links[link]!.profile === "c2012" ? ALIGN_BYTES : 1;
    for (let at = 0; at < bytes.length; ) {
      if (bytes.length - at < BASE_BYTES) return void this._links.add(link);
      header.read(bytes.subarray(at));
      const { headerBytes, flags } = header;
      const auxBytes = header.auxBytes * unitBytes;
      if (!header.isRouted) this._links.add(link);
      else {
        this.touch(msgidKey(header.msgidHi, header.msgidLo));
        if (header.base === CMD.CAC_LOCK || header.base === CMD.QRM_COMMIT) this._touched.add(header.base);
      }
      // WIRE-10: more aux data than a message may have; its length would not even round up to one.
      if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX || auxBytes > AUX_BYTES_MAX) return void this._links.add(link);
      at += headerBytes + ((flags & FLAG.AUXOOB) !== 0 ? 0 : alignedBytes(auxBytes));
    }
  }
}

/** The link that was last there under that id. */
export function linkNamed(world: World, id: string): number {
  return world.links.findLastIndex((link) => link.id === id);
}
