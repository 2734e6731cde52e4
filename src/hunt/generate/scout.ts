import { assert } from "../../base/assert.ts";
import type { Command } from "../../sim/commands.ts";
import { TRACE, TRACE_FIELDS } from "../../sim/trace.ts";
import { World, type WorldConfig } from "../../sim/world.ts";

/** A message that somebody may do something to, as it was sent. */
export interface Sighted {
  readonly message: number;
  /** of the link that it is on */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Beyond so many steps nobody looks ahead any more: the case has no end, which whoever executes it finds. */
const STEPS_MAX = 200_000;
/** So many of the messages sent last are remembered. */
const SIGHTED_MAX = 48;

/**
 * Executes a draft as far as it has come. Messages have their numbers only when a run is there, so who draws a fault of one message goes
 * ahead with the run and looks what is on its way. The commands come at the same places as in the case, so the numbers are the same there.
 */
export class Scout {
  readonly world: World;
  private readonly _sighted: Sighted[] = [];

  constructor(config: Omit<WorldConfig, "commands">) {
    this.world = new World({ ...config, commands: [] });
    this._look();
  }

  /** A command of the draft: first in its microsecond, as in the case. */
  apply(atUs: number, command: Command): void {
    this.goTo(atUs);
    this.world.apply(command);
    this._look();
  }

  /** Everything before that time. */
  goTo(atUs: number): void {
    const { world } = this;
    while (world.nextTimeUs < atUs) this._step();
    if (atUs > world.nowUs && atUs <= world.nextTimeUs) world.advanceTo(atUs);
  }

  /** Messages that are on their way and arrive after this microsecond; goes on until there is one, but not beyond `untilUs`. */
  sight(untilUs: number): Sighted[] {
    const { world } = this;
    for (;;) {
      const found = this._onTheirWay();
      if (found.length > 0 || world.nextTimeUs >= untilUs) return found;
      this._step();
    }
  }

  private _step(): void {
    assert(this.world.steps < STEPS_MAX, "Scout: too many steps");
    this.world.step();
    this._look();
  }

  private _onTheirWay(): Sighted[] {
    if (this.world.flightCount === 0) return [];
    const { count, message, arriveUs } = this.world.listFlights(SIGHTED_MAX);
    const numbers = new Set<number>();
    for (let i = 0; i < count; i++) if (arriveUs[i] > this.world.nowUs + 1 && arriveUs[i] !== Number.POSITIVE_INFINITY) numbers.add(message[i]);
    return this._sighted.filter((one) => numbers.has(one.message));
  }

  private _look(): void {
    const { trace } = this.world;
    for (let row = 0; row < trace.count; row++) {
      const at = row * TRACE_FIELDS;
      if (trace.fields[at] !== TRACE.send) continue;
      this._sighted.push({ message: trace.fields[at + 4], id: this.world.links[trace.fields[at + 2]]!.id, bytes: trace.bytes[row]!.slice() });
    }
    if (this._sighted.length > SIGHTED_MAX) this._sighted.splice(0, this._sighted.length - SIGHTED_MAX);
    trace.drain();
  }
}
