import { describe, expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { scenarioFromJson, scenarioToFile } from "../sim/scenario.ts";
import { World } from "../sim/world.ts";
import { Lab } from "../sim/world.testkit.ts";
import { Journal } from "./journal.ts";
import { runFileFromText, runFileText } from "./run-file.ts";

const hex = (text: string): string => Buffer.from(text).toString("hex");
const later = (whenUs: number, text: string): Command => ({ do: "schedule", whenUs, command: { do: "inject", link: "A-B", from: "A", bytes: hex(text), how: "raw" } });
const SMALL = { spanscope: 1, title: "Two", summary: "A and B", topology: { generate: "line:2" }, seed: 1 };

/** A world of real nodes over a file's scenario, played so many steps, with a command on the way. */
function played(file: unknown, act: { readonly afterSteps: number; readonly command: Command } | null, steps: number) {
  const read = scenarioFromJson(file);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const world = new World({ ...read.value, commands: read.value.commands });
  const journal = new Journal();
  while (world.steps < steps && world.step()) {
    if (world.steps === act?.afterSteps) world.apply(act.command);
    journal.append(world.trace);
    world.trace.drain();
  }
  return { world, journal, scenario: read.value };
}

describe("a command for later", () => {
  test("is applied at its time, and its row names the command that asked for it", () => {
    const made = new Lab();
    made.do(later(20_000, "later")).runTo(50_000);
    expect(made.heard("B")).toEqual(["0 up 0", "21000 bytes 0 later"]);
    const [asked, applied] = made.of("command");
    expect(asked).toMatchObject({ atUs: 0, cause: -1 });
    expect(applied).toMatchObject({ atUs: 20_000, cause: made.rows.indexOf(asked!) });
    expect(made.of("send")[0]).toMatchObject({ atUs: 20_000, cause: made.rows.indexOf(applied!) });
    expect(made.world.log.map(({ command, afterSteps }) => [command.do, afterSteps !== undefined])).toEqual([["schedule", true], ["inject", false]]);
  });

  test("several of one microsecond come in the order in which they were asked for, behind a scenario's own", () => {
    const own = { atUs: 20_000, command: { do: "inject", link: "A-B", from: "A", bytes: hex("own"), how: "raw" } } as const;
    const made = new Lab({ commands: [own] });
    made.do(later(20_000, "first")).do(later(20_000, "second")).runTo(50_000);
    expect(made.heard("B").slice(1)).toEqual(["21000 bytes 0 own", "21000 bytes 0 first", "21000 bytes 0 second"]);
  });

  test("until then the run is not settled", () => {
    const made = new Lab();
    made.runTo(5_000);
    expect(made.world.isSettled()).toBe(true);
    made.do(later(20_000, "later"));
    expect(made.world.isSettled()).toBe(false);
    expect(made.world.pendingWork().scheduledCommands).toBe(1);
    made.runTo(50_000);
    expect(made.world.isSettled()).toBe(true);
  });

  test("is refused for a time that has passed, and refused when its time comes where it makes no sense then", () => {
    const made = new Lab();
    made.runTo(9_000);
    expect(made.apply(later(8_999, "late"))).toBe("whenUs: a time not before now, 9000");
    made.do(later(9_000, "now")).do({ do: "schedule", whenUs: 12_000, command: { do: "dropMessage", message: 700 } }).runTo(20_000);
    expect(made.heard("B").at(-1)).toBe("10000 bytes 0 now");
    const refused = made.of("refused").at(-1)!;
    expect(refused.atUs).toBe(12_000);
    expect(made.world.refusals.get(refused.values[0]!)).toBe("message 700 is not in flight");
  });

  test("is in the digest, and a run file replays it between the same two steps", () => {
    const live = played(SMALL, { afterSteps: 30, command: later(1_700_000, "later") }, 200);
    expect(live.journal.digest).not.toBe(played(SMALL, null, 200).journal.digest);
    const text = runFileText(live.scenario, 1, live.world.log, live.world.steps, live.world.nowUs, live.journal.digest);
    const read = runFileFromText(text);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.commands).toEqual([{ atUs: expect.any(Number) as number, afterSteps: 30, command: later(1_700_000, "later") }]);
    const again = new World({ ...read.value.scenario, commands: [...read.value.scenario.commands, ...read.value.commands] });
    const journal = new Journal();
    while (again.steps < read.value.steps && again.step()) {
      journal.append(again.trace);
      again.trace.drain();
    }
    expect(journal.digest).toBe(live.journal.digest);
  });

  test("that was refused is in the run file as well, and refused again", () => {
    const live = played(SMALL, { afterSteps: 30, command: later(0, "late") }, 60);
    const read = runFileFromText(runFileText(live.scenario, 1, live.world.log, live.world.steps, live.world.nowUs, live.journal.digest));
    expect(read).toMatchObject({ ok: true, value: { commands: [{ command: { do: "schedule", whenUs: 0 } }] } });
  });
});

describe("a command for later in a file", () => {
  const file = (command: object): unknown => ({ ...SMALL, commands: [{ at: 1, do: "schedule", ...command }] });
  const faultOf = (command: object): string => {
    const read = scenarioFromJson(file(command));
    return read.ok ? "" : read.error.map(({ path, message }) => `${path}: ${message}`).join("\n");
  };

  test("is read, with its names checked at its own time, and written again", () => {
    const read = scenarioFromJson(file({ whenUs: "2s", command: { do: "heal", link: "A-B" } }));
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.commands).toEqual([{ atUs: 1, command: { do: "schedule", whenUs: 2_000_000, command: { do: "heal", link: "A-B" } } }]);
    expect(scenarioFromJson(scenarioToFile(read.value))).toEqual(read);
    const gone = { ...SMALL, commands: [{ at: 1, do: "schedule", whenUs: 9, command: { do: "heal", link: "A-B" } }, { at: 5, do: "removeNode", node: "B" }] };
    expect(scenarioFromJson(gone)).toMatchObject({ ok: false, error: [{ path: "commands[0].command.link" }] });
  });

  test.each([
    ["a time before its own", { whenUs: 0, command: { do: "resumeAll" } }, "commands[0].whenUs: expected a time that is not before the command's own"],
    ["no command", { whenUs: 5 }, "commands[0].command: "],
    ["an unknown one", { whenUs: 5, command: { do: "explode" } }, "commands[0].command.do: expected one of addNode"],
    ["its like", { whenUs: 5, command: { do: "schedule", whenUs: 6, command: { do: "resumeAll" } } }, "commands[0].command.do: expected one of addNode"],
    ["an unknown link", { whenUs: 5, command: { do: "heal", link: "A-C" } }, 'commands[0].command.link: no link "A-C" then'],
    ["odd hex", { whenUs: 5, command: { do: "inject", link: "A-B", from: "A", bytes: "abc", how: "raw" } }, "commands[0].command.bytes: expected bytes in hex"],
  ])("%s is told", (_, command, expected) => {
    expect(faultOf(command)).toContain(expected);
  });
});
