import { RIGHT } from "../../wire/constants.ts";
import { PLAIN_OFFER } from "../config.ts";
import type { LinkEnd } from "../link-end.ts";

/**
 * LINK-02, DBG-01: whether this end takes a DBG_SHELL from the neighbour at the other end: what it granted in its own AUTH.
 * Trust is hop by hop: where the shell was opened, and who lies behind the neighbour, nobody asks.
 */
export function takesShells(link: LinkEnd): boolean {
  return ((link.config.offer ?? PLAIN_OFFER).rights & RIGHT.DBG_SHELL) !== 0;
}
