import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../base/limits.ts";
import { readEmbedMessage, type EmbedRequest } from "./embed-messages.ts";
import { isEmbedded, readEmbedOptions } from "./embed-options.ts";

describe("the address of an embedded lab", () => {
  test("says what to open and how to look; what it leaves out has a meaning", () => {
    expect([isEmbedded("?embed=1"), isEmbedded("?embed=0"), isEmbedded("?x=1")]).toEqual([true, false, false]);
    expect(readEmbedOptions("?embed=1")).toEqual({ ok: true, value: { source: null, seed: null, speedUsPerS: null, theme: null, play: true, controls: true, panels: [], origin: null } });
    const whole = readEmbedOptions("?embed=1&topology=ring:12&seed=7&speed=1/50&theme=light&play=0&controls=0&panels=events,inspector&origin=https://school.example");
    expect(whole).toEqual({ ok: true, value: { source: { topology: "ring:12" }, seed: 7, speedUsPerS: 20_000, theme: "light", play: false, controls: false, panels: ["events", "inspector"], origin: "https://school.example" } });
    const fastest = readEmbedOptions("?speed=max");
    expect(fastest.ok && fastest.value.speedUsPerS).toBe(Number.POSITIVE_INFINITY);
  });

  test("that is wrong names each parameter and what was expected", () => {
    const read = readEmbedOptions("?embed=1&seed=x&theme=pink&play=maybe&panels=events,stove&speed=0&origin=school&scenario=A B&topology=ring:5");
    expect(read.ok ? [] : read.error.map((fault) => fault.split(":")[0])).toEqual(["scenario", "seed", "speed", "theme", "play", "panels", "origin"]);
    const both = readEmbedOptions("?scenario=a&topology=ring:5");
    expect(both.ok ? [] : both.error).toEqual(["topology: expected nothing beside scenario, which brings its own"]);
    const long = readEmbedOptions(`?topology=${"x".repeat(500)}`);
    expect(long.ok ? "" : long.error[0]!.length).toBeLessThan(200);
  });
});

describe("messages to an embedded lab", () => {
  const read = (message: Record<string, unknown>): EmbedRequest | string => {
    const asked = readEmbedMessage({ spanscope: 1, ...message });
    if (asked === null) return "nothing";
    return asked.request.ok ? asked.request.value : `${asked.request.error.where}: expected ${asked.request.error.expected}`;
  };

  test("are a closed list", () => {
    expect(read({ do: "cut", link: "B-C" })).toEqual({ do: "cut", link: "B-C", how: "close" });
    expect(read({ do: "seek", row: 418 })).toEqual({ do: "seek", to: { row: 418 } });
    expect(read({ do: "seek", atUs: 5 })).toEqual({ do: "seek", to: { atUs: 5 } });
    expect(read({ do: "speed", speed: "1/50" })).toEqual({ do: "speed", usPerS: 20_000 });
    expect(read({ do: "load", topology: "ring:5", seed: 3 })).toEqual({ do: "load", source: { topology: "ring:5", seed: 3 } });
    expect(read({ do: "load", run: "abc" })).toEqual({ do: "load", source: { code: "abc" } });
    expect(read({ do: "crash", node: "A" })).toContain("do: expected one of hello, load");
    expect(read({ do: "cut", link: "B-C", node: "A" })).toBe("node: expected nothing of that name with cut");
    expect(read({ do: "cut", link: 7 })).toContain("link: expected");
    expect(read({ do: "cut", link: "B-C", how: "gently" })).toContain("how: expected one of");
    expect(read({ do: "seek", row: 1, atUs: 1 })).toContain("row: expected");
    expect(read({ do: "seek", row: -1 })).toContain("row: expected");
    expect(read({ do: "load", scenario: "a", topology: "b" })).toContain("exactly one of");
    expect(read({ do: "load", scenario: "a", seed: 1 })).toContain("seed: expected");
    expect(read({ do: "load", run: "x".repeat(LIMITS.linkCharsMax + 1) })).toContain("run: expected");
    expect(read({ spanscope: 2, do: "play" })).toContain("spanscope: expected 1");
  });

  test("of other kinds are passed over, and nothing makes the reader throw", () => {
    for (const other of [null, 7, "text", [], {}, { type: "webpackOk" }]) expect(readEmbedMessage(other)).toBeNull();
    expect(readEmbedMessage({ spanscope: 1, id: 7, do: "play" })).toMatchObject({ id: 7 });
    expect(readEmbedMessage({ spanscope: 1, id: "7", do: "play" })).toMatchObject({ id: null });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("do", "link", "how", "row", "atUs", "speed", "run", "json", "scenario", "topology", "seed", "__proto__", "id"), fc.anything()), (fields) => {
        expect(readEmbedMessage({ ...fields, spanscope: 1 })).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
