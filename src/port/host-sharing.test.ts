import { describe, expect, test } from "vitest";
import { LIBRARY } from "../scenarios/library.ts";
import { scenarioFromJson } from "../sim/scenario.ts";
import { shortScenario } from "../run/share/shared-run.ts";
import { HostRig } from "./host.testkit.ts";

function shared(rig: HostRig) {
  const answer = rig.query({ query: "sharedRun" });
  if (answer.query !== "sharedRun") throw new Error("another answer");
  return answer;
}

function openings(rig: HostRig): string[] {
  return rig.of("opening").map(({ opening }) => opening.state);
}

function played(lookMs?: number): HostRig {
  const rig = new HostRig(lookMs);
  rig.host.start();
  rig.control({ control: "watch", watch: { inspect: { kind: "link", link: "B-C" }, pfs: "pfsD", transaction: null, shell: null, feedFilter: { families: [], node: null, link: null, text: "" }, board: null } });
  rig.play(2_000);
  expect(rig.command({ do: "cut", link: "B-C", how: "close" })).toBeNull();
  rig.play(500);
  rig.control({ control: "speed", usPerS: 5_000 });
  rig.control({ control: "pause" });
  return rig;
}

describe("a run that is handed over", () => {
  test("is executed again in slices, and stands where it stood: digest, clock, what is watched, speed", () => {
    const from = played();
    const sent = shared(from);
    expect(JSON.parse(sent.json)).toMatchObject({ scenario: { library: LIBRARY[0]!.name }, commands: [{ do: "cut" }], watch: { inspect: { kind: "link", link: "B-C" }, pfs: "pfsD" }, speed: 5_000 });
    expect(sent.json).not.toContain("playing");
    const to = new HostRig();
    to.control({ control: "load", source: { run: sent.json } });
    to.play(3_000);
    expect(openings(to)[0]).toBe("running");
    expect(openings(to).at(-1)).toBe("same");
    expect(to.scheduler.longestSliceMs).toBeLessThan(40);
    expect(to.of("loaded"), "nothing else was shown before").toHaveLength(1);
    expect(to.frame).toMatchObject({ digest: sent.digest, nowUs: sent.atUs, playing: false, speedUsPerS: 5_000, inspection: { kind: "link", id: "B-C" } });
    expect(shared(to).json).toBe(sent.json);
  });

  test("that its page left playing goes on to where that was, and plays", () => {
    const sent = shared(played());
    const to = new HostRig();
    to.control({ control: "load", source: { run: sent.json, own: true, goOnUs: sent.atUs + 250_000, play: true } });
    to.scheduler.pass(1_500);
    to.want();
    expect(to.frame.playing).toBe(true);
    expect(to.frame.nowUs).toBeGreaterThanOrEqual(sent.atUs + 250_000);
    expect(openings(to).at(-1)).toBe("same");
  });

  test("says when it came out differently, and that another engine made it before anything is executed", () => {
    const file = JSON.parse(shared(played()).json) as { engine: string; digest: string };
    file.engine = "1";
    file.digest = "0123456789abcdef";
    const to = new HostRig();
    to.control({ control: "load", source: { run: JSON.stringify(file) } });
    to.play(2_000);
    const [first] = to.of("opening");
    expect(first!.opening).toMatchObject({ state: "running", events: expect.any(Number), warnings: [expect.stringContaining("made by engine 1")] });
    const last = to.of("opening").at(-1)!.opening;
    expect(last).toMatchObject({ state: "differs", recorded: "0123456789abcdef" });
    if (last.state === "differs") expect(last.text).toContain("instead of 0123456789abcdef");
    expect(to.frame.nowUs).toBeGreaterThan(0);
  });
});

describe("a run that cannot be opened", () => {
  test("is refused with what, where and the bound; the run that was there goes on", () => {
    const rig = played();
    const { digest } = rig.frame;
    rig.control({ control: "load", source: { run: '{"spanscopeRun":1,"steps":99000000000}' } });
    rig.control({ control: "load", source: { run: "[".repeat(1_000) } });
    const refused = rig.of("opening").map(({ opening }) => (opening.state === "refused" ? `${opening.faults[0]!.path}: ${opening.faults[0]!.message}` : opening.state));
    expect(refused).toEqual(["steps: expected at most 20000000 steps of the engine, found 99000000000", expect.stringContaining("(file): expected brackets at most 24 deep")]);
    rig.want();
    expect(rig.frame.digest).toBe(digest);
    expect(rig.command({ do: "heal", link: "B-C" })).toBeNull();
  });

  test("leaves a page that had no run with the first of the library", () => {
    const rig = new HostRig();
    rig.control({ control: "load", source: { run: "{" } });
    rig.play(100);
    expect(rig.of("loaded").map(({ loaded }) => loaded.title)).toEqual([LIBRARY[0]!.title]);
    expect(rig.frame.playing).toBe(true);
  });

  test("can be cancelled while it is executed, also when it never ends", () => {
    const rig = played(1);
    const title = rig.of("loaded").at(-1)!.loaded.title;
    const endless = { ...(JSON.parse(shared(rig).json) as object), steps: 20_000_000, endUs: 600_000_000_000, rows: 3_000_000 };
    rig.control({ control: "load", source: { run: JSON.stringify(endless) } });
    rig.scheduler.pass(300);
    expect(openings(rig).at(-1)).toBe("running");
    expect(rig.scheduler.longestSliceMs).toBeLessThan(40);
    rig.control({ control: "cancelOpening" });
    expect(openings(rig).at(-1)).toBe("cancelled");
    rig.scheduler.pass(500);
    expect(openings(rig).at(-1)).toBe("cancelled");
    expect(rig.of("loaded").at(-1)!.loaded.title).toBe(title);
    expect(rig.command({ do: "heal", link: "B-C" })).toBeNull();
  });

  test("is nothing when the request is none", () => {
    const rig = played();
    for (const source of [{ run: 7 }, { run: "{}", goOnUs: -1 }, { run: "{}", goOnUs: 0.5 }]) rig.host.receive({ type: "control", control: { control: "load", source } });
    expect(openings(rig)).toEqual([]);
    rig.control({ control: "load", source: { run: JSON.stringify({ ...(JSON.parse(shared(rig).json) as object), watch: { inspect: { kind: "planet" } } }) } });
    expect(rig.of("opening").at(-1)!.opening).toMatchObject({ state: "refused", faults: [{ path: "watch" }] });
  });
});

describe("pieces as text", () => {
  test("are answered for rows, for the last events and for a transaction", () => {
    const rig = played();
    const text = (piece: Parameters<HostRig["query"]>[0]): string => {
      const answer = rig.query(piece);
      return answer.query === "piece" ? answer.text : "";
    };
    expect(text({ query: "piece", form: "trace", piece: { last: 5 } }).split("\n")).toHaveLength(3 + 5 + 1);
    expect(text({ query: "piece", form: "mermaid", piece: { rows: [0, 40] } })).toMatch(/^sequenceDiagram\n/);
    rig.host.receive({ type: "query", id: 9_999, query: { query: "piece", form: "novel", piece: { last: 5 } } as never });
    expect(rig.of("answer").some(({ id }) => id === 9_999)).toBe(false);
  });
});

test("every scenario of the library goes into a link by its name", () => {
  for (const { file, name } of LIBRARY) {
    const scenario = scenarioFromJson(file);
    if (!scenario.ok) throw new Error(name);
    expect(shortScenario(scenario.value, LIBRARY)).toEqual({ library: name, print: expect.stringMatching(/^[0-9a-f]{8}$/) });
  }
});
