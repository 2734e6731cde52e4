import type { Switches } from "../../node/config.ts";
import type { Dice } from "./dice.ts";
import type { Mesh } from "./mesh.ts";
import { opens, shakesHands } from "./quarrels.ts";

/**
 * Switches of a case. Times are often shorter than their defaults: what takes ten seconds by default takes two, so that more happens in a
 * simulated second. A link must not be lost while its PINGs come: its loss time is several PINGs and the longest delays of the mesh.
 */
export function drawSwitches(dice: Dice, mesh: Mesh): Partial<Switches> {
  const pingUs = dice.pick([300_000, 500_000, 1_000_000, 1_000_000]);
  const lossUs = Math.max(4 * pingUs, dice.pick([1_500_000, 2_000_000, 3_000_000, 3_000_000, 10_000_000]));
  const reconnectUs = dice.pick(patience(mesh));
  return {
    profile: mesh.profile,
    plainCrc: mesh.plainCrc,
    ...drawSpans(dice.fork("spans"), mesh),
    pingUs,
    lossUs,
    reconnectUs,
    reconnectUsMax: reconnectUs * dice.pick([1, 2, 4]),
    ...(dice.chance(10) && { numbersFrom: dice.pick([1_000, 0x7f_0000]) }),
    ...(dice.chance(30) && { duplication: true, copyWaitUs: dice.pick([50_000, 300_000, 1_000_000]) }),
  };
}

/** A link that never opens is tried again and again. */
function patience({ nodes, links, plainCrc }: Mesh): readonly number[] {
  const closed = links.filter((link) => !opens(link, (id) => nodes.find((node) => node.id === id), plainCrc));
  if (closed.length === 0) return [20_000, 200_000, 1_000_000];
  return closed.some(shakesHands) ? [2_000_000] : [200_000, 1_000_000];
}

/** Without a hold or split horizon a large mesh says too much for one case among thousands. */
function drawSpans(dice: Dice, { nodes, links }: Mesh): Partial<Switches> {
  const isSmall = nodes.length <= 8 && links.length <= 12;
  if (isSmall && dice.chance(20)) return { splitHorizon: false, holdUs: dice.pick([1_000, 5_000]), distanceMax: dice.from(2, 5), relaysMax: dice.from(1, 2) };
  const relaysMax = dice.pick(links.length > 24 ? [1, 2, 2] : [1, 2, 2, 2, 3, 4]);
  const holdUs = dice.pick([1_000, 1_000, 5_000, 20_000, ...(isSmall ? [100] : [])]);
  // Where everybody knows everybody there are more ways than can be tried one after the other: a mesh of 8 with 28 links said a million messages after one withdrawal.
  if (links.length > 2 * nodes.length) return { relaysMax: Math.min(relaysMax, 2), holdUs: Math.max(holdUs, 5_000), distanceMax: dice.from(2, 4) };
  // After withdrawals distances climb one by one, of every PFS over every link of a ring (SPAN-04): a mesh of 16 with 26 links said 1.4 million times so.
  const isTree = links.length < nodes.length;
  const far = relaysMax <= 2 ? 40 : 16;
  return { relaysMax, holdUs, distanceMax: dice.pick(isSmall ? [16, 16, 16, 3, 6, far] : [...(isTree ? [16, 16] : [8, 8]), 3, 6, 8]) };
}
