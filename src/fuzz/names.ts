/** The PFSes of the fuzzer's small mesh: "own" of the node that is attacked, "far" of its healthy neighbour, "peer" of the attacker. */
export const CLUSTER = Uint32Array.of(0xc1d, 0, 0, 1);

export function fsidOf(label: string): Uint32Array {
  const words = Uint32Array.of(0xf51d0000, 0x11e1, 0x8899aabb, 0x811c9dc5);
  for (let i = 0; i < label.length; i++) words[3] = Math.imul(words[3]! ^ label.charCodeAt(i), 0x01000193);
  return words;
}
