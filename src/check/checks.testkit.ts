import type { Outbox } from "../node/outbox.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import type { NodeConfig } from "../node/config.ts";
import type { Identities } from "../node/identities.ts";
import type { NodeInput } from "../node/inputs.ts";
import type { Prng } from "../base/prng.ts";
import { scenarioFromJson, type Scenario } from "../sim/scenario.ts";
import type { MakeNode } from "../sim/sim-node.ts";
import { World } from "../sim/world.ts";
import type { Check, Verdict } from "./check.ts";
import { allChecks, Checks } from "./checks.ts";

/** A run for tests of checks: a world and the checks, without journal; nodes may be replaced by faulty ones. */
export class CheckedWorld {
  readonly world: World;
  readonly checks: Checks;

  constructor(scenario: Scenario, makeNode?: MakeNode<ProtocolNode>, all: readonly Check[] = allChecks(scenario.switches, scenario.masters.length)) {
    this.world = new World(scenario, makeNode);
    this.checks = new Checks(this.world, all);
    this._seen();
  }

  /** Everything up to a simulated time; then the checks are told that the run is quiet. */
  runTo(atUs: number): this {
    while (this.world.nextTimeUs <= atUs) {
      this.world.step();
      this._seen();
    }
    this.world.advanceTo(atUs);
    return this;
  }

  quiet(): this {
    this.checks.atQuiet();
    return this;
  }

  verdict(name: string): Verdict {
    return this.checks.verdicts().find((one) => one.name === name)!.verdict;
  }

  /** Names of the checks in that state. */
  in(state: Verdict["state"]): string[] {
    return this.checks.verdicts().flatMap(({ name, verdict }) => (verdict.state === state ? [name] : []));
  }

  private _seen(): void {
    this.checks.afterStep();
    this.world.trace.drain();
  }
}

/** A scenario of some topology with text commands; every node offers a PFS labelled with its id. */
export function meshOf(topology: object, more: object = {}): Scenario {
  const result = scenarioFromJson({ spanscope: 1, title: "A test", summary: "For a test.", seed: 7, topology, ...more });
  if (!result.ok) throw new Error(result.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return result.value;
}

/** A node whose outputs a test may spoil after each input. */
export class SpoiltNode extends ProtocolNode {
  private readonly _spoil: (out: Outbox, input: NodeInput, node: ProtocolNode) => void;

  constructor(config: NodeConfig, identities: Identities, random: Prng, spoil: (out: Outbox, input: NodeInput, node: ProtocolNode) => void) {
    super(config, identities, random);
    this._spoil = spoil;
  }

  override handle(nowUs: number, input: NodeInput, out: Outbox): void {
    super.handle(nowUs, input, out);
    this._spoil(out, input, this);
  }
}

/** Nodes as usual but for number `number` (1 = the first). */
export function spoil(number: number, how: (out: Outbox, input: NodeInput, node: ProtocolNode) => void): MakeNode<ProtocolNode> {
  return (config, identities, random) => (config.number === number ? new SpoiltNode(config, identities, random, how) : new ProtocolNode(config, identities, random));
}
