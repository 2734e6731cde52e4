import type { Command, LinkInspection } from "../../port/messages.ts";

/** The commands after which the same link is encrypted, or in the clear: a link is what it was made as, so it is made anew. */
export function replaced(link: LinkInspection, security: "require" | "none"): readonly Command[] {
  const [toB, toA] = link.directions;
  const { id, a, b } = link;
  return [
    { do: "removeLink", link: id },
    { do: "addLink", link: { id, a, b, ...(toB === undefined ? {} : { model: toB.model, weightA: toB.weight }), ...(toA === undefined ? {} : { weightB: toA.weight }), security } },
  ];
}
