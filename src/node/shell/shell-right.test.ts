/** LINK-02 and DBG-01: trust is hop by hop. */
import { describe, expect, test } from "vitest";
import { CMD, RIGHT } from "../../wire/constants.ts";
import { PLAIN_OFFER } from "../config.ts";
import { Hop } from "../hop.testkit.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet } from "../puppet.testkit.ts";

const NO_SHELL = { offer: { ...PLAIN_OFFER, rights: 0 } };
const SHELL = { cmd: CMD.DBG_SHELL, text: "span" };

describe("a hop", () => {
  test("[DBG-01] [LINK-02] refuses a shell from a neighbour without the right, and passes nothing on", () => {
    const hop = new Hop({}, { config: NO_SHELL });
    for (const flags of ["C", "CA", "CD"]) {
      const msgid = hop.command(flags, SHELL);
      const { source, target } = hop.take();
      expect([source, target]).toMatchObject([[{ name: "LNK_ERROR", flags: "RCD", error: 0x29, msgid, spanid: hop.relay }], []]);
      if (!flags.includes("D")) {
        hop.command("", { ...SHELL, msgid });
        hop.command("D", { msgid });
      }
      expect([hop.take(), hop.entries, hop.source.isUp]).toEqual([{ source: [], target: [] }, [], true]);
    }
    expect(hop.mesh.events("entryRefused")).toMatchObject([{ rule: "DBG-01", value: 0x29 }, { rule: "DBG-01" }, { rule: "DBG-01" }]);
  });

  test("[DBG-01] asks only for the right of the neighbour from which it came: neither the way on nor the way back matters", () => {
    const hop = new Hop({}, {}, { config: NO_SHELL });
    hop.command("C", SHELL);
    expect(hop.takeLines()).toEqual({ source: [], target: [expect.stringContaining("DBG_SHELL C")] });
  });

  test("[DBG-01] what the peer grants says nothing of what it may", () => {
    const hop = new Hop({}, { auth: { rights: 0 } });
    hop.command("C", SHELL);
    expect(hop.takeLines().target).toHaveLength(1);
  });

  test("[DBG-01] [LINK-02] other transactions and one-way texts need no right; lines in them are no shell", () => {
    const hop = new Hop({}, { config: NO_SHELL });
    const msgid = hop.command("C", { text: "hello" });
    hop.command("", { ...SHELL, msgid });
    hop.oneWay("hello");
    expect(hop.takeLines().target).toHaveLength(3);
  });
});

describe("a target", () => {
  test("[DBG-01] [LINK-02] refuses a shell from a neighbour without the right, over a SPAN and on link 0", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.introduced(mesh, "N", { config: NO_SHELL });
    const own = puppet.spanOf("own");
    expect(puppet.take().find(({ name }) => name === "LNK_AUTH")).toMatchObject({ auth: { rights: 0 } });
    puppet.send({ ...SHELL, flags: "C", spanid: own });
    puppet.send({ ...SHELL, flags: "C" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x29", "LNK_ERROR RCD 0x29"]);
    expect(mesh.events("transactionRefused")).toMatchObject([{ rule: "DBG-01" }, { rule: "DBG-01" }]);
    puppet.send({ flags: "C", spanid: own, text: "hello" });
    expect(puppet.take()).toMatchObject([{ name: "DOM_ECHO" }]);
  });

  test("[DBG-01] cannot be talked into a shell by lines in another transaction", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N", { config: NO_SHELL });
    const msgid = puppet.send({ flags: "C", text: "hello" });
    puppet.take();
    puppet.send({ ...SHELL, msgid });
    expect([puppet.take(), mesh.events("shellRuns")]).toEqual([[], []]);
  });

  test("[LINK-02] the right is granted in AUTH unless the configuration says otherwise", () => {
    for (const [config, rights] of [[{}, RIGHT.DBG_SHELL], [NO_SHELL, 0]] as const) {
      const mesh = new Mesh();
      mesh.add("N");
      const puppet = new Puppet(mesh, "N", { config });
      puppet.up();
      expect(puppet.take()).toMatchObject([{ name: "LNK_AUTH", auth: { rights } }]);
    }
  });
});

test("[DBG-01] in a line of nodes the first that does not trust the neighbour it came from refuses, whoever opened it", () => {
  const LINE = ["A", "B", "C", "D"];
  for (let distrust = 1; distrust < LINE.length; distrust++) {
    const mesh = new Mesh();
    for (const id of LINE) mesh.add(id, { pfs: [id] });
    for (let i = 1; i < LINE.length; i++) mesh.connect(LINE[i - 1]!, LINE[i]!, {}, i >= distrust ? NO_SHELL : {});
    mesh.run();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("D", -1)!, base: CMD.DBG_SHELL, text: "span", flags: 0, tag: 1 });
    mesh.run();
    const refusals = [...mesh.events("entryRefused"), ...mesh.events("transactionRefused")];
    expect(refusals.map(({ node, value }) => [node, value])).toEqual([[LINE[distrust], 0x29]]);
    expect(mesh.events("peerHalfClosed", "A")).toMatchObject([{ value: 0x29 }]);
    expect(LINE.flatMap((id) => [...mesh.inspect(id).transactions, ...mesh.inspect(id).entries])).toEqual([]);
  }
});
