/** A node between two puppets: what the tests of hops are made of. */
import { Mesh } from "./mesh.testkit.ts";
import { Puppet, type PuppetOptions, type Spec, ZERO_ID } from "./puppet.testkit.ts";
import type { Switches } from "./config.ts";
import type { EntryReport } from "./inspect.ts";
import type { Seen } from "./seen.testkit.ts";

/** Longer than a hold, shorter than everything else. */
export const HOLD_OVER_US = 2_000;

/** `source` is where transactions are opened, `target` announces the PFS "far"; node "H" relays it. */
export class Hop {
  readonly mesh: Mesh;
  readonly source: Puppet;
  readonly target: Puppet;
  /** spanid on the target's link: the SPAN that the target sent */
  far: string;
  /** spanid on the source's link: the relay of it */
  relay: string;

  constructor(switches: Partial<Switches> = {}, source: PuppetOptions = {}, target: PuppetOptions = {}, bigEndian = false) {
    this.mesh = new Mesh(switches);
    this.mesh.add("H", { bigEndian });
    this.source = Puppet.join(this.mesh, "H", source);
    this.target = Puppet.join(this.mesh, "H", target);
    this.far = this.target.span("far");
    this.mesh.run(HOLD_OVER_US);
    this.relay = this.source.spanOf("far");
    this.take();
  }

  /** A message from the source over the relay. */
  command(flags: string, spec: Spec = {}): string {
    return this.source.send({ flags, spanid: this.relay, ...spec });
  }

  /** A message from the target over its SPAN. */
  reply(flags: string, spec: Spec = {}): string {
    return this.target.send({ flags: `R${flags}`, spanid: this.far, ...spec });
  }

  /** One-way messages have msgid 0. */
  oneWay(text: string): void {
    this.command("", { msgid: ZERO_ID, text });
  }

  get entries(): readonly EntryReport[] {
    return this.mesh.inspect("H").entries;
  }

  take(): { readonly source: Seen[]; readonly target: Seen[] } {
    return { source: this.source.take(), target: this.target.take() };
  }

  takeLines(): { readonly source: string[]; readonly target: string[] } {
    return { source: this.source.takeLines(), target: this.target.takeLines() };
  }
}
