/** Bridges of tests: small meshes, a fast clock, and what one looks for in them. */
import { replay } from "../run/replay.ts";
import { runFileFromText } from "../record/run-file.ts";
import { scenarioFromJson, type Scenario } from "../sim/scenario.ts";
import { Bridge, type BridgeOptions } from "./bridge.ts";
import type { FastClock } from "./clock.testkit.ts";
import type { BridgeLine } from "./lines.ts";
import { TcpBridge } from "./tcp.ts";

/** A line of controllers, each with a PFS labelled with its id. */
export function lineOf(ids: readonly string[], switches: object = {}): Scenario {
  const read = scenarioFromJson({
    spanscope: 1,
    title: `a line of ${ids.length}`,
    summary: "a mesh beside a bridge",
    seed: 3,
    switches,
    topology: { nodes: ids.map((id) => ({ id, pfs: [{ label: id }] })), links: ids.slice(1).map((id, i) => ({ a: ids[i], b: id })) },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

export interface Made {
  readonly bridge: Bridge;
  readonly tcp: TcpBridge;
  readonly lines: BridgeLine[];
  over: string | null;
}

export function made(clock: FastClock, options: Omit<BridgeOptions, "clockUs" | "onLine">): Made {
  const lines: BridgeLine[] = [];
  const bridge = new Bridge({ ...options, clockUs: clock.nowUs(), onLine: (line) => lines.push(line) });
  const result: Made = { bridge, lines, over: null, tcp: new TcpBridge(bridge, clock, (why) => (result.over = why)) };
  return result;
}

/** Labels of the PFSes that a node has a way to. */
export function known({ run }: Bridge, node: string): string[] {
  const { core } = run.world.nodeById(node)!.protocol;
  const labels = [...core.pfs.entries()].filter(({ first }) => first >= 0).map(({ first }) => run.world.identities.labelText(core.spans.identity(first)));
  return labels.sort();
}

/** The run file of a bridge, executed again with nobody outside, and with the checks that can judge such a run. */
export function replayed({ run }: Bridge, checks = true): { readonly digest: string; readonly steps: number; readonly violated: readonly string[] } {
  const file = runFileFromText(run.runFile());
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  const again = replay(file.value, { checks });
  return { digest: again.digest, steps: again.steps, violated: again.verdicts().flatMap(({ name, verdict }) => (verdict.state === "violated" ? [`${name}: ${verdict.text}`] : [])) };
}

/** Ends bridges, in the clock's time. */
export async function closed(clock: FastClock, ...bridges: readonly Made[]): Promise<void> {
  let over = false;
  void Promise.all(bridges.map(({ tcp }) => tcp.close("the test is over"))).then(() => (over = true));
  if (!(await clock.until(() => over))) throw new Error("a bridge does not end");
}
