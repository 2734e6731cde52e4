import { expect, test } from "vitest";
import { applied, ranTo } from "./run.testkit.ts";
import type { ShellView } from "./shown.ts";

const OPEN = { do: "open", as: "desk", from: "A", to: "pfsD", service: "shell", text: "" } as const;

function seen(made: ReturnType<typeof ranTo>, name = "desk"): ShellView | null {
  made.frames.setWatch({ ...made.frames.watch, shell: name });
  made.run.chronicle.catchUp();
  return made.frames.build({ playing: false, speedUsPerS: 1_000_000, behind: false }).shell;
}

test("[DBG-01] a transcript has what the opener said when it said it, and what it heard when it arrived", () => {
  const made = ranTo(100_000);
  applied(made.run, OPEN);
  expect(seen(made)).toMatchObject({ from: "A", to: "pfsD", target: null, state: "opening", ready: false, entries: [] });
  made.run.advanceTo(110_000);
  expect(seen(made)).toMatchObject({ target: "D", state: "open", ready: true, entries: [] });
  applied(made.run, { do: "send", transaction: "desk", text: "help exit" });
  expect(seen(made)).toMatchObject({ ready: false, entries: [{ number: 0, kind: "line", text: "help exit", atUs: 110_000 }] });
  made.run.advanceTo(115_999);
  expect(seen(made)?.entries).toHaveLength(1);
  made.run.advanceTo(116_000);
  expect(seen(made)).toMatchObject({ ready: true, entries: [{}, { number: 1, kind: "text", text: "exit                   closes this shell\n", atUs: 116_000 }] });
});

test("[TX-06] [DBG-01] a mid-stream abort stands where it was said; a cut ends the shell with its cause", () => {
  const made = ranTo(100_000);
  applied(made.run, { ...OPEN, text: "watch 5ms help exit" });
  made.run.advanceTo(112_000);
  applied(made.run, { do: "abort", transaction: "desk", midStream: true });
  made.run.advanceTo(125_000);
  const view = seen(made)!;
  expect([view.entries[0]!.kind, view.entries.filter(({ kind }) => kind === "stop").length, view.ready, view.over]).toEqual(["line", 1, true, false]);
  applied(made.run, { do: "cut", link: "C-D", how: "close" });
  made.run.advanceTo(140_000);
  expect(seen(made)).toMatchObject({ state: "aborted", ready: false, over: true, endReason: expect.stringMatching(/^It was aborted: .* event \d+ at 0\.125000 s: /) });
});

test("[DBG-01] only shells that a command opened have a transcript; sentences call them shells", () => {
  const made = ranTo(100_000);
  applied(made.run, OPEN, { do: "open", as: "talk", from: "A", to: "pfsD", text: "hello" });
  made.run.advanceTo(120_000);
  expect([seen(made, "talk"), seen(made, "nobody")]).toEqual([null, null]);
  const { transactions } = made.frames.build({ playing: false, speedUsPerS: 1_000_000, behind: false });
  expect(transactions.map(({ name, service }) => [name, service])).toEqual([["desk", "shell"], ["talk", "echo"]]);
  made.frames.catchUp();
  const sentences = made.frames.feed.read(0, 5_000).map(({ sentence }) => sentence);
  expect(sentences).toContain("Command: open shell desk at pfsD from A.");
  expect(sentences).toContain("A sees the prompt of shell desk: pfsD waits for a line.");
});
