import { describe, expect, test } from "vitest";
import { commandOf, freshGenerator, NEW_GENERATOR } from "./generator-form.ts";

describe("the form of a generator", () => {
  test("as it opens: from any node to any PFS, until it is stopped", () => {
    expect(commandOf(NEW_GENERATOR, "load", 7)).toEqual({ do: "generate", as: "load", service: "echo", everyUs: 50_000, bytes: { least: 16, most: 256 }, holdUs: 100_000 });
  });

  test("each service has what belongs to it and nothing else", () => {
    const all = { ...NEW_GENERATOR, from: "A", to: "pfsD", random: true, burst: "3", ends: "count" as const };
    const common = { do: "generate", as: "g", from: ["A"], everyUs: 50_000, random: true, burst: 3, count: 100 };
    expect(commandOf({ ...all, service: "oneWay", bytesMost: "16" }, "g", 0)).toEqual({ ...common, to: ["pfsD"], service: "oneWay", bytes: 16 });
    expect(commandOf({ ...all, service: "shell", holdLeastMs: "0" }, "g", 0)).toEqual({ ...common, to: ["pfsD"], service: "shell", text: "stats", holdUs: { least: 0, most: 100_000 } });
    expect(commandOf({ ...all, service: "lock" }, "g", 0)).toEqual({ ...common, service: "lock", holdUs: 100_000, lock: { keys: ["/"], domain: "ATTR", state: "SHARED" } });
    expect(commandOf({ ...all, service: "commit" }, "g", 0)).toEqual({ ...common, service: "commit", bytes: { least: 16, most: 256 } });
  });

  test("an end after a time is counted from now", () => {
    expect(commandOf({ ...NEW_GENERATOR, ends: "time", seconds: "2.5" }, "g", 1_000_000)?.untilUs).toBe(3_500_000);
  });

  test.each([{ everyMs: "" }, { everyMs: "-1" }, { burst: "x" }, { bytesLeast: "9", bytesMost: "3" }, { holdMostMs: "1" }, { ends: "count" as const, count: "" }])("%j is no command", (change) => {
    expect(commandOf({ ...NEW_GENERATOR, ...change }, "g", 0)).toBeNull();
  });

  test("names are fresh", () => {
    expect([freshGenerator([]), freshGenerator([{ name: "load" }]), freshGenerator([{ name: "load" }, { name: "load2" }])]).toEqual(["load", "load2", "load3"]);
  });
});
