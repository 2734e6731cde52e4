import { describe, expect, test } from "vitest";
import type { NodeInput } from "../node/inputs.ts";
import type { Outbox } from "../node/outbox.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import { BASE_BYTES } from "../wire/constants.ts";
import { sealHeader } from "../wire/crc.ts";
import { BASE } from "../wire/layout.ts";
import type { MakeNode } from "../sim/sim-node.ts";
import { CheckedWorld, meshOf } from "./checks.testkit.ts";

const NAME = "corrupted-refused";

/** A node that takes every header for right: as if it did not look at its CRC. */
class Trusting extends ProtocolNode {
  override handle(nowUs: number, input: NodeInput, out: Outbox): void {
    if (input.kind !== "bytes" || input.bytes.length < BASE_BYTES) return super.handle(nowUs, input, out);
    const bytes = input.bytes.slice();
    const bigEndian = bytes[0] === 0x48;
    const headerBytes = Math.min(bytes.length, bytes[BASE.fields.cmd.offset + (bigEndian ? 3 : 0)]! * 64);
    sealHeader(bytes, 0, headerBytes >= BASE_BYTES ? headerBytes : BASE_BYTES, bigEndian, this.core.config.switches.plainCrc);
    return super.handle(nowUs, { ...input, bytes }, out);
  }
}
const trusting: MakeNode<ProtocolNode> = (config, identities, random) => (config.number === 2 ? new Trusting(config, identities, random) : new ProtocolNode(config, identities, random));

const corrupt = (more: object = {}, switches: object = {}) =>
  meshOf({ nodes: ["A", "B"].map((id) => ({ id, pfs: [{ label: id }] })), links: [{ a: "A", b: "B", ...more }] }, { switches, commands: [{ at: "1s", do: "impair", link: "A-B", model: { corruptPerMillion: 400_000 } }, { at: "30s", do: "impair", link: "A-B", model: { corruptPerMillion: 0 } }] });

describe("[WIRE-04] [WIRE-05] nobody acts upon changed bytes", () => {
  test.each([["CRC-32C", {}, {}], ["plain CRC-32", {}, { plainCrc: true }], ["an encrypted link", { security: "require" }, {}], ["shared memory with CRCs", { kind: "shm" }, {}]])("%s: every one is refused", (_, link, switches) => {
    const run = new CheckedWorld(corrupt(link, switches)).runTo(40_000_000).quiet();
    expect(run.verdict(NAME)).toMatchObject({ state: "holds", text: expect.stringMatching(/^\d+ messages with changed bytes, none of them acted upon$/) });
    expect(run.verdict(NAME).judged).toBeGreaterThan(5);
    expect(run.in("violated")).toEqual([]);
  });

  test("a node that does not look at the CRC of headers is noticed", () => {
    const run = new CheckedWorld(corrupt(), trusting).runTo(40_000_000);
    expect(run.verdict(NAME)).toMatchObject({ state: "violated", text: expect.stringMatching(/^B took message \d+ from A-B for good, whose bytes were changed on the way$/) });
  });

  test("[SHM-01] where CRCs were negotiated away nothing would tell, and it says so", () => {
    const run = new CheckedWorld(corrupt({ kind: "shm", shm: { crcOptional: true } })).runTo(40_000_000);
    expect(run.verdict(NAME).text).toMatch(/went over shared memory without CRCs, where nothing would tell$/);
    expect(run.verdict(NAME).state).not.toBe("violated");
  });

  /** The number of a message that is in flight from A to B at 1.0005 s. */
  function underWay(): { readonly run: CheckedWorld; readonly message: number; readonly bytes: Uint8Array } {
    let message = -1;
    let bytes = new Uint8Array(0);
    const scenario = meshOf({ generate: "line:2" }, { commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "B", text: "0123456789" }] });
    const run = new CheckedWorld(scenario, undefined);
    while (run.world.nextTimeUs <= 1_000_000) {
      run.world.step();
      const { trace } = run.world;
      for (let row = 0; row < trace.count; row++) {
        if (trace.bytes[row] === undefined) continue;
        message = trace.fields[row * 16 + 4]!;
        bytes = trace.bytes[row]!.slice() as Uint8Array<ArrayBuffer>;
      }
      run.checks.afterStep();
      run.world.trace.drain();
    }
    return { run, message, bytes };
  }
  const apply = (run: CheckedWorld, command: Parameters<CheckedWorld["world"]["apply"]>[0]): void => {
    expect(run.world.apply(command)).toBeNull();
    run.checks.afterStep();
    run.world.trace.drain();
  };

  test("[WIRE-09] a receiver that waits for what a flipped size promises has not acted upon it, and does not later", () => {
    const { run, message } = underWay();
    apply(run, { do: "corruptMessage", message, bit: 8 * BASE.fields.cmd.offset + 4 });
    expect(run.runTo(1_002_000).verdict(NAME)).toMatchObject({ state: "unknown" });
    expect(run.runTo(20_000_000).quiet().verdict(NAME)).toMatchObject({ state: "holds", judged: 1 });
  });

  test("a bit that is flipped twice is as it was", () => {
    const { run, message } = underWay();
    for (const _ of [1, 2]) apply(run, { do: "corruptMessage", message, bit: 300 });
    expect(run.runTo(5_000_000).quiet().verdict(NAME).state).toBe("unknown");
    expect(run.world.links[0]!.incarnation).toBe(1);
  });

  test("a copy of a changed message is changed, too", () => {
    const { run, message } = underWay();
    apply(run, { do: "corruptMessage", message, bit: 300 });
    apply(run, { do: "duplicateMessage", message });
    run.runTo(20_000_000).quiet();
    expect(run.in("violated")).toEqual([]);
    expect(run.verdict(NAME).state).toBe("holds");
  });

  test("forged bytes with the right sums cannot be told from true ones; with wrong ones they must be refused", () => {
    const right = underWay();
    apply(right.run, { do: "forgeMessage", message: right.message, bytes: Buffer.from(right.bytes).toString("hex") });
    expect(right.run.runTo(5_000_000).verdict(NAME).state).toBe("unknown");
    const wrong = underWay();
    wrong.bytes[20]! ^= 1;
    apply(wrong.run, { do: "forgeMessage", message: wrong.message, bytes: Buffer.from(wrong.bytes).toString("hex") });
    expect(wrong.run.runTo(5_000_000).verdict(NAME)).toMatchObject({ state: "holds", judged: 1 });
  });
});
