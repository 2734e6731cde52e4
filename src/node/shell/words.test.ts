/** What a shell makes of lines, and lines of what it has to say: no node is needed for it. */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../base/limits.ts";
import { utf8Decode } from "../../base/bytes.ts";
import { Mesh } from "../mesh.testkit.ts";
import { columns } from "./columns.ts";
import { readOrder } from "./order.ts";
import { Output } from "./output.ts";
import { linksReport } from "./report-links.ts";
import { statsReport } from "./report-stats.ts";
import { unknownText, VERBS, WATCH_USAGE } from "./verbs.ts";

function order(line: string): string {
  const made = readOrder(line);
  return "verb" in made ? [VERBS[made.verb]!.name, ...made.words, made.everyUs].join(" ") : made[0]!;
}

describe("a line", () => {
  test.each([
    ["span", "span 0"],
    ["  span \t pfs*  ", "span pfs* 0"],
    ["span\u0007pfs", "span pfs 0"],
    ["watch 2 span pfs", "span pfs 2000000"],
    ["watch 12.25 links", "links 12250000"],
    ["watch 250ms stats", "stats 250000"],
    ["watch 1ms stats", "stats 1000"],
    ["watch 60min stats", "stats 3600000000"],
  ])("[DBG-01] %j is understood as %j", (line, meant) => {
    expect(order(line)).toBe(meant);
  });

  test.each([
    ["watch", WATCH_USAGE],
    ["watch 2", WATCH_USAGE],
    ["watch 0.0005 span", 'watch: "0.0005" is no time between two rounds; expected seconds, or a time from 1ms to 60min'],
    ["watch 3601 span", 'watch: "3601" is no time between two rounds; expected seconds, or a time from 1ms to 60min'],
    ["watch x2 span", 'watch: "x2" is no time between two rounds; expected seconds, or a time from 1ms to 60min'],
    ["watch 2 watch 2 span", "watch: watch is not to be repeated"],
    ["watch 2 exit", "watch: exit is not to be repeated"],
    ["span a b", 'span: "b" is too much; expected span [LABEL]'],
    ["watch 2 links now", 'links: "now" is too much; expected links'],
  ])("[DBG-01] %j is answered by %j", (line, answer) => {
    expect(order(line)).toBe(answer);
  });

  test("[DBG-01] so long and no longer", () => {
    const longest = `span ${"x".repeat(LIMITS.shellLineBytesMax - 5)}`;
    expect([order(longest).slice(0, 6), order(`${longest}x`)]).toEqual(["span x", `the line is too long; expected at most ${LIMITS.shellLineBytesMax} bytes`]);
  });

  test.each([["spam", "span"], ["pan", "span"], ["sspan", "span"], ["SPAN", "span"], ["st", "states"], ["links!!", "links"], ["stat", "states"], ["hlep", ""], ["s", ""], ["spin2", ""], ["wxyz", ""], ["routed", "route"], ["exi", "exit"]])("[DBG-01] of %j, which is none, it thinks of %j", (typed, meant) => {
    expect(unknownText(typed)).toEqual([`no command "${typed}"${meant === "" ? "" : `; "${meant}" perhaps?`}`, "expected one of help, span, links, states, route, stats, watch, exit"]);
  });
});

describe("output", () => {
  function taken(lines: readonly string[], bytesMax: number): string[] {
    const output = new Output();
    output.set(lines);
    const texts: string[] = [];
    while (!output.isEmpty) {
      const bytes = output.take(bytesMax);
      expect([bytes.length <= bytesMax, bytes.at(-1)]).toEqual([true, 0]);
      texts.push(utf8Decode(bytes.subarray(0, -1)));
    }
    return texts;
  }

  test("[DBG-01] goes in whole lines, as many as fit, each with its end, and all elements together are all of it", () => {
    expect(taken(["abc", "de", "f"], 8)).toEqual(["abc\nde\n", "f\n"]);
    expect(taken(["abc", "de"], 7)).toEqual(["abc\n", "de\n"]);
    expect(taken(["abc"], 5)).toEqual(["abc\n"]);
    expect(taken(["a\u001bb"], 20)).toEqual(["a b\n"]);
  });

  test("[DBG-01] a line that fits into none goes in parts of whole characters", () => {
    expect(taken(["x", "abcdefghij", "k"], 5)).toEqual(["x\n", "abcd", "efgh", "ij\n", "k\n"]);
    expect(taken(["größer"], 4)).toEqual(["gr", "ö", "ße", "r\n"]);
  });

  test("[DBG-01] counts what is not sent and what is kept, and forgets all", () => {
    const output = new Output();
    expect([output.isEmpty, output.count, output.kept]).toEqual([true, 0, 0]);
    output.set(["abc", "de"]);
    output.take(6);
    expect([output.isEmpty, output.count, output.kept]).toEqual([false, 1, 2]);
    output.clear();
    expect([output.isEmpty, output.count, output.kept]).toEqual([true, 0, 0]);
  });
});

test("columns are as wide as their widest word", () => {
  expect([columns([]), columns([["a", "bbb", ""], ["cc", "d", "e"], ["f"]], "> ")]).toEqual([[], ["> a   bbb", "> cc  d    e", "> f"]]);
});

test("[DBG-01] stats and links of a hop that passes something on", () => {
  const mesh = new Mesh();
  for (const id of ["A", "B"]) mesh.add(id);
  mesh.add("C", { pfs: ["far"] });
  expect(linksReport({ core: mesh.node("A").core, transaction: null, shells: 0 })).toEqual(["no link"]);
  mesh.connect("A", "B");
  mesh.connect("B", "C");
  mesh.run();
  mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("far", -1)!, text: "hello", flags: 0, tag: 1 });
  mesh.run(1_000);
  const { core } = mesh.node("B");
  const { counters, inputs } = core;
  expect(statsReport({ core, transaction: null, shells: 3 }).slice(1).map((line) => line.split(/ {2,}/))).toEqual([
    ["messages sent", String(counters.sent)], ["messages received", String(counters.received)], ["messages passed on", "2"], ["thrown out", "0"], ["discarded", "0"], ["one-way messages ignored", "0"], ["violations found", "0"], ["inputs handled", String(inputs)],
    ["SPANs received", "1"], ["SPANs sent", "1"], ["PFSes known", "1"], ["transactions", "0"], ["entries", "1"], ["shells", "3"],
  ]);
  const [, first] = linksReport({ core, transaction: null, shells: 0 });
  expect(first!.trim().split(/ {2,}/)).toEqual(["0", "open", "open", "open", "1", "65536", "1", "0", "128", "granted", "granted"]);
});
