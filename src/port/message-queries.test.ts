import { describe, expect, test } from "vitest";
import { HostRig } from "./host.testkit.ts";
import { readMessageQuery } from "./host-message-queries.ts";

const HEX_MAX = 200;

describe("questions of the message inspector", () => {
  test("are answered out of the run, and bytes that were put on a link have a verdict", () => {
    const rig = new HostRig();
    rig.host.start();
    rig.play(3_000);
    rig.control({ control: "pause" });
    expect(rig.query({ query: "injections" })).toEqual({ query: "injections", injections: [] });
    expect(rig.command({ do: "inject", link: "A-B", from: "A", bytes: "00".repeat(64), how: "raw" })).toBeNull();
    const wait = (rig.frame.nowUs ?? 0) + 100_000;
    rig.control({ control: "runTo", atUs: wait });
    rig.play(500);
    expect(rig.query({ query: "injections" })).toMatchObject({ injections: [{ how: "raw", link: "A-B", from: "A", to: "B", state: "sent", verdict: { kind: "unreadable", rule: "WIRE-02" } }] });
    expect(rig.query({ query: "way", message: 0 })).toMatchObject({ way: { kind: "passed on", at: 0, hops: [{ message: 0 }] } });
    expect(rig.query({ query: "way", message: 1e9 })).toEqual({ query: "way", way: null });
    expect(rig.query({ query: "compare", message: 0, with: { message: 1 } })).toMatchObject({ comparison: { a: { message: 1 }, b: { message: 0 } }, error: null });
    expect(rig.query({ query: "compare", message: 0, with: "previousHop" })).toMatchObject({ comparison: null, error: expect.stringContaining("No hop") as string });
  });

  test("are read as if a stranger had asked", () => {
    const sheet = { query: "sheet", hex: "3248", edit: null, end: null };
    expect(readMessageQuery(sheet, HEX_MAX)).toEqual(sheet);
    const whole = [
      { ...sheet, end: { link: "A-B", from: "A" } },
      { ...sheet, edit: { edit: "field", struct: "s", name: "f", value: "1" } },
      { ...sheet, edit: { edit: "bytes", offset: 3, value: "00" } },
      { ...sheet, edit: { edit: "aux", text: "t" } },
      { ...sheet, edit: { edit: "auxHex", value: "00" } },
      { ...sheet, edit: { edit: "fix", crc: "aux_crc" } },
      { ...sheet, edit: { edit: "count", count: 5 } },
      { query: "compare", message: 5, with: { message: 6 } },
      { query: "compare", message: 5, with: "previousElement" },
      { query: "way", message: 5 },
      { query: "injections" },
    ];
    for (const one of whole) expect(readMessageQuery(one, HEX_MAX)).toEqual(one);
    const broken = [
      { ...sheet, hex: "00".repeat(HEX_MAX) },
      { ...sheet, hex: 5 },
      { ...sheet, end: { link: "A-B" } },
      { ...sheet, end: "A-B" },
      { ...sheet, edit: { edit: "field", struct: "s", name: "f", value: 1 } },
      { ...sheet, edit: { edit: "bytes", offset: -1, value: "00" } },
      { ...sheet, edit: { edit: "fix", crc: "all" } },
      { ...sheet, edit: { edit: "count", count: Number.NaN } },
      { ...sheet, edit: { edit: "everything" } },
      { ...sheet, edit: undefined },
      { query: "compare", message: 5, with: "previousEverything" },
      { query: "compare", message: 5.5, with: "previousHop" },
      { query: "compare", message: 5, with: { message: "6" } },
      { query: "way", message: "5" },
      { query: "nothing" },
    ];
    for (const one of broken) expect(readMessageQuery(one, HEX_MAX)).toBeNull();
  });
});
