import { describe, expect, test } from "vitest";
import { readU32 } from "../base/bytes.ts";
import { CMD } from "../wire/constants.ts";
import { BASE } from "../wire/layout.ts";
import { OUTPUT } from "../node/outbox.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";
import { SentHeader } from "./sent-header.ts";

/** A line A-B-C-D over which A talks to D; one transaction stays open, another is closed. */
const TALK = meshOf(
  { generate: "line:4" },
  {
    commands: [
      { at: "1s", do: "open", as: "t", from: "A", to: "D", text: "one" },
      { at: "1s", do: "open", as: "u", from: "A", to: "D", text: "one", close: true },
      { at: "2s", do: "send", transaction: "t", text: "two" },
    ],
  },
);
const core = (run: CheckedWorld, node: number): ProtocolNode["core"] => run.world.nodes[node]!.protocol.core;
const records = (run: CheckedWorld, node: number) => [...core(run, node).transactions.all()];
const opened = (): CheckedWorld => new CheckedWorld(TALK).runTo(5_000_000);

describe("[TX-02] [ROUTE-03] once quiet, both ends of a transaction say the same", () => {
  test("one that is open at both ends and one that is forgotten by both", () => {
    expect(opened().quiet().verdict("transactions-agree")).toEqual({ state: "holds", text: "2 transactions compared, each the same at both ends and between them", judged: 2 });
  });

  test("an end that forgot what the other keeps is noticed", () => {
    const target = opened();
    core(target, 3).transactions.remove(records(target, 3)[0]!);
    expect(target.quiet().verdict("transactions-agree").text).toMatch(/^A still keeps transaction .*, which its target forgot$/);
    const opener = opened();
    core(opener, 0).transactions.remove(records(opener, 0)[0]!);
    expect(opener.quiet().verdict("transactions-agree").text).toMatch(/^D still keeps transaction .*, which its opener forgot$/);
  });

  test("ends, and a hop between them, that disagree about a half are noticed", () => {
    const hop = opened();
    records(hop, 2)[0]!.bits |= 2;
    expect(hop.quiet().verdict("transactions-agree").text).toMatch(/^C and A disagree on which halves/);
  });

  test("[TX-06] a node that swallows an abort on its way is noticed", () => {
    const scenario = meshOf({ generate: "line:4" }, { commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "D", text: "one" }, { at: "2s", do: "abort", transaction: "t" }] });
    const header = new SentHeader();
    const deaf = spoil(2, (out, _, { core: { links } }) => {
      for (let row = 0; row < out.count; row++) {
        const bytes = out.bytes[row];
        if (out.kinds[row] !== OUTPUT.transmit || !bytes) continue;
        header.read(bytes);
        if (!header.isRouted || !header.isAbort || header.isReply || header.base !== CMD.LNK_ERROR) continue;
        // It becomes a PING: counters and CRCs stay as they should be.
        const { encoder } = links[1]!;
        encoder.salt = readU32(bytes, BASE.fields.salt.offset, false);
        encoder.flags = 0;
        encoder.msgidHi = encoder.msgidLo = encoder.spanidHi = encoder.spanidLo = encoder.error = 0;
        out.bytes[row] = encoder.header(CMD.LNK_PING);
      }
    });
    expect(new CheckedWorld(scenario, deaf).runTo(8_000_000).quiet().verdict("transactions-agree").state).toBe("violated");
    expect(new CheckedWorld(scenario).runTo(8_000_000).quiet().verdict("transactions-agree").state).toBe("holds");
  });

  test("one that somebody forged messages of is left out, the others are compared", () => {
    const run = opened();
    const { msgidHi, msgidLo, outSide } = records(run, 0)[0]!;
    // An element of it, put into the mouth of A.
    const { encoder, sentCount } = core(run, 0).links[0]!;
    Object.assign(encoder, { flags: 0, msgidHi, msgidLo, spanidHi: outSide.spanidHi, spanidLo: outSide.spanidLo, error: 0, salt: sentCount & 255 });
    const bytes = Buffer.from(encoder.header(CMD.DOM_ECHO)).toString("hex");
    expect(run.world.apply({ do: "inject", link: "A-B", from: "A", bytes, how: "sender" })).toBeNull();
    run.runTo(6_000_000);
    records(run, 2)[0]!.bits |= 2;
    expect(run.world.links[0]!.incarnation).toBe(1);
    expect(run.quiet().verdict("transactions-agree")).toMatchObject({ state: "holds", text: expect.stringMatching(/; 1 not judged: somebody forged messages of them$/) });
  });
});
