import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ok, fail } from "../base/result.ts";
import { huntCommand, type HuntMachine, type HuntRequest } from "./hunt.ts";
import type { HuntOutput, HuntPart } from "./hunt-output.ts";
import { mergeCommand } from "./merge.ts";
import { publishedSchemas } from "./schema.ts";

const PLAIN: HuntRequest = { seeds: { first: 1, last: 6 }, variants: [], shard: { number: 1, of: 1 }, workers: 1, json: true };

/** A machine whose files are a map, and whose clock only goes where a test moves it. */
class Machine implements HuntMachine {
  readonly files = new Map<string, string>();
  readonly lines: string[] = [];
  readonly read: string[] = [];
  interruptedAfter = Number.POSITIVE_INFINITY;
  private _asked = 0;

  readText(path: string): ReturnType<HuntMachine["readText"]> {
    this.read.push(path);
    const text = this.files.get(path);
    return text === undefined ? fail("ENOENT: no such file or directory") : ok(text);
  }

  writeText(path: string, text: string): ReturnType<HuntMachine["writeText"]> {
    this.files.set(path, text);
    return ok(null);
  }

  nowMs(): number {
    return 1_000 * this._asked;
  }

  cpuUs(): number {
    return 500_000 * this._asked;
  }

  peakBytes(): number {
    return 1;
  }

  isInterrupted(): boolean {
    return ++this._asked > this.interruptedAfter;
  }

  progress(line: string): void {
    this.lines.push(line);
  }

  makeFolder(): ReturnType<HuntMachine["makeFolder"]> {
    return ok(null);
  }
}

async function hunt(request: Partial<HuntRequest>, machine = new Machine()): Promise<{ output: HuntOutput; exitCode: number; errors: readonly string[] }> {
  const { lines, exitCode, errors } = await huntCommand({ ...PLAIN, ...request }, machine);
  return { output: JSON.parse(lines[0] ?? "null") as HuntOutput, exitCode, errors };
}

function accepted(name: string, value: unknown): boolean {
  return z.fromJSONSchema(JSON.parse(publishedSchemas().get(name)!) as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).success;
}

describe("shards", () => {
  test("joined say the same as one hunt of all seeds, whatever their order; a shard that came twice counts once", async () => {
    const machine = new Machine();
    const whole = await hunt({}, machine);
    for (const number of [1, 2, 3]) await hunt({ shard: { number, of: 3 }, out: `${number}.json` }, machine);
    machine.files.set("again.json", machine.files.get("2.json")!);
    const merged = mergeCommand({ parts: ["3.json", "again.json", "1.json", "2.json"], json: true }, machine);
    expect(merged).toMatchObject({ exitCode: 0, errors: [] });
    expect(machine.read, "no part is kept: what comes again is compared with what is read again").toEqual(["3.json", "again.json", "1.json", "2.json", "again.json"]);
    const joined = JSON.parse(merged.lines[0]!) as HuntOutput;
    expect(joined.report).toEqual(whole.output.report);
    expect(joined).toMatchObject({ shards: ["1/3", "2/3", "3/3"], complete: true, measured: null });
    expect([accepted("hunt-1.schema.json", joined), accepted("hunt-1.schema.json", whole.output), accepted("hunt-part-1.schema.json", JSON.parse(machine.files.get("1.json")!))]).toEqual([true, true, true]);
    expect(whole.output.measured!.coreSecondsPerSeed).toBeGreaterThan(0);
  });

  test("that are not whole, not of one hunt, or do not agree are refused, and it is said why", async () => {
    const machine = new Machine();
    for (const number of [1, 2]) await hunt({ shard: { number, of: 2 }, out: `${number}.json` }, machine);
    const part = (name: string): HuntPart => JSON.parse(machine.files.get(name)!) as HuntPart;
    const changed = (name: string, change: (part: HuntPart) => object): string => {
      machine.files.set("x.json", JSON.stringify({ ...part(name), ...change(part(name)) }));
      return "x.json";
    };
    const said = (...parts: string[]): string => {
      const { exitCode, errors, lines } = mergeCommand({ parts, json: true }, machine);
      expect(lines).toEqual([]);
      return `${exitCode} ${errors.join("; ")}`;
    };
    expect(said("1.json")).toBe("1 of 2 shards these are missing: 2");
    expect(said("1.json", changed("2.json", ({ records }) => ({ records: records.slice(1) })))).toBe("1 x.json: shard 2/2 lacks 1 of its 3 seeds, the first is 2");
    expect(said("1.json", changed("2.json", ({ records }) => ({ records: [...records, records[0]] })))).toBe("1 x.json: seed 2 is there twice");
    expect(said("1.json", changed("2.json", ({ records }) => ({ records: [...records, part("1.json").records[0]] })))).toContain("has 1 seeds of others, the first is 1");
    expect(said("1.json", "2.json", changed("2.json", ({ records }) => ({ records: records.map((one) => ({ ...one, digest: "0" })) })))).toMatch(/^1 seed 2: 2.json and x.json do not agree: digest "[0-9a-f]{16}" and "0"/);
    expect(said("1.json", changed("2.json", () => ({ engine: "0" })))).toMatch(/^1 x.json: engine 0, but 1.json has \d+: they are not parts of one hunt$/);
    expect(said("1.json", changed("2.json", () => ({ variants: ["no-hold"] })))).toContain("variants no-hold, but 1.json has none");
    expect(said("1.json", changed("2.json", () => ({ spanscopeHunt: 2 })))).toMatch(/^2 x.json: spanscopeHunt: /);
    expect(said("1.json", changed("2.json", ({ records }) => ({ records: records.map((one) => ({ ...one, digest: "0" })) })), "2.json"), "whichever came first").toMatch(/^1 seed 2: x.json and 2.json do not agree: digest "0" and "[0-9a-f]{16}"; seed 4: /);
    expect(said("1.json", "nowhere.json")).toBe("2 nowhere.json cannot be read (ENOENT: no such file or directory)");
  });
});

describe("a hunt", () => {
  test("that is interrupted ends with the report of what was done, and its part is not whole", async () => {
    const machine = new Machine();
    machine.interruptedAfter = 2;
    const { output, exitCode } = await hunt({ seeds: { first: 1, last: 400 }, out: "part.json" }, machine);
    expect(exitCode).toBe(130);
    expect(output).toMatchObject({ complete: false, report: { seeds: { hunted: 2, hold: 2 } } });
    expect(machine.lines.at(-1)).toBe("");
    expect(mergeCommand({ parts: ["part.json"], json: false }, machine).errors[0]).toContain("lacks 398 of its 400 seeds");
  });

  test("finds what a variant breaks: exit 1, with seed, check, sentence and time", async () => {
    const { output, exitCode, errors } = await hunt({ seeds: { first: 1, last: 10 }, variants: ["early-spanid"] });
    expect(exitCode).toBe(1);
    expect(output.report.violations.map(({ check }) => check)).toContain("spanid-once");
    const [first] = output.report.violations;
    expect(first).toMatchObject({ seed: expect.any(Number), text: expect.stringMatching(/./), atUs: expect.any(Number) });
    expect(errors[0]).toContain(`--seeds ${first!.seed}-${first!.seed}`);
  });

  test("bad use says what was expected", async () => {
    expect(await hunt({ scenario: "nowhere" })).toMatchObject({ exitCode: 2, errors: [expect.stringContaining("nowhere")] });
    expect(await hunt({ plant: "roses" })).toMatchObject({ exitCode: 2, errors: [expect.stringContaining("expected one of distance-off-by-one")] });
    expect(await hunt({ writeCase: "x.json" })).toMatchObject({ exitCode: 2, errors: [expect.stringContaining("expected --seeds with one seed")] });
  });
});
