import { describe, expect, test } from "vitest";
import type { LinkJson, NodeJson } from "../../sim/commands.ts";
import { LINK_PHASE } from "../../sim/trace.ts";
import { CheckedWorld, meshOf } from "../../check/checks.testkit.ts";
import { linksOpen } from "../../check/mesh-view.ts";
import { opens } from "./quarrels.ts";

/** What is said of a pair of nodes and their link, and whether the run says the same. */
const CASES: readonly (readonly [what: string, isOpen: boolean, link: Partial<LinkJson>, a: Partial<NodeJson>, b: Partial<NodeJson>, plainCrc?: boolean])[] = [
  ["nothing special", true, {}, {}, {}],
  ["encrypted, both know each other", true, { security: "require" }, { knows: ["B"] }, { hostKey: "own" }],
  ["another key than the one it is known by", false, { security: "require" }, { hostKey: "other" }, {}],
  ["a key without its secret", false, { security: "offer" }, {}, { hostKey: "noSecret" }],
  ["a host that is not known", false, { security: "offer" }, { knows: ["A"] }, {}],
  ["a wrong key where nothing is encrypted", true, { securityA: "offer" }, { hostKey: "other" }, { knows: [] }],
  ["one end demands what the other does not have", false, { securityB: "require" }, {}, {}],
  ["other checksums", false, {}, { plainCrc: true }, {}],
  ["other checksums than the rest, both of them", true, {}, { plainCrc: true }, { plainCrc: true }],
  ["the usual checksums are the plain ones", false, {}, { plainCrc: false }, {}, true],
  ["no AUTH, and other checksums", false, { profile: "c2012" }, { plainCrc: true }, {}],
];

describe("whether a link ever opens is known before", () => {
  test.each(CASES.map((one) => [one[0], one] as const))("%s", (_, [__, expected, more, a, b, plainCrc = false]) => {
    const nodes = [{ id: "A", pfs: [{ label: "pfsA" }], ...a }, { id: "B", ...b }];
    const links = [{ id: "A-B", a: "A", b: "B", model: {}, ...more }];
    expect(opens(links[0]!, (id) => nodes.find((node) => node.id === id), plainCrc)).toBe(expected);
    const { world } = new CheckedWorld(meshOf({ nodes, links }, { switches: { plainCrc, reconnectUs: 500_000 } })).runTo(2_000_000);
    const heard = [...world.nodes[1]!.protocol.core.pfs.entries()].some(({ first }) => first >= 0);
    expect([linksOpen(world).length === 1 && world.links[0]!.phase === LINK_PHASE.up && heard, world.links[0]!.incarnation > 1]).toEqual([expected, !expected]);
  });
});
