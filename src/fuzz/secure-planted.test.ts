/** Changes on encrypted links: broken promises that are planted are noticed. Modules are spied upon, so these tests have a world of their own. */
/* oxlint-disable typescript/unbound-method -- methods are planted over and called with their own `this` */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ProtocolNode } from "../node/protocol-node.ts";
import * as agreement from "../node/secure/agreement.ts";
import { EVENT } from "../node/events.ts";
import { RecordReader, readRecordHead } from "../wire/record.ts";
import { firstBrokenSecurely } from "./secure.testkit.ts";

vi.mock("../node/secure/agreement.ts", { spy: true });
vi.mock("@noble/ciphers/chacha.js", { spy: true });

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetAllMocks(); // those of whole modules do what they are there for again
});

describe("a promise that is broken on purpose is noticed", () => {
  test("[LINK-02] a tag that is not looked at", () => {
    vi.mocked(chacha20poly1305).mockImplementation(() => ({ encrypt: (bytes: Uint8Array) => Uint8Array.from([...bytes, ...new Uint8Array(16)]), decrypt: (bytes: Uint8Array) => bytes.slice(0, -16) }));
    expect(firstBrokenSecurely(6)).toMatch(/: \d+ records were opened, \d+ are as they were sent$/);
  });

  test("[LINK-02] a number that is not looked at", () => {
    vi.spyOn(RecordReader.prototype as unknown as { _judgeHead: (held: Uint8Array) => number }, "_judgeHead").mockImplementation((held) => {
      const head = readRecordHead(held);
      return head === null || held.length < head.wireBytes ? -1 : head.wireBytes;
    });
    expect(firstBrokenSecurely(8)).toMatch(/: \d+ records were opened, \d+ are|has not closed the link|holds more than one/);
  });

  test("[LINK-02] a signature that is not verified", () => {
    vi.mocked(agreement.verifyProof).mockReturnValue(true);
    expect(firstBrokenSecurely(12)).toMatch(/: the link opened with .*, agreed was /);
  });

  test("[LINK-02] a hash of AUTH that leaves its header out", () => {
    vi.mocked(agreement.authHash).mockImplementation((auth) => auth.slice(160, 192));
    expect(firstBrokenSecurely(12)).toMatch(/: the link opened with .*, agreed was /);
  });

  test("[WIRE-09] a node that throws", () => {
    const handle = ProtocolNode.prototype.handle;
    vi.spyOn(ProtocolNode.prototype, "handle").mockImplementation(function (this: ProtocolNode, nowUs, input, out) {
      handle.call(this, nowUs, input, out);
      for (let i = 0; i < out.count; i++) if (out.kinds[i] === 5 && out.fields[i * 10] === EVENT.recordUnopened) throw new Error("planted");
    });
    expect(firstBrokenSecurely(6)).toMatch(/^seed 1, batch \d+, input \d+ \(records, [a-z]+\): planted$/);
  });
});
