interface Alarm {
  readonly base: number;
  readonly key: number;
  readonly atUs: number;
}

/** The alarms of a node's services, which share one timer. In order of time; those of one time in order of their setting. */
export class AlarmTable {
  private _all: Alarm[] = [];

  get count(): number {
    return this._all.length;
  }

  /** The earliest; Infinity when there is none. */
  get nextUs(): number {
    return this._all[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  add(alarm: Alarm): void {
    let at = this._all.length;
    while (at > 0 && this._all[at - 1]!.atUs > alarm.atUs) at--;
    this._all.splice(at, 0, alarm);
  }

  remove(base: number, key: number): void {
    this._all = this._all.filter((each) => each.base !== base || each.key !== key);
  }

  /** The first that is due, taken out; undefined when none is. */
  take(nowUs: number): Alarm | undefined {
    return this.nextUs <= nowUs ? this._all.shift() : undefined;
  }

  clear(): void {
    this._all.length = 0;
  }
}
