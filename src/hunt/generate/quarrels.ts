import type { NodeJson } from "../../sim/commands.ts";
import type { Profile } from "../../wire/constants.ts";
import type { Dice } from "./dice.ts";
import { type MeshLink, mayDropCrcs } from "./mesh-link.ts";
import type { Profiled } from "./profiles.ts";

/** Nodes that may keep each other out: by keys (LINK-02) or by checksums (WIRE-04). */
export interface Quarrelling {
  readonly nodes: readonly NodeJson[];
  readonly links: readonly MeshLink[];
  /** the checksums of who says nothing of its own */
  readonly plainCrc: boolean;
}

/** So many links open whatever is drawn. */
const OPEN_LEAST = 2;

/** In a few meshes some links never open: a host is not who it is known to be, or unknown; the ends do not agree on encryption; or each takes the other's checksums for noise. */
export function drawQuarrels(nodes: readonly NodeJson[], { profile, links }: Profiled, dice: Dice): Quarrelling {
  const none: Quarrelling = { nodes, links, plainCrc: false };
  const drawn = drawChecksums(drawWishes(drawKeys(none, dice.fork("keys")), profile, dice.fork("wishes")), dice.fork("checksums"));
  const open = drawn.links.filter((link) => opens(link, (id) => drawn.nodes.find((node) => node.id === id), drawn.plainCrc));
  return open.length >= OPEN_LEAST ? drawn : none;
}

/** Whether both ends of a link ever take each other for what they are; without the nodes nothing speaks against it. */
export function opens(link: MeshLink, nodeOf: (id: string) => NodeJson | undefined, plainCrc: boolean): boolean {
  const a = nodeOf(link.a);
  const b = nodeOf(link.b);
  if (a === undefined || b === undefined) return true;
  if ((a.plainCrc ?? plainCrc) !== (b.plainCrc ?? plainCrc)) return false;
  const wishes = wishesOf(link);
  if (wishes.includes("none")) return !wishes.includes("require");
  return provesItselfTo(a, b) && provesItselfTo(b, a);
}

function wishesOf({ security = "none", securityA = security, securityB = security }: MeshLink): readonly string[] {
  return [securityA, securityB];
}

/** LINK-02: the one knows the other, and sees its key and that it has the secret to it. */
function provesItselfTo({ id, hostKey = "own" }: NodeJson, { knows }: NodeJson): boolean {
  return hostKey === "own" && (knows === undefined || knows.includes(id));
}

/** Whether the ends of that link shake hands, which costs as much as ten thousand messages each time. */
export function shakesHands(link: MeshLink): boolean {
  return !wishesOf(link).includes("none");
}

/** LINK-02: one or two of the hosts at encrypted links have a wrong key, or do not know everybody. */
function drawKeys(given: Quarrelling, dice: Dice): Quarrelling {
  const hosts = [...new Set(given.links.filter(shakesHands).flatMap(({ a, b }) => [a, b]))];
  if (hosts.length === 0 || !dice.chance(40)) return given;
  const wrong = new Set(dice.shuffled(hosts).slice(0, dice.from(1, 2)));
  const ids = given.nodes.map(({ id }) => id);
  const nodes = given.nodes.map((node): NodeJson => {
    if (!wrong.has(node.id)) return dice.chance(20) ? { ...node, ...dice.pick<Partial<NodeJson>>([{ hostKey: "own" }, { knows: ids }]) } : node;
    return { ...node, ...dice.pick<Partial<NodeJson>>([{ hostKey: "other" }, { hostKey: "noSecret" }, { knows: ids.filter((id) => id === node.id || dice.chance(50)) }]) };
  });
  return { ...given, nodes };
}

/** LINK-02: one end demands what the other does not have. */
function drawWishes(given: Quarrelling, usual: Profile, dice: Dice): Quarrelling {
  const plain = given.links.filter(({ kind, profile = usual, security, securityA, securityB }) => kind !== "shm" && profile !== "c2012" && security === undefined && securityA === undefined && securityB === undefined);
  if (plain.length === 0 || !dice.chance(5)) return given;
  const one = dice.pick(plain);
  const wish = dice.pick<Partial<MeshLink>>([{ securityA: "require" }, { securityB: "require" }, { security: "none" }, { security: "require", securityA: "none" }, { security: "require", securityB: "none" }]);
  return { ...given, links: given.links.map((link) => (link === one ? { ...link, ...wish } : link)) };
}

/** WIRE-04: one node, or a piece of the mesh, has other checksums than the rest. Which of the two the scenario calls usual makes no difference. */
function drawChecksums(given: Quarrelling, dice: Dice): Quarrelling {
  if (!dice.chance(6)) return given;
  const plain = piece(given, dice.chance(50) ? 1 : dice.from(2, Math.max(2, Math.floor(given.nodes.length / 2))), dice);
  const bySwitch = dice.chance(40);
  const nodes = given.nodes.map((node): NodeJson => {
    const isPlain = plain.has(node.id);
    if (isPlain !== bySwitch) return { ...node, plainCrc: isPlain };
    return node;
  });
  return { nodes, links: given.links.map((link) => keepingCrcs(link, (id) => nodes.find((node) => node.id === id), bySwitch)), plainCrc: bySwitch };
}

/**
 * A link as it may be between its ends: with CRCs where both write CRC-32. What `in-order` works out for aux data without a CRC is what the
 * header says, CRC-32C, and the next link with CRCs would carry another. So it catches the variant plain-crc; of a quarrel it were a false alarm.
 */
export function keepingCrcs(link: MeshLink, nodeOf: (id: string) => NodeJson | undefined, plainCrc: boolean): MeshLink {
  const bothPlain = [link.a, link.b].every((id) => nodeOf(id)?.plainCrc ?? plainCrc);
  return bothPlain && mayDropCrcs(link) ? withCrcs(link) : link;
}

function withCrcs(link: MeshLink): MeshLink {
  const { crcOptional: _both, crcOptionalA: _a, crcOptionalB: _b, ...shm } = link.shm ?? {};
  return { ...link, shm };
}

/** At most so many nodes that hang together. */
function piece({ nodes, links }: Quarrelling, most: number, dice: Dice): ReadonlySet<string> {
  const kept = new Set([dice.pick(nodes).id]);
  while (kept.size < most) {
    const onward = links.filter(({ a, b }) => kept.has(a) !== kept.has(b));
    if (onward.length === 0) break;
    const { a, b } = dice.pick(onward);
    kept.add(a).add(b);
  }
  return kept;
}
