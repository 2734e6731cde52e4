import { exponential } from "../base/exponential.ts";
import type { Prng } from "../base/prng.ts";
import type { Amount, Command } from "./commands.ts";
import { type Moment, WAKE } from "./moment.ts";
import { GENERATED, TRACE } from "./trace.ts";

export type GenerateCommand = Extract<Command, { do: "generate" }>;

/** Something that a generator opened and will close. */
export interface Held {
  readonly generator: number;
  readonly what: "transaction" | "lock";
  /** of NamedTransactions, or of NamedLocks */
  readonly tag: number;
  /** row of the act that opened it */
  readonly cause: number;
}

/** One generator of traffic, as a command started it. */
export class TrafficGenerator {
  readonly index: number;
  readonly plan: GenerateCommand;
  /** a stream of its own (invariant 9) */
  readonly random: Prng;
  /** row of the command that started it */
  readonly cause: number;
  readonly startedUs: number;
  state: "running" | "paused" | "ended" = "running";
  /** when it acts next; Infinity = not */
  nextUs = Number.POSITIVE_INFINITY;
  /** acts so far, those that could not be included; each has its number */
  acts = 0;
  /** of those, the ones that could not be */
  failed = 0;
  /** what it opened last is called "load#" and this */
  named = 0;
  /** of what it opened, what it will still close */
  open = 0;
  /** labels it has chosen, as a row of the trace names them */
  readonly targets: string[] = [];

  constructor(index: number, plan: GenerateCommand, random: Prng, cause: number, startedUs: number) {
    this.index = index;
    this.plan = plan;
    this.random = random;
    this.cause = cause;
    this.startedUs = startedUs;
  }

  get name(): string {
    return this.plan.as;
  }

  targetIndex(label: string): number {
    const known = this.targets.indexOf(label);
    return known >= 0 ? known : this.targets.push(label) - 1;
  }

  /** To the next act: at least a microsecond. */
  intervalUs(): number {
    const { everyUs, random } = this.plan;
    return random === true ? Math.max(1, exponential(this.random, everyUs)) : everyUs;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.random.below(items.length)]!;
  }

  draw(amount: Amount): number {
    return typeof amount === "number" ? amount : amount.least + this.random.below(amount.most - amount.least + 1);
  }
}

/**
 * The generators of a run and what they hold open. An entry of the queue names a generator that acts (even row), or something
 * that is closed (odd row); what either does is said in generate.ts.
 */
export class Generators {
  /** in the order of their commands; ended ones stay, as their names are used up */
  readonly all: TrafficGenerator[] = [];
  /** acts that opened something with a name of its own */
  namedCount = 0;
  private readonly _byName = new Map<string, TrafficGenerator>();
  /** of a lock's tag: the act that took it last */
  readonly lockActs = new Map<number, number>();
  private readonly _held: (Held | null)[] = [];
  private readonly _free: number[] = [];
  private readonly _moment: Moment;

  constructor(moment: Moment) {
    this._moment = moment;
  }

  get(name: string): TrafficGenerator | undefined {
    return this._byName.get(name);
  }

  add(plan: GenerateCommand, random: Prng): TrafficGenerator {
    const generator = new TrafficGenerator(this.all.length, plan, random, this._moment.cause, this._moment.nowUs);
    this.all.push(generator);
    this._byName.set(plan.as, generator);
    return generator;
  }

  /** How many act again by themselves. */
  get running(): number {
    return this.all.reduce((sum, { state }) => sum + (state === "running" ? 1 : 0), 0);
  }

  /** What is open and will be closed. */
  get heldCount(): number {
    return this._held.length - this._free.length;
  }

  // -------------------------------------------------------------- the queue

  isDue(row: number, atUs: number): boolean {
    return (row & 1) === 1 || this.all[row >> 1]!.nextUs === atUs;
  }

  schedule(generator: TrafficGenerator, atUs: number): void {
    generator.nextUs = atUs;
    this._moment.wake(WAKE.generator, generator.index << 1, atUs);
  }

  hold(held: Held, untilUs: number): void {
    const slot = this._free.pop() ?? this._held.length;
    this._held[slot] = held;
    this.all[held.generator]!.open++;
    this._moment.wake(WAKE.generator, (slot << 1) | 1, untilUs);
  }

  /** What an entry with an odd row closes. */
  takeHeld(row: number): Held {
    const slot = row >> 1;
    const held = this._held[slot]!;
    this._held[slot] = null;
    this._free.push(slot);
    this.all[held.generator]!.open--;
    return held;
  }

  // -------------------------------------------------------------- what is told

  /** Adds a row that tells of a generator and returns its number; what follows from it has it as its cause. */
  tell(generator: TrafficGenerator, code: number, node: number, target: number): number {
    const { trace, nowUs } = this._moment;
    const row = trace.add(TRACE.generator, nowUs, node, -1, -1, -1, generator.cause);
    const at = trace.at(row);
    trace.fields[at + 6] = generator.index;
    trace.fields[at + 7] = code;
    trace.fields[at + 8] = generator.acts;
    trace.fields[at + 9] = target;
    return row;
  }

  /** It does nothing more by itself, for that reason. */
  end(generator: TrafficGenerator, code: number): void {
    this.tell(generator, code, -1, -1);
    this.stop(generator, "ended");
  }

  pause(generator: TrafficGenerator): void {
    this.tell(generator, GENERATED.paused, -1, -1);
    this.stop(generator, "paused");
  }

  stop(generator: TrafficGenerator, state: "paused" | "ended"): void {
    generator.state = state;
    generator.nextUs = Number.POSITIVE_INFINITY;
  }
}
