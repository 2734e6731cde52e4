/** LINK-05: what a CONN's filter lets through. */
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../base/bytes.ts";
import { CMD } from "../wire/constants.ts";
import { type ConnFilter, NO_FILTER } from "./config.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { LabelPattern } from "./label-pattern.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

describe("patterns", () => {
  test.each([
    ["", "", true], ["", "a", false], ["a", "a", true], ["a", "A", false], ["a", "ab", false], ["ab", "a", false],
    ["*", "", true], ["*", "anything", true], ["**", "", true], ["a*", "a", true], ["a*", "abc", true], ["*c", "abc", true], ["*c", "abcd", false],
    ["a*c", "ac", true], ["a*c", "abbc", true], ["a*c", "acb", false], ["a*b*c", "a-b-b-c", true], ["a*b*c", "a-c-b", false],
    ["?", "", false], ["?", "a", true], ["?", "ab", false], ["a?c", "abc", true], ["a?c", "ac", false], ["?*", "", false], ["?*", "xyz", true],
    ["*?", "x", true], ["*??x", "abx", true], ["*??x", "bx", false], ["*aab", "aaaab", true], ["*aab*", "aaab", true],
    ["?", "é", true], ["??", "\uffff", false], ["?a", "\uffffa", true], ["?", "💾", true], ["??", "💾", false], ["a?c", "a💾c", true], ["*💾", "a💾", true],
    ["[ab]", "a", false], ["[ab]", "[ab]", true], ["\\*", "*", false], ["a.c", "abc", false], ["x\ufffd", "x\ufffd", true],
  ] as const)("[LINK-05] %j on %j: %s", (pattern, label, matches) => {
    expect(new LabelPattern(pattern).matches(label)).toBe(matches);
  });

  test("[LINK-05] a hostile pattern takes no exponential time", () => {
    expect(new LabelPattern(`${"*a".repeat(100)}b`).matches("a".repeat(255))).toBe(false);
  });
});

/** What a node that offers and relays these PFSes lets a peer with this filter have. */
function passed(filter: Partial<ConnFilter>): string[] {
  const mesh = new Mesh();
  mesh.add("N");
  for (const [label, cluster] of [["alpha", 1], ["beta", 2]] as const) mesh.ask("N", { kind: "announce", pfs: pfsNamed(label, cluster) });
  const far = Puppet.join(mesh, "N");
  for (const [label, cluster] of [["amber", 1], ["Amber", 1], ["bronze", 2], ["béta", 1]] as const) far.span(label, { cluster });
  const puppet = new Puppet(mesh, "N", { filter });
  puppet.up();
  puppet.handshake();
  mesh.run(HOLD_OVER_US);
  return mesh.inspect("N").sent.filter(({ link }) => link === puppet.link).map(({ identity }) => mesh.identities.labelText(identity)).sort();
}

const ALL = ["Amber", "alpha", "amber", "beta", "bronze", "béta"];

describe("what reaches a peer, announced and relayed alike", () => {
  test.each([
    ["nothing asked", {}, ALL],
    ["label *", { label: "*" }, ALL],
    ["cluster 1", { clid: pfsNamed("", 1).clid }, ["Amber", "alpha", "amber", "béta"]],
    ["cluster 2", { clid: pfsNamed("", 2).clid }, ["beta", "bronze"]],
    ["an unknown cluster", { clid: Uint32Array.of(7, 7, 7, 7) }, []],
    ["one node", { fsid: pfsNamed("bronze").fsid }, ["bronze"]],
    ["a node of another cluster", { clid: pfsNamed("", 1).clid, fsid: pfsNamed("bronze").fsid }, []],
    ["label a*", { label: "a*" }, ["alpha", "amber"]],
    ["label ?eta", { label: "?eta" }, ["beta"]],
    ["label b?ta", { label: "b?ta" }, ["beta", "béta"]],
    ["cluster and label", { clid: pfsNamed("", 2).clid, label: "*e*" }, ["beta", "bronze"]],
  ] as const)("[LINK-05] %s", (_, filter, labels) => {
    expect(passed(filter)).toEqual(labels);
  });

  test("[LINK-05] [SPAN-07] what is filtered is told as such", () => {
    const hop = new Hop();
    const peer = Puppet.join(hop.mesh, "H", { filter: { label: "none" } });
    hop.mesh.run(HOLD_OVER_US);
    expect(peer.take()).toEqual([]);
    expect(hop.mesh.inspect("H").received[0]!.relays.map(({ reason }) => reason)).toEqual([0, 5, 7]);
  });

  test("[LINK-05] nil uuids and an empty label ask for nothing", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N", { filter: NO_FILTER });
    expect([puppet.report.filter, puppet.report.spansSent]).toEqual(["", 1]);
  });
});

describe("the rest of a CONN", () => {
  test("[LINK-05] describes its sender and promises nothing: type, version, status, dist change nothing", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = new Puppet(mesh, "N");
    puppet.up();
    puppet.authenticate();
    puppet.take();
    const { encoder } = puppet;
    Object.assign(encoder, { salt: puppet.sentCount, msgidHi: 5, msgidLo: 5, spanidHi: 0, spanidLo: 0, flags: 0x80, error: 0 });
    puppet.sendRaw(encoder.pfs(CMD.LNK_CONN, new Uint32Array(4), new Uint32Array(4), 2, 77, 0xffff, -5, utf8Encode("")));
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RC", "LNK_SPAN C own@0"]);
    expect(mesh.inspect("N").received).toEqual([]);
  });

  test("[LINK-05] a c2012 end ignores filters, as its peers do", () => {
    const mesh = new Mesh({ profile: "c2012" });
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N", { profile: "c2012", filter: { label: "none", clid: Uint32Array.of(1, 1, 1, 1) } });
    expect(puppet.report).toMatchObject({ filter: "", spansSent: 1 });
  });

  test("[LINK-05] our own filter is what our CONN carries", () => {
    const mesh = new Mesh();
    mesh.add("N");
    const filter: ConnFilter = { clid: Uint32Array.of(1, 2, 3, 4), fsid: Uint32Array.of(5, 6, 7, 8), label: "boot*" };
    const puppet = new Puppet(mesh, "N", { config: { filter } });
    puppet.up();
    puppet.authenticate();
    expect(puppet.seen.at(-1)!.pfs).toMatchObject({ clid: "00000001-0000-0002-0000-000300000004", fsid: "00000005-0000-0006-0000-000700000008", label: "boot*", dist: 0 });
  });
});

describe("another filter at once", () => {
  /** N with its own CONN open to a puppet; the puppet answers when told to. */
  function asker(): { readonly mesh: Mesh; readonly peer: Puppet } {
    const mesh = new Mesh();
    mesh.add("N");
    return { mesh, peer: Puppet.join(mesh, "N") };
  }
  const filter = { ...NO_FILTER, label: "a*" };

  test("[LINK-04] [LINK-05] our CONN closes, and opens again with the filter when the peer has answered", () => {
    const { mesh, peer } = asker();
    mesh.ask("N", { kind: "setFilter", link: peer.link, filter });
    expect(peer.takeLines()).toEqual(["LNK_ERROR D"]);
    peer.send({ flags: "RD", msgid: peer.theirConn });
    const [again] = peer.take();
    expect(again).toMatchObject({ name: "LNK_CONN", flags: "C", pfs: { label: "a*" } });
    expect(again!.msgid).not.toBe(peer.theirConn);
    expect(mesh.events("requestRefused")).toEqual([]);
  });

  test("[LINK-05] while it is being closed, and twice: the last filter counts, one CONN opens", () => {
    const { mesh, peer } = asker();
    mesh.ask("N", { kind: "closeConn", link: peer.link });
    mesh.ask("N", { kind: "setFilter", link: peer.link, filter: { ...NO_FILTER, label: "b*" } });
    mesh.ask("N", { kind: "setFilter", link: peer.link, filter });
    expect(peer.takeLines()).toEqual(["LNK_ERROR D"]);
    peer.send({ flags: "RD", msgid: peer.theirConn });
    expect(peer.take().map(({ name, pfs }) => [name, pfs?.label])).toEqual([["LNK_CONN", "a*"]]);
  });

  test("[LINK-05] [LINK-07] where none is open it opens at once; a link that is down begins with it, once", () => {
    const { mesh, peer } = asker();
    mesh.ask("N", { kind: "closeConn", link: peer.link });
    peer.send({ flags: "RD", msgid: peer.theirConn });
    peer.take();
    mesh.ask("N", { kind: "setFilter", link: peer.link, filter });
    expect(peer.take().map(({ name, pfs }) => [name, pfs?.label])).toEqual([["LNK_CONN", "a*"]]);
    mesh.ask("N", { kind: "setFilter", link: peer.link, filter: { ...NO_FILTER, label: "lost with the link" } });
    peer.cut();
    mesh.ask("N", { kind: "setFilter", link: peer.link, filter: { ...NO_FILTER, label: "c*" } });
    peer.up();
    peer.authenticate();
    expect(peer.take().flatMap(({ name, pfs }) => (name === "LNK_CONN" ? [pfs?.label] : []))).toEqual(["c*"]);
  });

  test("[LINK-05] a label that does not fit is refused, and nothing closes", () => {
    const { mesh, peer } = asker();
    mesh.ask("N", { kind: "setFilter", link: peer.link, filter: { ...NO_FILTER, label: "é".repeat(128) } });
    expect([mesh.events("requestRefused")[0]?.rule, peer.takeLines()]).toEqual(["LINK-05", []]);
  });
});
