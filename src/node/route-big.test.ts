/** ROUTE-08: what does not fit on the next link. */
import { describe, expect, test } from "vitest";
import { CMD } from "../wire/constants.ts";
import { Hop } from "./hop.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

/** The target's link takes 100 bytes of aux data at most. */
function narrow(): Hop {
  return new Hop({}, {}, { auth: { auxBytesMax: 100 } });
}

describe("too big for the next link", () => {
  test("[ROUTE-08] the message that would open a transaction is refused, 0x26; what just fits passes", () => {
    const hop = narrow();
    hop.command("CD", { aux: new Uint8Array(101).fill(65) });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCD 0x26"], target: [] });
    expect(hop.mesh.events("entryRefused")).toMatchObject([{ rule: "ROUTE-08", value: 0x26 }]);
    expect(hop.entries).toEqual([]);
    hop.command("CD", { aux: new Uint8Array(100).fill(65) });
    expect(hop.take().target).toMatchObject([{ flags: "CD", aux: new Uint8Array(100).fill(65) }]);
  });

  test("[ROUTE-08] left open by its opener it waits for his DELETE", () => {
    const hop = narrow();
    const msgid = hop.command("C", { aux: new Uint8Array(101) });
    expect(hop.entries).toMatchObject([{ dead: true, error: 0x26, outLink: -1 }]);
    hop.command("", { msgid, text: "more" });
    hop.command("D", { msgid });
    expect([hop.entries, hop.mesh.events("violation")]).toEqual([[], []]);
  });

  test("[ROUTE-08] a later element aborts the transaction both ways; the links live (TX-07)", () => {
    const hop = narrow();
    const msgid = hop.command("C");
    hop.take();
    hop.command("", { msgid, aux: new Uint8Array(101) });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCDA 0x26"], target: ["LNK_ERROR DA 0x26"] });
    hop.command("DA", { msgid });
    hop.reply("CDA", { msgid });
    expect([hop.entries, hop.source.isUp, hop.target.isUp]).toEqual([[], true, true]);
  });

  test.each(["D", "CD"])("[ROUTE-08] [ROUTE-05] its last element: %s was its DELETE all the same", (flags) => {
    const hop = narrow();
    const msgid = flags === "D" ? hop.command("C") : "0x00000000000000ab";
    hop.command(flags, { msgid, aux: new Uint8Array(101) });
    if (flags === "D") hop.reply("CDA", { msgid });
    expect(hop.entries).toEqual([]);
  });

  test("[ROUTE-08] a reply on its way back, also one that opens and closes its half", () => {
    for (const flags of ["C", "CD"]) {
      const hop = new Hop({}, { auth: { auxBytesMax: 100 } });
      const msgid = hop.command("C");
      hop.take();
      hop.reply(flags, { msgid, aux: new Uint8Array(101) });
      expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCDA 0x26"], target: ["LNK_ERROR DA 0x26"] });
      hop.command("DA", { msgid });
      expect(hop.entries).toHaveLength(flags === "CD" ? 0 : 1);
    }
  });

  test("[ROUTE-08] a one-way message is thrown out, and told why", () => {
    const hop = narrow();
    hop.oneWay("x".repeat(100));
    expect(hop.mesh.events("thrownOut")).toMatchObject([{ rule: "ROUTE-08", value: 5 }]);
    expect(hop.target.take()).toEqual([]);
    hop.oneWay("x".repeat(99));
    expect(hop.target.take()).toHaveLength(1);
  });
});

describe("out-of-band where there is none", () => {
  const OOB = { cmd: CMD.DOM_ECHO };

  test("[ROUTE-08] [WIRE-06] refused or aborted at a hop, 0x26: it cannot be copied in-band", () => {
    const hop = new Hop();
    hop.command("CDO", OOB);
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCD 0x26"], target: [] });
    const msgid = hop.command("C");
    hop.take();
    hop.command("O", { ...OOB, msgid });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCDA 0x26"], target: ["LNK_ERROR DA 0x26"] });
    hop.command("O", { ...OOB, msgid: "0x0000000000000000" });
    expect(hop.mesh.events("thrownOut")).toMatchObject([{ rule: "ROUTE-08", value: 5 }]);
  });

  test("[ROUTE-08] [TX-07] the same at the ends", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N");
    puppet.send({ flags: "CDO", ...OOB });
    const msgid = puppet.send({ flags: "C", text: "fine" });
    puppet.send({ flags: "O", msgid, ...OOB });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x26", 'DOM_ECHO RC "fine"', "LNK_ERROR RDA 0x26"]);
    puppet.send({ flags: "D", msgid });
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "hello", flags: 0, tag: 1 });
    const { msgid: ours } = puppet.take()[0]!;
    puppet.send({ flags: "RCO", msgid: ours, ...OOB });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR DA 0x26"]);
    puppet.send({ flags: "RD", msgid: ours });
    expect([mesh.inspect("N").transactions, mesh.events("violation"), puppet.isUp]).toEqual([[], [], true]);
  });
});
