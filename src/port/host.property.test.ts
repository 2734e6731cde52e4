import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runFileFromText } from "../record/run-file.ts";
import { replay } from "../run/replay.ts";
import { HostRig } from "./host.testkit.ts";
import type { Command, Control, Watch } from "./messages.ts";

const node = fc.constantFrom("A", "B", "C", "D", "E", "F", "Z");
const link = fc.constantFrom("A-B", "A-E", "B-C", "C-D", "E-F", "F-D", "B-E", "Z-Z");
const message = fc.nat(150);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant("cut" as const), link, how: fc.constantFrom("suspend" as const, "close" as const, "silent" as const) }),
  fc.record({ do: fc.constant("heal" as const), link }),
  fc.record({ do: fc.constantFrom("crash" as const, "powerLoss" as const, "restart" as const, "isolate" as const, "removeNode" as const), node }),
  fc.record({ do: fc.constant("open" as const), as: fc.constantFrom("t1", "t2", "t3"), from: node, to: fc.constantFrom("pfsA", "pfsD"), text: fc.string({ maxLength: 20 }) }),
  fc.record({ do: fc.constant("abort" as const), transaction: fc.constantFrom("t1", "t2", "talk"), midStream: fc.boolean() }),
  fc.record({ do: fc.constant("impair" as const), link, model: fc.record({ latencyUs: fc.nat(30_000), jitterUs: fc.nat(5_000), lossPerMillion: fc.nat(200_000), corruptPerMillion: fc.nat(100_000) }) }),
  fc.record({ do: fc.constant("corruptMessage" as const), message, bit: fc.nat(511) }),
  fc.record({ do: fc.constantFrom("dropMessage" as const, "duplicateMessage" as const), message }),
  fc.constant<Command>({ do: "resumeAll" }),
);

const watch: fc.Arbitrary<Watch> = fc.record({
  inspect: fc.oneof(
    fc.record({ kind: fc.constant("node" as const), node }),
    fc.record({ kind: fc.constant("link" as const), link }),
    fc.record({ kind: fc.constant("transaction" as const), name: fc.constantFrom("talk", "t1", "t2") }),
    fc.record({ kind: fc.constant("message" as const), message }),
  ),
  pfs: fc.constantFrom("pfsA", "pfsD", null),
  transaction: fc.constantFrom("talk", "t1", null),
  shell: fc.option(fc.constantFrom("tx-0", "tx-1")),
  feedFilter: fc.record({ families: fc.subarray(["abort", "data", "housekeeping"] as const), node: fc.option(node), link: fc.option(link), text: fc.constantFrom("", "span", "tx-0") }),
  board: fc.constantFrom("locks", "commits", null),
});

const control: fc.Arbitrary<Control> = fc.oneof(
  fc.constantFrom<Control>({ control: "play" }, { control: "pause" }, { control: "stepEvent" }),
  fc.record({ control: fc.constant("speed" as const), usPerS: fc.constantFrom(1_000, 50_000, 777_777) }),
  fc.record({ control: fc.constant("runTo" as const), atUs: fc.nat(900_000) }),
  fc.record({ control: fc.constant("watch" as const), watch }),
);

type Step = { readonly pass: number } | { readonly control: Control } | { readonly command: Command };
const step: fc.Arbitrary<Step> = fc.oneof(fc.record({ pass: fc.nat(700) }), fc.record({ control }), fc.record({ command }));

describe("whatever the page sends", () => {
  test("nothing makes the host fall", () => {
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 20 }), (requests) => {
        const rig = new HostRig(0.2);
        rig.host.start();
        for (const request of requests) {
          rig.host.receive(request);
          rig.host.receive({ type: "control", control: request });
          rig.host.receive({ type: "command", id: 1, command: request });
          rig.host.receive({ type: "query", id: 2, query: request });
        }
        expect(rig.of("crashed")).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("the run file of what came out replays to the same digest", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const rig = new HostRig(0.3);
        rig.host.start();
        for (const one of steps) {
          if ("pass" in one) rig.play(one.pass);
          else if ("control" in one) rig.control(one.control);
          else rig.command(one.command);
        }
        expect(rig.of("crashed")).toEqual([]);
        const file = runFileFromText(JSON.stringify(rig.runFile()));
        if (!file.ok) throw new Error(JSON.stringify(file.error));
        const again = replay(file.value);
        expect([again.digest, again.steps]).toEqual([file.value.digest, file.value.steps]);
      }),
      { numRuns: 40 },
    );
  });
});
