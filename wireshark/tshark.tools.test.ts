import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCapture } from "../src/record/pcapng/reader.ts";
import { captureOf, WHOLE_RUN } from "../src/run/capture/capture-run.ts";
import { endedRun } from "../src/run/run.testkit.ts";
import { tellingOf } from "../src/run/run-telling.ts";
import { LIBRARY } from "../src/scenarios/library.ts";
import { differences, Expected, merged, tshark } from "./tshark.testkit.ts";

const BOUNDS = { packets: 10_000_000, interfaces: 1_000_000 };
const folder = mkdtempSync(join(tmpdir(), "spanscope-tshark-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a scenario's capture came to: packets, values compared, and where tshark and we differ. */
interface Outcome {
  packets: number;
  values: number;
  readonly different: string[];
}

const outcomes = new Map<string, Outcome>();

/** One file of many captures; one tshark reads them all. */
async function compare(file: string, named: readonly { readonly name: string; readonly capture: Uint8Array }[]): Promise<void> {
  const path = join(folder, file);
  const whole = merged(named);
  writeFileSync(path, whole);
  const capture = readCapture(whole, BOUNDS);
  const expected = new Expected(capture);
  for (const { name } of named) outcomes.set(name, { packets: 0, values: 0, different: [] });
  let rows = 0;
  await tshark(path, (row) => {
    rows++;
    const one = expected.next();
    const outcome = outcomes.get(/^.* over (.*)\/|^(.*)\/events$/.exec(capture.interfaces[one.packet.interface]!.name)!.slice(1).find((name) => name !== undefined)!)!;
    outcome.packets++;
    outcome.values += one.values.size;
    if (outcome.different.length < 20) outcome.different.push(...differences(row, one));
  });
  expect([rows, capture.fault]).toEqual([capture.packets.length, null]);
}

const FLOOD = "without-a-maximum-distance-it-never-ends";

beforeAll(async () => {
  const named = LIBRARY.flatMap(({ name, file }) => {
    const run = endedRun(file);
    const telling = tellingOf(run);
    const wire = { name, capture: captureOf(run, telling) };
    return run.journal.counters.sealed === 0 ? [wire] : [wire, { name: `${name}, decrypted`, capture: captureOf(run, telling, { ...WHOLE_RUN, decrypted: true }) }];
  });
  const isFlood = ({ name }: { readonly name: string }): boolean => name === FLOOD;
  await Promise.all([compare("flood.pcapng", named.filter(isFlood)), compare("library.pcapng", named.filter((one) => !isFlood(one)))]);
});

describe("tshark, with the dissector, and our decoder say the same of every packet", () => {
  test.each(LIBRARY.map(({ name }) => name))("%s", (name) => {
    const outcome = outcomes.get(name)!;
    expect(outcome.different).toEqual([]);
    expect(outcome.packets).toBeGreaterThan(20);
    expect(outcome.values).toBeGreaterThan(10 * outcome.packets);
  });

  test("[LINK-02] of encrypted links, too, with the messages in the clear", () => {
    const decrypted = [...outcomes].filter(([name]) => name.endsWith(", decrypted"));
    expect(decrypted.length).toBeGreaterThan(1);
    expect(decrypted.flatMap(([, { different }]) => different)).toEqual([]);
  });
});
