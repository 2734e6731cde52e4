/** What the format of scenarios knows is drawn, or stands here with the reason why it is not. */
import { expect, test } from "vitest";
import { formatSettings, settingsOf } from "./format.testkit.ts";
import { drawCase } from "./generate-case.ts";

const SEEDS_MAX = 800;

/** Where a setting begins, and why no case has it. */
const NEVER_DRAWN: Readonly<Record<string, string>> = {
  "scenario.$schema": "is for editors",
  "scenario.hint": "is for readers",
  "scenario.view.pfs": "is for the page; the engine ignores it",
  "scenario.view.transaction": "is for the page",
  "scenario.view.board": "is for the page",
  "scenario.view.focus": "is for the page",
  "scenario.expect.": "says what must hold of one scenario; cases are judged by the checks",
  "scenario.topology.generate": "a case lists its nodes and links, so that it can be made smaller",
  "scenario.topology.offers": "goes with topology.generate",
  "scenario.topology.defaults": "a case writes out what every link has",
  "scenario.switches.profile=header": "is the default; links of a c2012 mesh say it themselves",
  "scenario.switches.silentReroute": "breaks a rule: spanscope hunt --variant silent-reroute, and a canary",
  "scenario.switches.earlySpanid": "breaks a rule: spanscope hunt --variant early-spanid, and a canary",
  "scenario.switches.endpointOnlyState": "breaks a rule: spanscope hunt --variant endpoint-only-state, and a canary",
  "node.role=outside": "nobody is outside of a hunt: bridges have tests of their own (docs/bridge.md)",
  "command outside": "goes with a node of role outside",
};

test(`every command and every setting that a scenario may have is in one of ${SEEDS_MAX} cases, or among those that never are`, { timeout: 120_000 }, () => {
  const known = formatSettings();
  const isNever = (setting: string): boolean => Object.keys(NEVER_DRAWN).some((start) => setting.startsWith(start));
  const missing = new Set([...known].filter((setting) => !isNever(setting)));
  const unknown = new Set<string>();
  const excepted = new Set<string>();
  expect(missing.size).toBeGreaterThan(300);
  for (let seed = 1; seed <= SEEDS_MAX && missing.size > 0; seed++) {
    for (const setting of settingsOf(drawCase(seed).file)) {
      missing.delete(setting);
      if (!known.has(setting)) unknown.add(setting);
      if (isNever(setting)) excepted.add(setting);
    }
  }
  expect([...missing]).toEqual([]);
  expect([...unknown]).toEqual([]);
  expect([...excepted], "what is drawn is no exception").toEqual([]);
  for (const start of Object.keys(NEVER_DRAWN)) expect([...known].some((setting) => setting.startsWith(start)), `${start} is of the format`).toBe(true);
});
