import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import { PHASE } from "../node/link-end.ts";
import { EVENT } from "../node/events.ts";
import { EVENT_FIELDS, OUTPUT } from "../node/outbox.ts";
import { BASE } from "../wire/layout.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";

const NAME = "within-limits";
const line = meshOf({ generate: "line:3" }, { commands: [{ at: "1s", do: "announce", node: "A", pfs: { label: "late" } }, { at: "1s", do: "open", as: "t", from: "A", to: "C", text: "one" }] });

describe("[LINK-08] [WIRE-03] tables and queues stay within their limits", () => {
  test("as it should be", () => {
    expect(new CheckedWorld(line).runTo(3_000_000).quiet().verdict(NAME)).toMatchObject({ state: "holds", text: expect.stringMatching(/always within its limit$/) });
  });

  test("a table of SPANs, of transactions and of PFSes that is fuller than it may be is noticed", () => {
    const spans = new CheckedWorld(line, spoil(2, (out, _, { core }) => {
      if (core.nowUs < 1_000_000) return;
      for (let row = 0; row < out.count; row++) if (out.kinds[row] === OUTPUT.event && out.fields[row * EVENT_FIELDS] === EVENT.relayOpened) core.links[1]!.spansSent = LIMITS.spansPerLinkMax + 1;
    }));
    expect(spans.runTo(2_000_000).verdict(NAME).text).toMatch(/^SPANs that B sent on B-C: 16.385, at most 16.384$/);
    const received = new CheckedWorld(line).runTo(900_000);
    const { core } = received.world.nodes[2]!.protocol;
    Object.defineProperty(core.transactions, "count", { get: () => 2 * LIMITS.transactionsPerNodeMax + 1 });
    expect(received.runTo(2_000_000).verdict(NAME).text).toMatch(/^transactions and entries of C: 131.073, at most 131.072$/);
    const offered = new CheckedWorld(line).runTo(900_000);
    const { own } = offered.world.nodes[0]!.protocol.core.pfs;
    const push = own.push.bind(own);
    own.push = (...more) => push(...Array.from({ length: LIMITS.pfsPerNodeMax }, () => more[0]!));
    expect(offered.runTo(2_000_000).verdict(NAME).text).toMatch(/^PFSes that A offers: 65, at most 64$/);
  });

  test("a header that is larger than any may be is noticed, by its bytes", () => {
    const large = spoil(1, (out) => {
      for (let row = 0; row < out.count; row++) if (out.kinds[row] === OUTPUT.transmit) out.bytes[row]![BASE.fields.cmd.offset] = 33;
    });
    expect(new CheckedWorld(line, large).runTo(100_000).verdict(NAME).text).toMatch(/^bytes of a header that A sent: 2.112, at most 2.048$/);
  });

  test("[LINK-08] a send queue that its node does not bound is noticed", () => {
    const slow = meshOf({ nodes: ["A", "B"].map((id) => ({ id, pfs: [{ label: id }] })), links: [{ a: "A", b: "B", model: { bandwidthBytesPerS: 100_000 } }] }, { commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "B", text: "x" }] });
    const big = new Uint8Array(60_000);
    const flood = spoil(1, (out, input, { core }) => {
      if (input.kind === "request" && core.links[0]?.phase === PHASE.open) for (let i = 0; i < 400; i++) out.transmit(0, big);
    });
    expect(new CheckedWorld(slow, flood).runTo(1_000_000).verdict(NAME).text).toMatch(/^bytes that wait at A for A-B: 2\d.\d+.\d+, at most 16.844.800$/);
  });
});
