/** LINK-03: PING on an idle link, loss by silence, PAD and PING never answered. */
import { describe, expect, test } from "vitest";
import { CMD } from "../wire/constants.ts";
import type { Switches } from "./config.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet, ZERO_ID } from "./puppet.testkit.ts";

function linked(switches: Partial<Switches> = {}): { readonly mesh: Mesh; readonly puppet: Puppet } {
  const mesh = new Mesh(switches);
  mesh.add("N", { pfs: ["own"] });
  return { mesh, puppet: Puppet.join(mesh, "N") };
}

/** Times of the PINGs that the node sent, in milliseconds. */
function pings(mesh: Mesh): number[] {
  return mesh.events("pingSent").map(({ atUs }) => atUs / 1000);
}

function pad(puppet: Puppet): void {
  puppet.send({ cmd: CMD.LNK_PAD, msgid: ZERO_ID });
}

describe("PING", () => {
  test("[LINK-03] is one-way on link 0, sent after each second without sending", () => {
    const { mesh, puppet } = linked();
    mesh.run(3_500_000);
    expect(pings(mesh)).toEqual([1_000, 2_000, 3_000]);
    expect(mesh.events("pingSent").every(({ rule }) => rule === "LINK-03")).toBe(true);
    for (const ping of puppet.take()) expect(ping).toMatchObject({ name: "LNK_PING", flags: "-", msgid: ZERO_ID, spanid: ZERO_ID });
  });

  test("[LINK-03] not while the node sends anyway: a second is counted from the last message", () => {
    const { mesh, puppet } = linked();
    for (const ms of [600, 600, 600]) {
      mesh.run(ms * 1000);
      puppet.send({ text: "echo me", flags: "CD" });
    }
    expect(pings(mesh)).toEqual([]);
    mesh.run(1_000_000);
    expect(pings(mesh)).toEqual([2_800]);
  });

  test("[LINK-03] what arrives does not put it off", () => {
    const { mesh, puppet } = linked();
    for (let i = 0; i < 4; i++) {
      mesh.run(500_000);
      pad(puppet);
    }
    expect(pings(mesh)).toEqual([1_000, 2_000]);
  });

  test("[LINK-03] [LINK-01] none before AUTH is complete", () => {
    const mesh = new Mesh();
    mesh.add("N");
    const puppet = new Puppet(mesh, "N");
    puppet.up();
    mesh.run(5_000_000);
    expect(puppet.takeLines()).toEqual(["LNK_AUTH CD"]);
  });

  test("[LINK-03] the switch: another interval, or none", () => {
    const often = linked({ pingUs: 250_000 });
    often.mesh.run(1_000_000);
    expect(pings(often.mesh)).toEqual([250, 500, 750, 1_000]);
    const never = linked({ pingUs: 0, lossUs: 0 });
    never.mesh.run(60_000_000);
    expect([never.puppet.take(), never.puppet.isUp]).toEqual([[], true]);
  });
});

describe("neither is answered", () => {
  test.each([["LNK_PAD", CMD.LNK_PAD], ["LNK_PING", CMD.LNK_PING]])("[LINK-03] %s", (_, cmd) => {
    const { mesh, puppet } = linked();
    const events = mesh.told.length;
    puppet.send({ cmd, msgid: ZERO_ID });
    puppet.send({ cmd, msgid: ZERO_ID, flags: "R" });
    expect([puppet.take(), mesh.told.length - events, puppet.isUp]).toEqual([[], 0, true]);
    expect(mesh.inspect("N").counters).toMatchObject({ oneWayIgnored: 0, discarded: 0, thrownOut: 0 });
  });

  test("[LINK-03] a PAD is ignored whatever else stands in it", () => {
    const { mesh, puppet } = linked();
    puppet.send({ cmd: CMD.LNK_PAD, flags: "CDA", spanid: "0x0000000000000077", error: 3 });
    puppet.send({ cmd: CMD.LNK_PAD, flags: "D" });
    expect([puppet.take(), mesh.events("violation"), mesh.events("thrownOut")]).toEqual([[], [], []]);
  });
});

describe("silence", () => {
  test("[LINK-03] a link that received nothing for 10 s is lost, no earlier", () => {
    const { mesh, puppet } = linked();
    mesh.run(4_000_000);
    pad(puppet);
    mesh.run(9_999_999);
    expect(puppet.isUp).toBe(true);
    mesh.run(1);
    expect(mesh.events("linkLost")).toMatchObject([{ rule: "LINK-03", atUs: 14_000_000, value: 2 }]);
    expect([puppet.hungUp, puppet.isUp]).toEqual([2, false]);
  });

  test.each([["PAD", CMD.LNK_PAD], ["PING", CMD.LNK_PING]])("[LINK-03] a %s every 9 s is enough", (_, cmd) => {
    const { mesh, puppet } = linked();
    for (let i = 0; i < 4; i++) {
      mesh.run(9_000_000);
      puppet.send({ cmd, msgid: ZERO_ID });
    }
    expect(puppet.isUp).toBe(true);
  });

  test("[LINK-03] two idle nodes keep each other alive by PINGs alone", () => {
    const mesh = new Mesh();
    mesh.add("A", { pfs: ["a"] });
    mesh.add("B", { pfs: ["b"] });
    mesh.connect("A", "B");
    mesh.run(100_000);
    const sent = mesh.sent.length;
    mesh.run(60_000_000);
    expect(mesh.events("linkLost")).toEqual([]);
    const names = new Set([...mesh.sentBy("A"), ...mesh.sentBy("B")].slice(0).map(({ name }) => name));
    expect(names).toEqual(new Set(["LNK_AUTH", "LNK_CONN", "LNK_ERROR", "LNK_SPAN", "LNK_PING"]));
    expect(mesh.sent.length - sent).toBe(2 * 60);
  });

  test("[LINK-03] [LINK-06] when one direction dies silently the other end notices after 10 s, and the first at the end of stream", () => {
    const mesh = new Mesh();
    mesh.add("A", { pfs: ["a"] });
    mesh.add("B", { pfs: ["b"] });
    mesh.connect("A", "B");
    mesh.run(100_000);
    mesh.lose = (sent) => sent.from === "A";
    mesh.run(12_000_000);
    expect(mesh.events("linkLost").map(({ node }) => node)).toEqual(["B"]);
    expect(mesh.events("linkDown").map(({ node }) => node)).toEqual(["B", "A"]);
  });
});
