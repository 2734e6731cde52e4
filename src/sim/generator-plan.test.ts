import { describe, expect, test } from "vitest";
import { scenarioFromJson, scenarioToFile } from "./scenario.ts";

const LOAD = { at: "1s", do: "generate", as: "load", everyUs: 10_000 };

function read(commands: readonly object[], more: object = {}) {
  return scenarioFromJson({
    spanscope: 1,
    title: "Two nodes",
    summary: "A and B",
    seed: 1,
    topology: { nodes: [{ id: "A", pfs: [{ label: "a" }] }, { id: "B", pfs: [{ label: "b" }] }], links: [{ a: "A", b: "B" }] },
    until: "5s",
    commands,
    ...more,
  });
}

function faults(command: object, more: object = {}): string[] {
  const made = read([{ ...LOAD, ...command }], more);
  return made.ok ? [] : made.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("a generator in a scenario file", () => {
  test("all of it is read, and written again the same", () => {
    const plans = [
      { ...LOAD, from: ["A"], to: ["b"], service: "shell", random: true, burst: 3, text: "span", holdUs: { least: 0, most: 9 }, count: 4, untilUs: 5_000_000 },
      { ...LOAD, as: "other", bytes: { least: 1, most: 2 } },
      { ...LOAD, as: "locks", service: "lock", holdUs: 5, lock: { keys: ["/home"], domain: "ATTR", state: "SHARED" } },
      { at: "2s", do: "stopGenerator", generator: "load" },
    ];
    const made = read(plans, { cluster: { masters: ["a"] } });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    expect(made.value.commands.map(({ atUs, command }) => ({ at: `${atUs / 1_000_000}s`, ...command }))).toEqual(plans);
    const again = scenarioFromJson(scenarioToFile(made.value));
    expect(again.ok && again.value.commands).toEqual(made.value.commands);
  });

  test.each([
    [{ everyUs: 99 }, "commands[0].everyUs: expected a whole number from 100 to 3600000000"],
    [{ burst: 257 }, "commands[0].burst: expected a whole number from 1 to 256"],
    [{ from: [] }, "commands[0].from: expected at least one name, or no list at all"],
    [{ from: ["C"] }, 'commands[0].from[0]: no node "C" then; expected one of A, B'],
    [{ to: ["a", "c"] }, 'commands[0].to[1]: no PFS "c" then; expected one of a, b'],
    [{ service: "ftp" }, "commands[0].service: expected one of echo, shell, oneWay, lock, commit"],
    [{ bytes: { least: 9, most: 3 } }, "commands[0].bytes: least is 9 and most is 3; expected no less"],
    [{ bytes: 4_097 }, "commands[0].bytes: expected a whole number from 0 to 4096"],
    [{ bytes: "many" }, 'commands[0].bytes: expected a whole number up to 4096, or bounds such as {"least": 1, "most": 100}'],
    [{ bytes: 3, text: "x" }, "commands[0].bytes: expected either text or bytes"],
    [{ service: "oneWay", holdUs: 5 }, "commands[0].holdUs: a one-way message opens nothing"],
    [{ service: "shell", bytes: 5 }, "commands[0].bytes: a shell reads lines; expected text"],
    [{ lock: { domain: "ATTR", state: "SHARED" } }, 'commands[0].lock: only for "service": "lock"'],
    [{ service: "commit" }, "commands[0]: a commit needs masters; expected their labels in cluster.masters"],
    [{ rate: 5 }, 'commands[0]: unknown key "rate"; expected at, do, as, from, to, service, everyUs, random, burst, bytes, text, holdUs, count, untilUs, lock'],
  ] as const)("%j is refused with what was expected", (command, said) => {
    expect(faults(command)).toContain(said);
  });

  test.each([
    [{ service: "lock", lock: { domain: "ATTR", state: "SHARED" } }, "commands[0].holdUs: expected how long a lock is kept"],
    [{ service: "lock", holdUs: 5 }, "commands[0].lock: expected what is locked: domain, state and keys"],
    [{ service: "lock", holdUs: 5, lock: { keys: ["/nowhere"], domain: "ATTR", state: "SHARED" } }, "commands[0].lock.keys[0]: there is no inode /nowhere; there are /, /home, /home/ann, /home/ann/notes, /home/bob, /var, /var/log"],
    [{ service: "commit", to: ["a"] }, "commands[0].to: a commit goes to the masters"],
  ] as const)("with masters, %j is refused with what was expected", (command, said) => {
    expect(faults(command, { cluster: { masters: ["a"] } })).toContain(said);
  });

  test("a run until quiet needs an end of every generator", () => {
    const said = 'until: the generator "load" never ends, so the run is never quiet; expected count or untilUs there, stopGenerator, or a time here';
    expect(faults({}, { until: "quiet" })).toEqual([said]);
    expect(faults({ count: 3 }, { until: "quiet" })).toEqual([]);
    expect(faults({ untilUs: 4_000_000 }, { until: "quiet" })).toEqual([]);
    expect(read([LOAD, { at: "2s", do: "stopGenerator", generator: "load" }], { until: "quiet" }).ok).toBe(true);
  });

  test("what it opens may be named by others, what it cannot open may not", () => {
    const named = (name: string, service: string) => read([{ ...LOAD, service }, { at: "2s", do: "close", transaction: name }]).ok;
    expect([named("load#1", "echo"), named("load#77", "shell"), named("load#0", "echo"), named("load", "echo"), named("lod#1", "echo"), named("load#1", "oneWay")]).toEqual([true, true, false, false, false, false]);
    expect(read([LOAD, LOAD]).ok).toBe(false);
    expect(read([{ at: "2s", do: "stopGenerator", generator: "load" }]).ok).toBe(false);
  });
});
