/** One node, and puppets that bring copies of a transaction to it, or get them from it, as its neighbours would (DUP-01). */
import { CAPABILITY } from "../../wire/constants.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions } from "../puppet.testkit.ts";

export const MSGID = "0x00777700000000aa";
export const HOLD_OVER_US = 2_000;
export const WAIT_US = 1_000_000;
export const NEGOTIATED = { auth: { capabilities: CAPABILITY.DUPLICATION }, config: { offer: { capabilities: CAPABILITY.DUPLICATION, rights: 1, encryption: 0 } } };

export interface Peer {
  readonly puppet: Puppet;
  /** what it names the PFS by, or what the node names it by */
  readonly span: string;
}

/** A puppet that has the node's announcement or relay of a PFS. */
export function sourceOf(mesh: Mesh, node: string, label: string, negotiated: boolean | PuppetOptions = true): Peer {
  const puppet = new Puppet(mesh, node, negotiated === true ? NEGOTIATED : negotiated || {});
  puppet.up();
  puppet.authenticate();
  puppet.acknowledgeConn();
  puppet.openConn();
  mesh.run(HOLD_OVER_US);
  const span = puppet.spanOf(label);
  puppet.take();
  return { puppet, span };
}

/** A node that offers D, between copies that puppets bring. */
export function target(first: boolean | PuppetOptions = true, second: boolean | PuppetOptions = true, bigEndian = false) {
  const mesh = new Mesh({ pingUs: 0 });
  mesh.add("D", { pfs: ["D"], bigEndian });
  return { mesh, node: "D", one: sourceOf(mesh, "D", "D", first), two: sourceOf(mesh, "D", "D", second) };
}

/** A node that relays "far" to two puppets: what they open meets at it. */
export function hop(second: boolean | PuppetOptions = true) {
  const mesh = new Mesh({ pingUs: 0 });
  mesh.add("H");
  const beyond = Puppet.join(mesh, "H", NEGOTIATED);
  const far = beyond.span("far");
  mesh.run(HOLD_OVER_US);
  const made = { mesh, node: "H", beyond: { puppet: beyond, span: far }, one: sourceOf(mesh, "H", "far"), two: sourceOf(mesh, "H", "far", second) };
  beyond.take();
  return made;
}

/** A node that opens a transaction in two copies, over a SPAN of each puppet. */
export function opener(first: PuppetOptions = NEGOTIATED) {
  const mesh = new Mesh({ pingUs: 0 });
  mesh.add("A");
  const peers = [first, NEGOTIATED].map((options): Peer => {
    const puppet = Puppet.join(mesh, "A", options);
    return { puppet, span: puppet.span("far") };
  });
  mesh.run(HOLD_OVER_US);
  const [via, ...copies] = mesh.node("A").copySpans("far", -1);
  for (const { puppet } of peers) puppet.take();
  mesh.ask("A", { kind: "open", via: via!, copies, text: "one", flags: 0, tag: 3 });
  const [one, two] = peers as [Peer, Peer];
  const msgid = one.puppet.seen[0]!.msgid;
  return { mesh, node: "A", one, two, msgid };
}

export function say({ puppet, span }: Peer, flags: string, text?: string, error = 0, msgid = MSGID): void {
  puppet.send({ flags, spanid: span, msgid, error, ...(text === undefined ? {} : { text }) });
}

export function lines(...peers: readonly Peer[]): string[][] {
  return peers.map(({ puppet }) => puppet.takeLines());
}

export function names(mesh: Mesh, ...wanted: readonly string[]): string[] {
  return mesh.told.filter(({ name }) => wanted.includes(name)).map(({ name, value }) => `${name} ${value}`);
}
