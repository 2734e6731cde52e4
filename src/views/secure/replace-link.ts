import type { Command, LinkInspection } from "../../port/messages.ts";

/** The commands after which the same link is encrypted, or in the clear: a link is what it was made as, so it is made anew. */
export function replaced(link: LinkInspection, security: "require" | "none"): readonly Command[] {
  const [toB, toA] = link.directions;
  const { id, a, b } = link;
  const endA = toB === undefined ? {} : { model: toB.model, weightA: toB.weight, ...filter("filterA", toB) };
  const endB = toA === undefined ? {} : { weightB: toA.weight, ...filter("filterB", toA) };
  return [
    { do: "removeLink", link: id },
    { do: "addLink", link: { id, a, b, ...endA, ...endB, security } },
  ];
}

/** LINK-05: what that end asks for, where it asks for something. */
function filter(key: "filterA" | "filterB", { asks }: LinkInspection["directions"][number]): object {
  const given = Object.entries(asks).filter(([, value]) => value !== "");
  return given.length === 0 ? {} : { [key]: Object.fromEntries(given) };
}
