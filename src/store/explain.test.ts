import { describe, expect, it } from "vitest";
import type { Query, WhatIfState } from "../port/messages.ts";
import { createExplain } from "./explain.ts";
import { createMirror } from "./mirror.ts";
import { createUi } from "./ui.ts";

const CUT = { do: "cut", link: "A-B", how: "close" } as const;
const state = (phase: WhatIfState["phase"]): WhatIfState => ({ job: 7, phase, steps: 0, passedUs: 0, refusal: "", outcome: null });

/** A worker that needs so many pieces. */
function page(pieces: number) {
  const asked: Query[] = [];
  const commands: unknown[] = [];
  const ui = createUi(null);
  let clockMs = 0;
  let left = pieces;
  const explain = createExplain({
    mirror: createMirror().mirror,
    ui,
    nowMs: () => (clockMs += 1),
    command: (command) => {
      commands.push(command);
      return Promise.resolve(true);
    },
    query: (query) => {
      asked.push(query);
      const answer = query.query === "whatIf" ? { query: "whatIf", state: state(left-- > 0 ? "withIt" : "done") } : { query: "explain", explained: null };
      return Promise.resolve(answer as never);
    },
  });
  return { explain, ui, asked, commands };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const steps = (asked: readonly Query[]) => asked.flatMap((query) => ("steps" in query ? [query.steps] : []));

describe("what if, asked piece by piece", () => {
  it("goes on until it is done, in larger pieces while they are quick", async () => {
    const { explain, asked } = page(3);
    explain.whatIf(CUT);
    await settled();
    expect(explain.store.getState().whatIf).toMatchObject({ change: CUT, state: { phase: "done" } });
    expect(steps(asked)).toEqual([200, 400, 800]);
  });

  it("stopped: no piece more is asked for, and the worker is told to let go", async () => {
    const { explain, asked } = page(1_000_000);
    explain.whatIf(CUT);
    await Promise.resolve();
    explain.stopWhatIf();
    await settled();
    expect(steps(asked).at(-1)).toBe(0);
    const count = asked.length;
    await settled();
    expect(asked.length).toBe(count);
    expect(explain.store.getState().whatIf?.stopped).toBe(true);
  });

  it("done for real it is a command, and the preview is gone", async () => {
    const { explain, commands } = page(0);
    explain.whatIf(CUT);
    await settled();
    explain.doIt(CUT);
    expect(commands).toEqual([CUT]);
    expect(explain.store.getState().whatIf).toBe(null);
  });
});

describe("the node that is asked about", () => {
  it("is the one that was selected last; in node view its events alone are listed", () => {
    const { explain, ui } = page(0);
    ui.select({ kind: "node", node: "A" });
    ui.select({ kind: "link", link: "A-B" });
    expect(explain.store.getState().node).toBe("A");
    explain.setNodeView(true);
    expect(ui.store.getState().feedFilter.node).toBe("A");
    ui.select({ kind: "node", node: "B" });
    expect(ui.store.getState().feedFilter.node).toBe("B");
    explain.setNodeView(false);
    expect(ui.store.getState().feedFilter.node).toBe(null);
  });
});
