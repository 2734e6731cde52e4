import { describe, expect, test } from "vitest";
import { readU32, writeU32 } from "../base/bytes.ts";
import type { Outbox } from "../node/outbox.ts";
import { EVENT_FIELDS, OUTPUT } from "../node/outbox.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { BASE } from "../wire/layout.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";

const { cmd, error, salt, spanid } = BASE.fields;

/** A line A-B-C over which A talks to C; B is the hop that does something wrong. */
const TALK = meshOf({ generate: "line:3" }, { commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "C", text: "one" }, { at: "2s", do: "send", transaction: "t", text: "two" }, { at: "3s", do: "send", transaction: "t", text: "three" }] });

/** The rows with a routed command that a node is about to send. */
function commandsIn(out: Outbox): number[] {
  const rows: number[] = [];
  for (let row = 0; row < out.count; row++) {
    const bytes = out.bytes[row];
    if (out.kinds[row] !== OUTPUT.transmit || !bytes) continue;
    if ((readU32(bytes, spanid.offset, false) | readU32(bytes, spanid.offset + 4, false)) !== 0 && (readU32(bytes, cmd.offset, false) & 0x2000_0000) === 0) rows.push(row);
  }
  return rows;
}

/** What is said of a run in which B does something to the second command that it sends on, its counter and CRC as they should be. */
function saidOf(how: (out: Outbox, row: number, seal: (bytes: Uint8Array) => Uint8Array, node: ProtocolNode) => void): string {
  let commands = 0;
  const fault = spoil(2, (out, _, node) => {
    for (const row of commandsIn(out)) {
      const { encoder } = node.core.links[out.fields[row * EVENT_FIELDS + 2]!]!;
      if (++commands === 2) how(out, row, (bytes) => encoder.resend(bytes, readU32(bytes, salt.offset, false)).slice(), node);
    }
  });
  const verdict = new CheckedWorld(TALK, fault).runTo(5_000_000).verdict("in-order");
  expect(verdict.state).toBe("violated");
  return verdict.text;
}

describe("[ROUTE-04] what is said of a message that is not the next", () => {
  test("how many were sent before it and have not come", () => {
    let commands = 0;
    const fault = spoil(2, (out, _, { core }) => {
      for (const row of commandsIn(out)) {
        if (++commands !== 2) continue;
        core.links[out.fields[row * EVENT_FIELDS + 2]!]!.sentCount--;
        out.kinds[row] = OUTPUT.cancelTimer;
        out.fields[row * EVENT_FIELDS + 8] = 99;
      }
    });
    // What follows it has been sent when it comes, and was not sent before it.
    const more = meshOf({ generate: "line:3" }, { commands: [...TALK.commands.map(({ atUs, command }) => ({ at: atUs, ...command })), { at: 3_000_001, do: "send", transaction: "t", text: "four" }] });
    expect(new CheckedWorld(more, fault).runTo(5_000_000).verdict("in-order").text).toMatch(/^C received a message of transaction \S+ that is not the next of its commands: 1 sent before it has not come$/);
  });

  test("that it came already, or that nobody sent it", () => {
    const said = saidOf((out, row, seal, { core }) => {
      const link = out.fields[row * EVENT_FIELDS + 2]!;
      const bytes = out.bytes[row]!.slice();
      writeU32(bytes, salt.offset, (readU32(bytes, salt.offset, false) & ~0xff) | ((readU32(bytes, salt.offset, false) + 1) & 0xff), false);
      core.links[link]!.sentCount++;
      out.transmit(link, seal(bytes));
    });
    expect(said).toMatch(/^C received a message of transaction \S+ as one of its commands that came already, or that nobody sent$/);
  });

  test("that its header is not the one with which it was sent", () => {
    const said = saidOf((out, row, seal) => {
      const bytes = out.bytes[row]!.slice();
      writeU32(bytes, error.offset, 0x25, false);
      out.bytes[row] = seal(bytes);
    });
    expect(said).toMatch(/^C received the next command of transaction \S+ with other flags, another command or another error than it was sent with$/);
  });

  test("[WIRE-05] [SHM-01] what CRC its aux data came with, where none was sent: a hop that counts CRC-32 put it there", () => {
    const wrong = meshOf(
      { nodes: [{ id: "A" }, { id: "B" }, { id: "C", pfs: [{ label: "C" }] }], links: [{ a: "A", b: "B", kind: "shm", shm: { crcOptionalA: true, crcOptionalB: true } }, { a: "B", b: "C" }] },
      { switches: { plainCrc: true }, commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "C", text: "x" }] },
    );
    const { state, text } = new CheckedWorld(wrong).runTo(2_000_000).verdict("in-order");
    expect(state).toBe("violated");
    expect(text).toMatch(/^C received the next command of transaction \S+ with aux CRC [0-9a-f]{8}; it was sent without one, and CRC-32C of its aux data is [0-9a-f]{8}$/);
  });

  test("[WIRE-05] [SHM-01] and the other way round", () => {
    const wrong = meshOf(
      { nodes: [{ id: "A" }, { id: "B" }, { id: "C", pfs: [{ label: "C" }] }], links: [{ a: "A", b: "B" }, { a: "B", b: "C", kind: "shm", shm: { crcOptionalA: true, crcOptionalB: true } }] },
      { switches: { plainCrc: true }, commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "C", text: "x" }] },
    );
    expect(new CheckedWorld(wrong).runTo(2_000_000).verdict("in-order").text).toMatch(/^C received the next command of transaction \S+ without an aux CRC, CRC-32C of its aux data is [0-9a-f]{8}; it was sent with [0-9a-f]{8}$/);
  });
});
