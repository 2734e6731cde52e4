import { expect, test } from "vitest";
import { scenarioFromJson } from "../sim/scenario.ts";
import { Frames } from "./frame.ts";
import { Run } from "./run.ts";
import { inspectedTransaction } from "./run.testkit.ts";

/** What the elements of the transactions of that name say, where A and B are clients of the one master m on H. */
function saidWith(commands: readonly Readonly<Record<string, unknown>>[], wanted: (name: string) => boolean): string[] {
  const read = scenarioFromJson({
    spanscope: 1,
    title: "Two clients",
    summary: "of one master",
    seed: 7,
    topology: {
      nodes: [{ id: "A", pfs: [{ label: "a", type: "CLIENT" }] }, { id: "H", pfs: [{ label: "m" }] }, { id: "B", pfs: [{ label: "b", type: "CLIENT" }] }],
      links: [{ a: "A", b: "H" }, { a: "B", b: "H" }],
    },
    cluster: { masters: ["m"] },
    commands,
  });
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  const run = new Run(read.value);
  const made = { run, frames: new Frames(run) };
  run.advanceTo(900_000);
  made.frames.catchUp();
  const { transactions } = made.frames.build({ playing: false, speedUsPerS: 1, behind: false });
  return transactions.filter(({ name }) => wanted(name)).flatMap(({ name }) => inspectedTransaction(made, name).elements.map(({ by, says, text }) => `${by}: ${says || text}`));
}

test("[CAC-01] the elements of a lock say what is asked and granted", () => {
  const lock = { do: "lock", key: "/home", domain: "ATTR", state: "EXCLUSIVE" };
  const said = saidWith([{ at: "200ms", as: "first", node: "A", ...lock }, { at: "300ms", as: "second", node: "B", ...lock }], (name) => name.startsWith("second"));
  expect(said.slice(0, 2)).toEqual(["B: REQUEST EXCLUSIVE of ATTR", "H: WAIT EXCLUSIVE of ATTR"]);
});

test("[QRM-01] the elements of a commit say phase, decision and ballot; other messages say nothing of the kind", () => {
  const said = saidWith([{ at: "200ms", do: "commit", as: "order", node: "A", text: "x" }], () => true);
  expect(said).toContain("A: PREPARE at ballot 1.1");
  expect(said).toContain("H: LOGGED COMMIT at ballot 1.1");
  expect(saidWith([{ at: "200ms", do: "open", as: "talk", from: "A", to: "m", text: "one" }], () => true)[0]).toBe("A: one");
});
