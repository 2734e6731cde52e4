/** Broken promises that the fuzzer found are kept and replayed; that it is so is tried with planted ones. */
/* oxlint-disable typescript/unbound-method -- methods are planted over and called with their own `this` */
import { afterEach, describe, expect, test, vi } from "vitest";
import { EVENT } from "../node/events.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import { crashFileName, crashFromJson, crashToJson, replay } from "./crash.ts";
import { BATCH_MUTATIONS, type Crash, runBatch } from "./fuzz.ts";
import { minimised } from "./minimise.ts";
import { Tally } from "./tally.ts";

const FILES = import.meta.glob<unknown>("./crashes/*.json", { import: "default", eager: true });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("crashes that are kept", () => {
  test("every file is one", () => {
    for (const [path, file] of Object.entries(FILES)) expect([path, crashFromJson(file).ok]).toEqual([path, true]);
  });

  test.each(Object.entries(FILES))("[WIRE-09] %s is mended", (_, file) => {
    const crash = crashFromJson(file);
    if (!crash.ok) throw new Error(crash.error);
    expect(replay(crash.value)).toBeNull();
  });
});

/** A node that throws when it accepts a transaction. */
function plant(): void {
  const handle = ProtocolNode.prototype.handle;
  vi.spyOn(ProtocolNode.prototype, "handle").mockImplementation(function (this: ProtocolNode, nowUs, input, out) {
    handle.call(this, nowUs, input, out);
    for (let i = 0; i < out.count; i++) if (out.kinds[i] === 5 && out.fields[i * 10] === EVENT.spanUpdated) throw new Error(`planted ${nowUs}`);
  });
}

function planted(): Crash {
  plant();
  for (let batch = 0; batch < 8; batch++) {
    const crash = runBatch(1, batch, BATCH_MUTATIONS, new Tally());
    if (crash !== null) return crash;
  }
  throw new Error("the planted fault was not met");
}

describe("a crash", () => {
  test("is made small, written, read, and replayed to the same end; mended, it replays to nothing", () => {
    const crash = planted();
    expect(crash.sessions.length).toBeGreaterThan(3);
    const small = minimised(crash);
    expect([small.sessions.length, small.sessions[0]!.inputs.length]).toEqual([1, 1]);
    expect(small.sessions[0]!.inputs[0]!.bytes.length).toBeLessThanOrEqual(448);
    const read = crashFromJson(JSON.parse(crashToJson(small)));
    if (!read.ok) throw new Error(read.error);
    expect(read.value).toEqual(small);
    expect(replay(read.value)).toMatch(/^planted \d+$/);
    expect(crashFileName(small)).toMatch(/^planted-\d+-[a-z0-9-]+-1-\d+\.json$/);
    vi.restoreAllMocks();
    expect(replay(read.value)).toBeNull();
  });

  test("a file that is none is refused with what was expected", () => {
    const good = { spanscopeCrash: 1, what: "x", rig: "header", seed: 1, batch: 0, sessions: [{ stage: "up", inputs: [{ hex: "3248", aim: -1, lawful: -1, repair: 0, cuts: [], deep: true }] }] };
    expect(crashFromJson(good).ok).toBe(true);
    const refused = [null, {}, { ...good, rig: "none" }, { ...good, seed: "1" }, { ...good, sessions: [] }, { ...good, sessions: [{ stage: "up", inputs: [{ hex: "3" }] }] }];
    for (const one of refused) expect(crashFromJson(one)).toMatchObject({ ok: false, error: expect.stringContaining("expected") });
  });
});
