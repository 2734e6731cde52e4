/** A clock that goes as fast as the event loop turns: real sockets get their turn between two of its moments, and nobody waits for time. */
import type { Alarm, Clock } from "./clock.ts";

const TURN_US = 1_000;

interface Set extends Alarm {
  readonly atUs: number;
  readonly order: number;
  readonly act: () => void;
}

export class FastClock implements Clock {
  private _nowUs = 0;
  private _alarms: Set[] = [];
  private _order = 0;

  nowUs(): number {
    return this._nowUs;
  }

  after(us: number, act: () => void): Alarm {
    const alarm: Set = { atUs: this._nowUs + us, order: this._order++, act, cancel: () => (this._alarms = this._alarms.filter((one) => one !== alarm)) };
    this._alarms.push(alarm);
    return alarm;
  }

  /** One turn of the event loop: a millisecond, and what is due in it. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    const untilUs = this._nowUs + TURN_US;
    for (;;) {
      const due = this._alarms.filter(({ atUs }) => atUs <= untilUs).sort((a, b) => a.atUs - b.atUs || a.order - b.order)[0];
      if (due === undefined) break;
      due.cancel();
      this._nowUs = Math.max(this._nowUs, due.atUs);
      due.act();
    }
    this._nowUs = untilUs;
  }

  /** Turns until it holds, at most for so long of this clock's time; whether it does. */
  async until(holds: () => boolean, us = 60_000_000): Promise<boolean> {
    for (const endUs = this._nowUs + us; this._nowUs <= endUs; await this.turn()) if (holds()) return true;
    return holds();
  }

  async pass(us: number): Promise<void> {
    await this.until(() => false, us);
  }
}
