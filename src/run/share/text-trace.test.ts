import { describe, expect, test } from "vitest";
import { applied, ranTo, TALK } from "../run.testkit.ts";
import { mermaidText, MERMAID_LINES_MAX } from "./mermaid.ts";
import { textTrace } from "./text-trace.ts";
import { checkMermaid } from "./mermaid.testkit.ts";

function talked() {
  const made = ranTo(60_000);
  applied(made.run, TALK);
  made.run.advanceTo(90_000);
  applied(made.run, { do: "cut", link: "C-D", how: "close" });
  made.run.advanceTo(140_000);
  made.frames.catchUp();
  return made;
}

describe("the text trace", () => {
  test("tells which run it is, and what the list of events tells", () => {
    const { run, frames } = talked();
    const lines = textTrace(run, frames.telling, { rows: [0, run.journal.rowEnd - 1] }, "main");
    expect(lines.slice(0, 4)).toEqual(["# Six nodes", `# engine 3, seed 7, digest ${run.digest}, clock 0.140000 s`, "# branch main", expect.stringMatching(/^# events 0 to \d+ of \d+: \d+ lines$/)]);
    const events = lines.slice(4);
    const fed = frames.feed.read(0, 500);
    expect(events.length).toBe(frames.feed.count);
    for (const [i, { event, sentence }] of fed.entries()) {
      expect(events[i]).toContain(sentence);
      expect(Number(events[i]!.trim().split(/\s+/)[0])).toBe(event);
    }
    expect(lines.some((line) => /\[LNK_SPAN CREATE 0x[0-9a-f]{16} #\d+\]/.test(line))).toBe(true);
    expect(lines.some((line) => line.endsWith("(SPAN-02)") || /\([A-Z]+-\d\d\)$/.test(line))).toBe(true);
  });

  test("of the last events has so many lines, and of a transaction what concerns it", () => {
    const { run, frames } = talked();
    const last = textTrace(run, frames.telling, { last: 20 }).filter((line) => !line.startsWith("#"));
    expect(last).toHaveLength(20);
    const whole = textTrace(run, frames.telling, { rows: [0, 1e9] }).filter((line) => !line.startsWith("#"));
    expect(last).toEqual(whole.slice(-20));
    const talk = textTrace(run, frames.telling, { transaction: "talk" });
    expect(talk.find((line) => line.startsWith("# what"))).toContain("transaction talk");
    expect(talk.some((line) => line.includes("opens transaction talk"))).toBe(true);
    expect(talk.some((line) => line.includes("is aborted"))).toBe(true);
    expect(textTrace(run, frames.telling, { transaction: "nobody" }).at(-1)).toBe("# nothing happened there");
  });
});

describe("the sequence diagram", () => {
  test("is what Mermaid reads, with an arrow for each message and notes for what was done", () => {
    const { run, frames } = talked();
    const text = mermaidText(run, frames.telling, { transaction: "talk" });
    const { participants, arrows, notes } = checkMermaid(text);
    expect(participants).toEqual(expect.arrayContaining(["A", "D"]));
    expect(arrows.filter(({ kind }) => kind === "->>").length).toBeGreaterThanOrEqual(3);
    expect(arrows[0]!.text).toMatch(/CREATE talk, 0\.06\d+ s$/);
    expect(notes.some((note) => note.includes("cut"))).toBe(true);
    expect(notes.some((note) => note.includes("aborted"))).toBe(true);
  });

  test("of a long piece stays small and says how much is left out", () => {
    const { run, frames } = talked();
    run.advanceTo(30_000_000);
    frames.catchUp();
    const text = mermaidText(run, frames.telling, { rows: [0, run.journal.rowEnd] });
    const { arrows, notes } = checkMermaid(text);
    expect(arrows.length + notes.length).toBeLessThanOrEqual(MERMAID_LINES_MAX + 1);
    expect(notes.at(-1)).toMatch(/^and \d+ more/);
    expect(text.length).toBeLessThan(50_000);
  });

  test("escapes names, whatever they are", () => {
    const names = ['end; x-->>y: "#boo"', "a%%b", "<script>", "wrap:x", "participant", "日本 \u{1f600}", "{}[]\\"];
    const made = ranTo(1_000, {});
    for (const name of names) {
      const told = { ...made.frames.telling, names: Object.create(made.run.names, { node: { value: () => name } }) as typeof made.run.names };
      const { participants } = checkMermaid(mermaidText(made.run, told, { last: 30 }));
      expect(participants).toContain(name);
    }
  });

  test("of an empty piece is a diagram all the same", () => {
    const { run, frames } = talked();
    expect(checkMermaid(mermaidText(run, frames.telling, { transaction: "nobody" })).arrows).toEqual([]);
  });
});
