/** Changes on encrypted links; broken promises that are planted are noticed. */
/* oxlint-disable typescript/unbound-method -- methods are planted over and called with their own `this` */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ProtocolNode } from "../node/protocol-node.ts";
import * as agreement from "../node/secure/agreement.ts";
import { EVENT } from "../node/events.ts";
import { RecordReader, readRecordHead } from "../wire/record.ts";
import { runSecureBatch, SECURE_BATCH, secureNotExercised, SecureTally } from "./secure.ts";

/** What npm test has for its 200,000 inputs in the clear. */
const INPUTS = 500;

vi.mock("../node/secure/agreement.ts", { spy: true });
vi.mock("@noble/ciphers/chacha.js", { spy: true });

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetAllMocks(); // those of whole modules do what they are there for again
});

/** The first broken promise of so many batches. */
function firstBroken(batches: number, tally = new SecureTally()): string | null {
  for (let batch = 0; batch < batches; batch++) {
    const broken = runSecureBatch(1, batch, SECURE_BATCH, tally);
    if (broken !== null) return broken;
  }
  return null;
}

test(`[LINK-02] [WIRE-09] [LINK-06] ${INPUTS} changes on encrypted links: nothing that was changed is accepted, nobody throws, one link at most is lost`, () => {
  const tally = new SecureTally();
  expect(firstBroken(INPUTS / SECURE_BATCH, tally)).toBeNull();
  expect([tally.inputs, tally.handshakes]).toEqual([INPUTS, INPUTS / SECURE_BATCH]);
  expect(secureNotExercised(tally)).toEqual([]);
}, 60_000);

test("the same seed makes the same inputs, whatever ran before; another seed others", () => {
  const counted = (seed: number): string => {
    const tally = new SecureTally();
    for (const batch of [3, 4]) runSecureBatch(seed, batch, 5, tally);
    return JSON.stringify(tally);
  };
  const first = counted(7);
  expect(counted(8)).not.toBe(first);
  expect(counted(7)).toBe(first);
});

test("a run that exercised nothing is said to have proven nothing", () => {
  expect(secureNotExercised(new SecureTally()).length).toBeGreaterThan(50);
});

describe("a promise that is broken on purpose is noticed", () => {
  test("[LINK-02] a tag that is not looked at", () => {
    vi.mocked(chacha20poly1305).mockImplementation(() => ({ encrypt: (bytes: Uint8Array) => Uint8Array.from([...bytes, ...new Uint8Array(16)]), decrypt: (bytes: Uint8Array) => bytes.slice(0, -16) }));
    expect(firstBroken(6)).toMatch(/: \d+ records were opened, \d+ are as they were sent$/);
  });

  test("[LINK-02] a number that is not looked at", () => {
    vi.spyOn(RecordReader.prototype as unknown as { _judgeHead: (held: Uint8Array) => number }, "_judgeHead").mockImplementation((held) => {
      const head = readRecordHead(held);
      return head === null || held.length < head.wireBytes ? -1 : head.wireBytes;
    });
    expect(firstBroken(8)).toMatch(/: \d+ records were opened, \d+ are|has not closed the link|holds more than one/);
  });

  test("[LINK-02] a signature that is not verified", () => {
    vi.mocked(agreement.verifyProof).mockReturnValue(true);
    expect(firstBroken(12)).toMatch(/: the link opened with .*, agreed was /);
  });

  test("[LINK-02] a hash of AUTH that leaves its header out", () => {
    vi.mocked(agreement.authHash).mockImplementation((auth) => auth.slice(160, 192));
    expect(firstBroken(12)).toMatch(/: the link opened with .*, agreed was /);
  });

  test("[WIRE-09] a node that throws", () => {
    const handle = ProtocolNode.prototype.handle;
    vi.spyOn(ProtocolNode.prototype, "handle").mockImplementation(function (this: ProtocolNode, nowUs, input, out) {
      handle.call(this, nowUs, input, out);
      for (let i = 0; i < out.count; i++) if (out.kinds[i] === 5 && out.fields[i * 10] === EVENT.recordUnopened) throw new Error("planted");
    });
    expect(firstBroken(6)).toMatch(/^seed 1, batch \d+, input \d+ \(records, [a-z]+\): planted$/);
  });
});
