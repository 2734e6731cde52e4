/** LINK-08: a full send queue ends the routed transaction that overfills it, and at the second limit the link. */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import { CMD } from "../wire/constants.ts";
import { HOLD_OVER_US, Hop } from "./hop.testkit.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

const SOFT = LIMITS.sendQueueBytesSoftMax;
const HARD = LIMITS.sendQueueBytesHardMax;

function queued(mesh: Mesh, puppet: Puppet, queuedBytes: number): void {
  mesh.input(puppet.node, { kind: "sendQueue", link: puppet.link, queuedBytes });
}

describe("a hop, first limit", () => {
  test("[LINK-08] a command element that overfills the queue aborts its transaction both ways, 0x25", () => {
    const hop = new Hop();
    const msgid = hop.command("C");
    hop.take();
    queued(hop.mesh, hop.target, SOFT - 128);
    hop.command("", { msgid, text: "fits" });
    expect(hop.takeLines()).toEqual({ source: [], target: ['DOM_ECHO - "fits"'] });
    queued(hop.mesh, hop.target, SOFT);
    hop.command("", { msgid, text: "too much" });
    hop.command("", { msgid, text: "too late" });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCDA 0x25"], target: ["LNK_ERROR DA 0x25"] });
    expect(hop.mesh.events("queueOverflow")).toMatchObject([{ rule: "LINK-08", link: hop.target.link, msgid, value: 0x25, extra: 0 }]);
    expect(hop.entries).toMatchObject([{ msgid, dead: true, error: 0x25 }]);
    hop.command("DA", { msgid });
    hop.reply("CDA", { msgid });
    expect([hop.entries, hop.source.isUp, hop.target.isUp, hop.mesh.events("violation")]).toEqual([[], true, true, []]);
  });

  test("[LINK-08] the same for replies on their way back", () => {
    const hop = new Hop();
    const msgid = hop.command("C");
    hop.reply("C", { msgid });
    hop.take();
    queued(hop.mesh, hop.source, SOFT);
    hop.reply("", { msgid, text: "too much" });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RDA 0x25"], target: ["LNK_ERROR DA 0x25"] });
  });

  test("[LINK-08] the message that overfilled the queue was the last of its half: nothing is left waiting for it", () => {
    const hop = new Hop();
    const msgid = hop.command("C");
    queued(hop.mesh, hop.target, SOFT);
    hop.command("D", { msgid, text: "the last" });
    expect(hop.entries).toMatchObject([{ dead: true }]);
    hop.reply("CDA", { msgid });
    expect(hop.entries).toEqual([]);
    const second = hop.command("CD");
    expect(hop.source.takeLines().at(-1)).toBe("LNK_ERROR RCD 0x25");
    expect([second === msgid, hop.entries]).toEqual([false, []]);
  });

  test("[LINK-08] a transaction that would be opened over it is refused, and its record waits for the opener's DELETE", () => {
    const hop = new Hop();
    queued(hop.mesh, hop.target, SOFT);
    const msgid = hop.command("C", { text: "hello" });
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCD 0x25"], target: [] });
    expect(hop.mesh.events("entryRefused")).toMatchObject([{ rule: "LINK-08", msgid, value: 0x25 }]);
    hop.command("", { msgid, text: "not yet told" });
    hop.command("D", { msgid });
    expect([hop.entries, hop.takeLines(), hop.mesh.events("violation")]).toEqual([[], { source: [], target: [] }, []]);
  });

  test("[LINK-08] a one-way message is thrown out, and told why", () => {
    const hop = new Hop();
    queued(hop.mesh, hop.target, SOFT);
    hop.oneWay("hello");
    expect(hop.takeLines()).toEqual({ source: [], target: [] });
    expect(hop.mesh.events("thrownOut")).toMatchObject([{ rule: "LINK-08", value: 6 }]);
  });

  test("[LINK-08] bytes handed out in the same input count", () => {
    const hop = new Hop();
    const msgid = hop.command("C");
    hop.take();
    queued(hop.mesh, hop.target, SOFT - 100_000);
    const { encoder } = hop.source;
    const chunk: number[] = [];
    for (let i = 0; i < 3; i++) {
      encoder.salt = hop.source.sentCount + i;
      encoder.flags = 0;
      chunk.push(...encoder.withAux(CMD.DOM_ECHO, new Uint8Array(60_000)));
    }
    hop.source.sendRaw(Uint8Array.from(chunk), 3);
    expect(hop.takeLines()).toEqual({ source: ["LNK_ERROR RCDA 0x25"], target: ["DOM_ECHO -", "LNK_ERROR DA 0x25"] });
    expect(hop.entries).toMatchObject([{ msgid, dead: true }]);
  });

  test("[LINK-08] LNK messages are never dropped", () => {
    const hop = new Hop();
    queued(hop.mesh, hop.source, HARD - 10_000);
    hop.target.span("another");
    hop.mesh.run(HOLD_OVER_US);
    expect([hop.source.takeLines(), hop.source.isUp]).toEqual([["LNK_SPAN C another@1"], true]);
  });
});

describe("the two ends, first limit", () => {
  function end(): { readonly mesh: Mesh; readonly puppet: Puppet } {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"] });
    return { mesh, puppet: Puppet.join(mesh, "N") };
  }

  test("[LINK-08] an opener does not open over a full queue", () => {
    const { mesh, puppet } = end();
    queued(mesh, puppet, SOFT);
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "hello", flags: 0, tag: 3 });
    mesh.ask("N", { kind: "oneWay", via: { link: puppet.link }, text: "hello", reply: false });
    expect(puppet.take()).toEqual([]);
    expect(mesh.events("requestRefused").map(({ value, extra }) => [value, extra])).toEqual([[0x25, 3], [0x25, -1]]);
  });

  test("[LINK-08] an element of the opener's that overfills the queue aborts its transaction", () => {
    const { mesh, puppet } = end();
    mesh.ask("N", { kind: "open", via: { link: puppet.link }, text: "hello", flags: 0, tag: 3 });
    const [create] = puppet.take();
    queued(mesh, puppet, SOFT);
    mesh.ask("N", { kind: "send", transaction: puppet.transaction(create!.msgid), text: "more" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR DA 0x25"]);
    expect(mesh.events("transactionAborted")).toMatchObject([{ rule: "LINK-08", value: 0x25, extra: 1 }]);
    puppet.send({ flags: "RCDA", msgid: create!.msgid });
    expect(mesh.inspect("N").transactions).toEqual([]);
  });

  test.each(["C", "CD"])("[LINK-08] an answer of the target's that overfills the queue aborts its transaction: opened by %s", (flags) => {
    const { mesh, puppet } = end();
    queued(mesh, puppet, SOFT);
    const msgid = puppet.send({ flags, text: "hello" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCDA 0x25"]);
    if (flags === "C") puppet.send({ flags: "DA", msgid });
    expect(mesh.inspect("N").transactions).toEqual([]);
    expect(mesh.events("transactionClosed")).toHaveLength(1);
    expect(mesh.node("N").core.transactions.count).toBe(0);
  });
});

describe("second limit", () => {
  test("[LINK-08] the link is killed whose queue it is, not the one that a message came from", () => {
    const hop = new Hop();
    queued(hop.mesh, hop.source, HARD - 100);
    hop.target.span("another");
    expect([hop.source.isUp, hop.target.isUp]).toEqual([true, true]);
    hop.mesh.run(HOLD_OVER_US);
    expect([hop.source.hungUp, hop.target.hungUp]).toEqual([0x25, null]);
    expect(hop.mesh.events("queueOverflow")).toMatchObject([{ rule: "LINK-08", link: hop.source.link, value: 0x25, extra: 1 }]);
    expect(hop.mesh.inspect("H").links[hop.source.link]!.session).toBe("down");
  });

  test("[LINK-08] also when it is only told of", () => {
    const hop = new Hop();
    queued(hop.mesh, hop.source, HARD);
    expect(hop.source.isUp).toBe(true);
    queued(hop.mesh, hop.source, HARD + 1);
    expect([hop.source.hungUp, hop.target.isUp]).toEqual([0x25, true]);
    expect(hop.target.takeLines()).toEqual([]);
  });

  test("[LINK-08] a peer that makes us answer without reading is cut off", () => {
    const mesh = new Mesh();
    mesh.add("N");
    const puppet = Puppet.join(mesh, "N");
    queued(mesh, puppet, HARD - 200);
    for (let i = 0; i < 4; i++) puppet.send({ cmd: 0x300101, flags: "CD" });
    expect(puppet.takeLines()).toHaveLength(4);
    queued(mesh, puppet, HARD - 32);
    puppet.send({ cmd: 0x300101, flags: "CD" });
    expect(puppet.hungUp).toBe(0x25);
  });
});
