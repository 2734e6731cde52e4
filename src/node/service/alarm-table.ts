interface Alarm {
  readonly base: number;
  readonly key: number;
  readonly atUs: number;
}

/** The alarms of a node's services, which share one timer. In order of time; those of one time in order of their setting. */
export class AlarmTable {
  #all: Alarm[] = [];

  get count(): number {
    return this.#all.length;
  }

  /** The earliest; Infinity when there is none. */
  get nextUs(): number {
    return this.#all[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  add(alarm: Alarm): void {
    let at = this.#all.length;
    while (at > 0 && this.#all[at - 1]!.atUs > alarm.atUs) at--;
    this.#all.splice(at, 0, alarm);
  }

  remove(base: number, key: number): void {
    this.#all = this.#all.filter((each) => each.base !== base || each.key !== key);
  }

  /** The first that is due, taken out; undefined when none is. */
  take(nowUs: number): Alarm | undefined {
    return this.nextUs <= nowUs ? this.#all.shift() : undefined;
  }

  clear(): void {
    this.#all.length = 0;
  }
}
