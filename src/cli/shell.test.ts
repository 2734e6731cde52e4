import { describe, expect, test } from "vitest";
import { fail } from "../base/result.ts";
import type { Platform } from "./run-platform.ts";
import { shellCommand, shellOutputSchema, type ShellRequest } from "./shell.ts";

const PLATFORM: Platform = { readText: () => fail("no such file"), writeText: () => fail("read only"), nowMs: () => 0 };

function shell(request: Partial<ShellRequest>) {
  return shellCommand({ scenario: "a-transaction-never-changes-its-path", atUs: 800_000, from: "A", to: "pfsD", lines: [], patienceUs: 2_000_000, json: false, ...request }, PLATFORM);
}

describe("spanscope shell", () => {
  test("[DBG-01] says each line at the prompt and prints what was answered, in words", () => {
    const { lines, errors, exitCode } = shell({ lines: ["help exit", "states"] });
    expect([errors, exitCode]).toEqual([[], 0]);
    expect(lines.slice(0, 5)).toEqual(["A opens a shell at pfsD, which D takes", "pfsD> help exit", "exit                   closes this shell", "pfsD> states", "transactions 2"]);
    expect(lines.at(-1)).toMatch(/^closed at 1\.\d{6} s$/);
  });

  test("[DBG-01] in JSON, by the published schema; the same twice", () => {
    const first = shell({ lines: ["route pfs?"], json: true });
    const output = shellOutputSchema.parse(JSON.parse(first.lines[0]!));
    expect(output).toMatchObject({ from: "A", to: "pfsD", target: "D", state: "closed", entries: [{ kind: "line", text: "route pfs?" }, { kind: "text", text: expect.stringContaining("offered here") }] });
    expect(shell({ lines: ["route pfs?"], json: true })).toEqual(first);
  });

  test("[DBG-01] [TX-06] what does not end is stopped by a mid-stream abort when patience is at an end, and the next line follows", () => {
    const { lines, exitCode } = shell({ lines: ["watch 500ms help exit", "help exit"], patienceUs: 1_200_000 });
    expect([exitCode, lines.filter((line) => line.startsWith("-- help, round")).length]).toEqual([0, 3]);
    expect(lines.slice(-4, -1)).toEqual(["^C", "pfsD> help exit", "exit                   closes this shell"]);
  });

  test("[DBG-01] a refusal and an abort end with 1 and the reason", () => {
    const refused = shell({ scenario: "the-first-hop-that-does-not-trust-its-neighbour-refuses-the-shell", lines: ["span"] });
    expect([refused.exitCode, refused.errors]).toEqual([1, ["the shell has ended: C refused it: no right."]]);
    const aborted = shell({ atUs: 540_000, lines: ["watch 5ms span"] });
    expect([aborted.exitCode, aborted.errors[0]]).toEqual([1, expect.stringMatching(/^the shell has ended: It was aborted: link lost\. It began with event \d+ at 0\.550000 s: /)]);
    const early = shell({ atUs: 0, lines: ["span"] });
    expect([early.exitCode, early.errors]).toEqual([1, ["no shell at 0.000000 s: A has no SPAN for pfsD"]]);
  });

  test("what does not exist is bad use, and told with what there is", () => {
    for (const [request, error] of [
      [{ from: "X" }, '--from: no node "X"; expected one of A, B, C, D, E, F'],
      [{ to: "pfsX" }, '--to: nobody offers a PFS "pfsX" at that time; expected one of pfsD'],
      [{ via: "A-X" }, '--via: no link "A-X"; expected one of A-B, A-E, B-C, C-D, E-F, F-D, B-E'],
      [{ to: "peer" }, "--to peer needs --via, the link to the neighbour"],
    ] as const) {
      expect(shell(request)).toEqual({ lines: [], exitCode: 2, errors: [error] });
    }
    expect(shell({ scenario: "nope" }).errors[0]).toContain('"nope" is no scenario of the library');
  });

  test("[ROUTE-07] over another link, and to the neighbour itself", () => {
    expect(shell({ via: "A-B", lines: ["links"] }).exitCode).toBe(0);
    expect(shell({ via: "E-F", lines: ["links"] }).errors).toEqual(["no shell at 0.800000 s: E-F does not end at A"]);
    const peer = shell({ from: "C", to: "peer", via: "C-D", lines: ["stats"] });
    expect([peer.exitCode, peer.lines[0], peer.lines[1]]).toEqual([0, "C opens a shell at D, which D takes", "D> stats"]);
  });
});
