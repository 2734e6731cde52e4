/** What each variant does that the rules do not, through real bytes; and that without it the same messages do nothing of the kind. */
import { describe, expect, test } from "vitest";
import { DEFAULT_SWITCHES, type Switches } from "../config.ts";
import { HOLD_OVER_US } from "../hop.testkit.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet } from "../puppet.testkit.ts";
import { RULES } from "../rules.ts";
import { DISTANCE_UNLIMITED, isVariantName, mayRunAway, VARIANT_NAMES, VARIANTS, variantsOn, withVariants } from "../variants.ts";
import { CAPABILITY, CMD } from "../../wire/constants.ts";
import { Encoder } from "../../wire/encode.ts";
import { FRAME, Framer } from "../../wire/framer.ts";

describe("the list", () => {
  test("each has a name of its own, and rules that exist", () => {
    expect(new Set(VARIANT_NAMES).size).toBe(VARIANTS.length);
    for (const { forbiddenBy } of VARIANTS) {
      for (const rule of forbiddenBy) expect(RULES).toContain(rule);
    }
    expect([isVariantName("plain-crc"), isVariantName("plain")]).toEqual([true, false]);
  });

  test("by default none is on; each is turned on and off alone, and what no variant speaks of stays", () => {
    expect(variantsOn(DEFAULT_SWITCHES)).toEqual([]);
    const own: Switches = { ...DEFAULT_SWITCHES, relaysMax: 5, distanceMax: 9, holdUs: 7_000 };
    for (const name of VARIANT_NAMES) {
      const on = withVariants(own, [name]);
      expect([variantsOn(on), on.relaysMax]).toEqual([[name], 5]);
      expect(variantsOn(withVariants(on, []))).toEqual([]);
    }
    expect(withVariants(own, [])).toEqual(own);
    expect(variantsOn(withVariants(own, VARIANT_NAMES))).toEqual(VARIANT_NAMES);
  });

  test("only what may never end is stopped by the run's own limit", () => {
    expect(mayRunAway(DEFAULT_SWITCHES)).toBe(false);
    expect(VARIANT_NAMES.filter((name) => mayRunAway(withVariants(DEFAULT_SWITCHES, [name])))).toEqual(["no-maximum-distance", "no-hold"]);
  });
});

/** A hop with a source and two ways to the PFS "far", the one over `near` being the better. */
class TwoWays {
  readonly mesh: Mesh;
  readonly source: Puppet;
  readonly near: Puppet;
  readonly far: Puppet;
  readonly nearSpan: string;
  readonly farSpan: string;
  readonly relay: string;

  constructor(switches: Partial<Switches>) {
    this.mesh = new Mesh({ relaysMax: 1, ...switches });
    this.mesh.add("H");
    this.source = Puppet.join(this.mesh, "H");
    this.near = Puppet.join(this.mesh, "H");
    this.far = Puppet.join(this.mesh, "H");
    this.nearSpan = this.near.span("far", { dist: 1 });
    this.farSpan = this.far.span("far", { dist: 4 });
    this.mesh.run(HOLD_OVER_US);
    this.relay = this.source.spanOf("far");
    for (const puppet of [this.source, this.near, this.far]) puppet.take();
  }

  command(flags: string, msgid?: string): string {
    return this.source.send({ flags, spanid: this.relay, text: "x", ...(msgid === undefined ? {} : { msgid }) });
  }
}

describe("silent re-route", () => {
  const lose: readonly [string, (ways: TwoWays) => void][] = [
    ["the SPAN is closed", (ways) => void ways.near.send({ flags: "D", msgid: ways.nearSpan, error: 0x21 })],
    ["the link is lost", (ways) => ways.near.cut()],
  ];

  test.each(lose)("[ROUTE-04] %s: the source hears nothing, and its next command goes the other way", (_, happen) => {
    const ways = new TwoWays({ silentReroute: true });
    const msgid = ways.command("C");
    ways.near.take();
    happen(ways);
    ways.mesh.run(HOLD_OVER_US);
    expect(ways.source.takeLines()).toEqual([]);
    ways.command("", msgid);
    expect(ways.far.take().filter(({ text }) => text === "x")).toMatchObject([{ msgid, spanid: ways.farSpan, text: "x", flags: "-" }]);
  });

  test.each(lose)("[ROUTE-04] [ROUTE-05] %s, and the variant is off: the source hears the abort, the other way nothing", (_, happen) => {
    const ways = new TwoWays({});
    const msgid = ways.command("C");
    happen(ways);
    expect(ways.source.take()[0]).toMatchObject({ msgid, flags: "RCDA" });
    ways.command("", msgid);
    expect(ways.far.take().filter(({ text }) => text === "x")).toEqual([]);
  });

  test("[ROUTE-04] the first row of the tables is as good a way as any, and the source's own link is none", () => {
    const mesh = new Mesh({ relaysMax: 1, silentReroute: true });
    mesh.add("H");
    const [source, near, far] = [Puppet.join(mesh, "H"), Puppet.join(mesh, "H"), Puppet.join(mesh, "H")];
    const farSpan = far.span("far", { dist: 4 });
    const nearSpan = near.span("far", { dist: 1 });
    mesh.run(HOLD_OVER_US);
    const relay = source.spanOf("far");
    const msgid = source.send({ flags: "C", spanid: relay, text: "x" });
    source.span("far", { dist: 2 });
    far.take();
    near.send({ flags: "D", msgid: nearSpan, error: 0x21 });
    source.take();
    source.send({ msgid, spanid: relay, text: "x" });
    expect(far.take().filter(({ text }) => text === "x")).toMatchObject([{ msgid, spanid: farSpan, flags: "-" }]);
    expect(source.take()).toEqual([]);
  });

  test("[ROUTE-04] [ROUTE-05] where only the source offers that PFS too, and where nobody does, it is aborted as ever", () => {
    for (const backward of [true, false]) {
      const mesh = new Mesh({ silentReroute: true });
      mesh.add("H");
      const [source, near] = [Puppet.join(mesh, "H"), Puppet.join(mesh, "H")];
      const nearSpan = near.span("far", { dist: 1 });
      mesh.run(HOLD_OVER_US);
      const msgid = source.send({ flags: "C", spanid: source.spanOf("far"), text: "x" });
      if (backward) source.span("far", { dist: 2 });
      source.take();
      near.send({ flags: "D", msgid: nearSpan, error: 0x21 });
      expect(source.take()[0]).toMatchObject({ msgid, flags: "RCDA", error: 0x21 });
      expect(mesh.node("H").core.rerouted.size).toBe(0);
    }
  });

  test("[ROUTE-06] what ends at the node itself is aborted, and what is dead is not brought to life", () => {
    const ways = new TwoWays({ silentReroute: true });
    const { mesh } = ways;
    mesh.ask("H", { kind: "open", via: mesh.node("H").bestSpan("far", -1)!, text: "own", flags: 0, tag: 1 });
    ways.command("C");
    ways.source.cut();
    expect(ways.near.takeLines()).toEqual(['DOM_ECHO C "own"', 'DOM_ECHO C "x"', "LNK_ERROR DA 0x2"]);
    ways.near.send({ flags: "D", msgid: ways.nearSpan, error: 0x21 });
    expect(mesh.events("transactionAborted")).toMatchObject([{ rule: "ROUTE-06", value: 0x21 }]);
    expect([mesh.node("H").core.transactions.count, ways.far.take().filter(({ spanid }) => spanid === ways.farSpan)]).toEqual([0, []]);
  });

  test("[DUP-01] copies do without it: one whose way is lost is lost", () => {
    const duplication = { auth: { capabilities: CAPABILITY.DUPLICATION }, config: { offer: { capabilities: CAPABILITY.DUPLICATION, rights: 1, encryption: 0 } } };
    const mesh = new Mesh({ relaysMax: 1, silentReroute: true });
    mesh.add("H");
    const [source, near, far] = [Puppet.join(mesh, "H", duplication), Puppet.join(mesh, "H", duplication), Puppet.join(mesh, "H", duplication)];
    const nearSpan = near.span("far", { dist: 1 });
    far.span("far", { dist: 4 });
    mesh.run(HOLD_OVER_US);
    const msgid = source.send({ flags: "C", spanid: source.spanOf("far"), text: "x" });
    source.take();
    near.send({ flags: "D", msgid: nearSpan, error: 0x21 });
    expect(source.take()[0]).toMatchObject({ msgid, flags: "RCDA", error: 0x21 });
    mesh.run(1_100_000); // no other copy comes
    expect(far.take().filter((seen) => seen.msgid === msgid)).toEqual([]);
  });

  test("[ROUTE-04] two transactions of one relay both go on, in the order of their opener", () => {
    const ways = new TwoWays({ silentReroute: true });
    const ids = [ways.command("C"), ways.command("C")];
    ways.near.send({ flags: "D", msgid: ways.nearSpan, error: 0x21 });
    for (const msgid of ids) ways.command("", msgid);
    expect(ways.far.take().filter(({ text }) => text === "x")).toMatchObject(ids.map((msgid) => ({ msgid, spanid: ways.farSpan })));
    for (const msgid of ids) ways.far.send({ flags: "RC", msgid, spanid: ways.farSpan, text: "y" });
    expect(ways.source.take().filter(({ text }) => text === "y")).toMatchObject(ids.map((msgid) => ({ msgid, spanid: ways.relay, flags: "RC" })));
  });

  test("where there is no other way, it is aborted as ever; and a relay that is closed later is nobody's any more", () => {
    const ways = new TwoWays({ silentReroute: true });
    const msgid = ways.command("C");
    ways.near.cut();
    ways.source.take();
    ways.far.cut();
    expect(ways.source.take()[0]).toMatchObject({ msgid, flags: "RCDA" });
    const { core } = ways.mesh.node("H");
    expect(core.rerouted.size).toBe(1);
    ways.source.send({ flags: "RCD", msgid: ways.relay });
    expect([core.transactions.count, core.rerouted.size, core.spans.count]).toEqual([0, 0, 0]);
  });
});

describe("early spanid", () => {
  function reopened(switches: Partial<Switches>): { readonly mesh: Mesh; readonly peer: Puppet; readonly old: string } {
    const mesh = new Mesh(switches);
    mesh.add("N", { pfs: ["old"] });
    const peer = Puppet.introduced(mesh, "N");
    const old = peer.spanOf("old");
    peer.take();
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("old").fsid });
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("new") });
    return { mesh, peer, old };
  }

  test("[TX-02] [SPAN-08] the id of a SPAN that is being closed names the next one, and the late answer closes that", () => {
    const { mesh, peer, old } = reopened({ earlySpanid: true });
    expect(peer.spanOf("new")).toBe(old);
    peer.take();
    peer.send({ flags: "RCD", msgid: old });
    expect(mesh.events("relayDenied")).toMatchObject([{ msgid: old, rule: "SPAN-09" }]);
    peer.send({ flags: "RCD", msgid: old }); // the honest answer to the DELETE that this brought
    expect([mesh.events("violation")[0]?.rule, peer.isUp]).toEqual(["TX-05", false]);
  });

  test("[TX-02] [SPAN-08] off: the next one has an id of its own, and the answer frees the old one alone", () => {
    const { mesh, peer, old } = reopened({});
    expect(peer.spanOf("new")).not.toBe(old);
    peer.send({ flags: "RCD", msgid: old });
    expect([mesh.events("relayDenied"), mesh.events("violation"), mesh.inspect("N").sent.length]).toEqual([[], [], 1]);
  });
});

test("[TX-02] [SPAN-08] early spanid: only an id of the node's own on that very link that is half closed is used again", () => {
  const mesh = new Mesh({ earlySpanid: true });
  mesh.add("N", { pfs: ["kept", "old"] });
  const peers = [Puppet.introduced(mesh, "N"), Puppet.introduced(mesh, "N")];
  const refused = peers[0]!.span("future", { protoVersion: 2 }); // a SPAN of the peer that is half closed
  const olds = peers.map((peer) => peer.spanOf("old"));
  for (const peer of peers) peer.take();
  mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("old").fsid });
  peers[0]!.send({ flags: "RCD", msgid: olds[0]! });
  mesh.ask("N", { kind: "announce", pfs: pfsNamed("new") });
  const news = peers.map((peer) => peer.spanOf("new"));
  expect([[refused, ...olds].includes(news[0]!), news[1] === olds[1]]).toEqual([false, true]);
});

describe("state at the ends only", () => {
  function between(switches: Partial<Switches>): { readonly mesh: Mesh; readonly asker: Puppet; readonly other: Puppet; readonly target: Puppet; readonly far: string; readonly relay: string } {
    const mesh = new Mesh(switches);
    mesh.add("H");
    const [asker, other, target] = [Puppet.join(mesh, "H"), Puppet.join(mesh, "H"), Puppet.join(mesh, "H")];
    const far = target.span("far");
    mesh.run(HOLD_OVER_US);
    const relay = asker.spanOf("far");
    for (const puppet of [asker, other, target]) puppet.take();
    return { mesh, asker, other, target, far, relay };
  }

  test("[ROUTE-03] [ROUTE-04] the hop records nothing, and a reply goes to the newest relay, not to whom it is for", () => {
    const { mesh, asker, other, target, far, relay } = between({ endpointOnlyState: true });
    const msgid = asker.send({ flags: "C", spanid: relay, text: "ask" });
    expect(target.take()).toMatchObject([{ msgid, spanid: far, text: "ask" }]);
    expect(mesh.inspect("H").entries).toEqual([]);
    target.send({ flags: "RC", spanid: far, msgid, text: "answer" });
    expect([asker.takeLines().length, other.take()[0]?.text]).toEqual([0, "answer"]);
  });

  test("[ROUTE-03] what the hop opened itself ends there: the reply is not passed on", () => {
    const { mesh, asker, other, target, far } = between({ endpointOnlyState: true });
    mesh.ask("H", { kind: "open", via: mesh.node("H").bestSpan("far", -1)!, text: "own", flags: 0, tag: 1 });
    const { msgid } = target.take()[0]!;
    target.send({ flags: "RCD", spanid: far, msgid, text: "answer" });
    expect([mesh.events("elementReceived", "H").length, asker.take(), other.take()]).toEqual([1, [], []]);
  });

  test("[ROUTE-03] [ROUTE-05] a lost path aborts nothing", () => {
    const { asker, target, relay } = between({ endpointOnlyState: true });
    asker.send({ flags: "C", spanid: relay, text: "ask" });
    target.cut();
    expect(asker.takeLines()).toEqual(["LNK_ERROR D 0x2"]);
  });

  test("[ROUTE-03] [ROUTE-04] off: the reply finds its way, and a lost path is told", () => {
    const { asker, other, target, far, relay } = between({});
    const msgid = asker.send({ flags: "C", spanid: relay, text: "ask" });
    target.send({ flags: "RC", spanid: far, msgid, text: "answer" });
    expect([asker.take()[0]?.text, other.take()]).toEqual(["answer", []]);
    target.cut();
    expect(asker.takeLines()).toEqual(["LNK_ERROR RDA 0x2", "LNK_ERROR D 0x2"]);
  });
});

describe("plain CRC-32", () => {
  function read(written: boolean, expected: boolean, aux = "some aux data"): string {
    const framer = new Framer("header", false, expected);
    framer.push(new Encoder("header", true, undefined, written).withAux(CMD.DOM_ECHO, new TextEncoder().encode(aux)));
    const verdict = framer.next();
    return verdict === FRAME.MESSAGE ? "message" : verdict === FRAME.FAULT ? `${framer.fault.rule} ${framer.fault.name}` : "more";
  }

  test("[WIRE-04] [WIRE-05] both ends alike read each other, header and aux; unlike ones do not", () => {
    expect([read(false, false), read(true, true)]).toEqual(["message", "message"]);
    expect([read(true, false), read(false, true)]).toEqual([expect.stringMatching(/^WIRE-04 /), expect.stringMatching(/^WIRE-04 /)]);
  });

  test("[WIRE-04] in a mesh: alike they learn, unlike the link dies of its first message, and a hop seals what it forwards", () => {
    const mesh = new Mesh({ plainCrc: true });
    for (const id of ["A", "B", "C"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "C");
    mesh.run();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, text: "over a hop", flags: 0, tag: 1 });
    mesh.run();
    expect([mesh.events("elementReceived", "C").length > 0, mesh.events("decodeFault")]).toEqual([true, []]);
    const mixed = new Mesh();
    mixed.add("A");
    mixed.add("B", { switches: { plainCrc: true } });
    mixed.connect("A", "B");
    mixed.run();
    expect(mixed.events("decodeFault").map(({ rule }) => rule)).toContain("WIRE-04");
    expect(mixed.events("linkOpen")).toEqual([]);
  });
});

test("[SPAN-04] no maximum distance: a SPAN is relayed however far it came, up to where sums saturate", () => {
  const relayedFrom = (dist: number, distanceMax: number): string[] => {
    const mesh = new Mesh({ distanceMax });
    mesh.add("H");
    const [from, to] = [Puppet.join(mesh, "H"), Puppet.join(mesh, "H")];
    from.span("far", { dist });
    mesh.run(HOLD_OVER_US);
    return to.takeLines();
  };
  expect(relayedFrom(1_000_000, DISTANCE_UNLIMITED)).toEqual(["LNK_SPAN C far@1000001"]);
  expect(relayedFrom(0x7fff_ffff, DISTANCE_UNLIMITED)).toEqual(["LNK_SPAN C far@2147483647"]);
  expect(relayedFrom(17, 16)).toEqual([]);
});
