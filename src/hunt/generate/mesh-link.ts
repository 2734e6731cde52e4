import type { LinkJson, LinkModel } from "../../sim/commands.ts";

/** A link of a drawn mesh: with its name, and with what it says of its model. */
export type MeshLink = LinkJson & { readonly id: string; readonly model: Partial<LinkModel> };

/** Where CRCs may be negotiated away a changed byte is believed, as it must be: nothing follows from that for a check. */
export function mayDropCrcs({ shm }: LinkJson): boolean {
  return [shm?.crcOptional, shm?.crcOptionalA, shm?.crcOptionalB].includes(true);
}
