import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { build } from "vite";
import { VARIANT_NAMES } from "../node/variants.ts";

/** The terminal program as it is built, started as people start it. */

const folder = mkdtempSync(join(tmpdir(), "spanscope-cli-"));
const program = join(folder, "cli.mjs");

beforeAll(async () => {
  await build({
    root: join(import.meta.dirname, "../.."),
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: { ssr: "src/cli.ts", outDir: folder, emptyOutDir: false, target: "node20", minify: false, rolldownOptions: { output: { format: "es", entryFileNames: "cli.mjs", codeSplitting: false } } },
    ssr: { noExternal: true },
  });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

function spanscope(args: readonly string[], input = ""): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { input, encoding: "utf8", cwd: folder });
  return { exit: status, out: stdout, err: stderr };
}

/** A LNK_PING, little-endian, with its counter at 0. */
const PING = { ok: true, name: "LNK_PING", fields: { salt: "0x00000000" } };

describe("the terminal program", () => {
  test("encode and decode are each other's reverse, through pipes and files", () => {
    const encoded = spanscope(["encode"], JSON.stringify(PING));
    expect(encoded).toMatchObject({ exit: 0, err: "" });
    expect(encoded.out).toMatch(/^[0-9a-f]{128}\n$/);
    const decoded = spanscope(["decode"], encoded.out);
    expect(decoded).toMatchObject({ exit: 0, err: "" });
    expect(JSON.parse(decoded.out)).toMatchObject({ ok: true, name: "LNK_PING" });
    writeFileSync(join(folder, "ping.hex"), encoded.out);
    expect(spanscope(["decode", "--stream", "ping.hex"])).toMatchObject({ exit: 0, out: decoded.out });
    expect(spanscope(["encode"], decoded.out).out).toBe(encoded.out);
  });

  test("what cannot be decoded: exit 1 with a reason, or exit 2 when it is no hex or no file", () => {
    const broken = spanscope(["decode"], `${"00".repeat(64)}\n`);
    expect(broken.exit).toBe(1);
    expect(JSON.parse(broken.out)).toMatchObject({ ok: false, error: { name: "SYNC", offset: 0 } });
    expect(spanscope(["decode"], "hello\n")).toMatchObject({ exit: 2, out: "", err: expect.stringContaining("line 1 is not hex") });
    expect(spanscope(["decode", "nope.hex"])).toMatchObject({ exit: 2, err: "nope.hex cannot be read (ENOENT: no such file or directory)\n" });
  });

  test("run --json prints one object, the same each time but for wallMs", () => {
    const args = ["run", "--topology", "ring:6", "--seed", "3", "--json"];
    const [first, second] = [spanscope(args), spanscope(args)];
    expect(first).toMatchObject({ exit: 0, err: "" });
    const strip = ({ out }: Ended): unknown => ({ ...(JSON.parse(out) as object), wallMs: 0 });
    expect(strip(first)).toEqual(strip(second));
    expect(strip(first)).toMatchObject({ scenario: "ring:6", seed: 3, quiet: true, unreachable: 0, violations: [] });
  });

  test("every option of run is understood", () => {
    const run = spanscope(["run", "spans-find-every-host", "--seed", "2", "--until", "5s", "--relays", "3", "--max-distance", "9", "--hold", "2000", "--max-virtual", "1min", "--run-file", "out.json"]);
    expect(run).toMatchObject({ exit: 0, err: "" });
    expect(run.out).toMatch(/^Spans find every host \(seed 2\)\nquiet at 5\.000000 s/);
    const file = JSON.parse(readFileSync(join(folder, "out.json"), "utf8")) as { readonly scenario: { readonly switches: object } };
    expect(file.scenario.switches).toMatchObject({ relaysMax: 3, distanceMax: 9, holdUs: 2_000 });
    expect(spanscope(["replay", "out.json"])).toMatchObject({ exit: 0, err: "" });
  });

  test("[WIRE-02] variants and a byte order are turned on from outside, are told, and are in the run file", () => {
    const run = spanscope(["run", "spans-find-every-host", "--variant", "no-split-horizon", "--variant", "no-hold", "--byte-order", "alternating", "--json", "--run-file", "variants.json"]);
    expect(run).toMatchObject({ exit: 0, err: "" });
    expect(JSON.parse(run.out)).toMatchObject({ variants: ["no-split-horizon", "no-hold"], atLimit: false });
    const file = JSON.parse(readFileSync(join(folder, "variants.json"), "utf8")) as { readonly scenario: { readonly switches: object; readonly topology: { readonly nodes: readonly { readonly bigEndian: boolean }[] } } };
    expect(file.scenario.switches).toMatchObject({ splitHorizon: false, holdUs: 0 });
    expect(file.scenario.topology.nodes.map(({ bigEndian }) => bigEndian)).toEqual([false, true, false, true, false, true]);
    expect(spanscope(["replay", "variants.json"])).toMatchObject({ exit: 0, err: "" });
    const text = spanscope(["run", "spans-find-every-host", "--variant", "plain-crc"]);
    expect(text.out).toContain("with plain-crc");
  });

  test("[LINK-02] encryption is turned on from outside, is told, and is in the run file", () => {
    const run = spanscope(["run", "--topology", "line:3", "--security", "require", "--json", "--run-file", "sealed.json"]);
    expect(run).toMatchObject({ exit: 0, err: "" });
    expect(JSON.parse(run.out)).toMatchObject({ encryption: { sealedLinks: 2, refused: [] }, unreachable: 0 });
    expect(spanscope(["replay", "sealed.json"])).toMatchObject({ exit: 0, err: "" });
    const text = spanscope(["run", "a-host-with-the-wrong-key-is-refused"]);
    expect(text.out).toMatch(/encryption {6}1 link sealed, \d+ messages as records; refused: hostKeyWrong at B on M-B, .*; keys from the seed, a simulation's/);
    expect(spanscope(["run", "--topology", "line:3", "--security", "yes"])).toMatchObject({ exit: 2, err: expect.stringContaining("none, offer, require") as unknown });
  });

  test("a run that a variant never lets end is stopped and fails, unless its scenario says so", () => {
    const args = ["run", "without-split-horizon-distance-climbs", "--variant", "no-maximum-distance", "--variant", "no-hold"];
    const run = spanscope(args);
    expect(run.exit).toBe(1);
    expect(run.err).toContain("the run was stopped at its limit of 340000 rows: with no-split-horizon, no-maximum-distance, no-hold it may never end");
    expect(spanscope(["run", "without-a-maximum-distance-it-never-ends"])).toMatchObject({ exit: 0, err: "" });
  });

  test("replay of a file that says something else: exit 1", () => {
    spanscope(["run", "--topology", "line:3", "--run-file", "line.json"]);
    const text = readFileSync(join(folder, "line.json"), "utf8");
    writeFileSync(join(folder, "line.json"), text.replace(/"digest": "\w{16}"/, '"digest": "0000000000000000"'));
    const ended = spanscope(["replay", "line.json"]);
    expect(ended.exit).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ same: false, recordedDigest: "0000000000000000" });
    expect(ended.err).toContain("this is another run");
  });

  test.each<[string, readonly string[], string]>([
    ["no command", [], "Usage: spanscope"],
    ["an unknown command", ["fly"], "unknown command 'fly'"],
    ["an unknown option", ["run", "--fast"], "unknown option '--fast'"],
    ["two scenarios", ["run", "a", "b"], "too many arguments"],
    ["a seed that is none", ["run", "--seed", "x", "a"], "expected a whole number from 0 to 4294967295"],
    ["nine relays", ["run", "--relays", "9", "a"], "expected a whole number from 1 to 8"],
    ["a time without unit", ["run", "--until", "5", "a"], 'expected "quiet" or a time such as "5s"'],
    ["an unknown variant", ["run", "--variant", "no-crc", "a"], `expected one of ${VARIANT_NAMES.join(", ")}`],
    ["an unknown byte order", ["run", "--byte-order", "middle", "a"], "Allowed choices are as-written, little, big, alternating"],
    ["an unknown profile", ["decode", "--profile", "c2020"], "Allowed choices are header, c2012"],
    ["a replay of nothing", ["replay"], "missing required argument 'RUNFILE'"],
    ["a scenario that is not there", ["run", "nope"], "no scenario of the library"],
  ])("bad use: %s", (_, args, message) => {
    const ended = spanscope(args);
    expect(ended).toMatchObject({ exit: 2, out: "" });
    expect(ended.err).toContain(message);
  });

  test("help and version are no mistakes", () => {
    expect(spanscope(["--version"])).toMatchObject({ exit: 0, err: "" });
    const help = spanscope(["run", "--help"]);
    expect(help.exit).toBe(0);
    for (const word of ["--max-virtual", "small-world:NODES:NEIGHBOURS:PERCENT[:SEED]", "abilene-survives-a-cut", "silent-reroute          A hop that loses a path", "[forbidden by TX-02, SPAN-08]"]) expect(help.out).toContain(word);
  });
});
