/** The timers of the nodes of a rig, by node and by the node's own number of the timer; in plain fields, so that a rig may be copied whole. */
export class NodeTimers {
  private readonly _atUs: readonly number[][];

  constructor(nodes: number) {
    this._atUs = Array.from({ length: nodes }, () => []);
  }

  set(which: number, timer: number, atUs: number): void {
    this._atUs[which]![timer] = atUs;
  }

  cancel(which: number, timer: number): void {
    this._atUs[which]![timer] = Number.POSITIVE_INFINITY;
  }

  /** Takes the earliest that is due by then, of several the first node's first; null = none. */
  take(untilUs: number): { readonly which: number; readonly timer: number; readonly atUs: number } | null {
    let due: { readonly which: number; readonly timer: number; readonly atUs: number } | null = null;
    for (let which = 0; which < this._atUs.length; which++) {
      const timers = this._atUs[which]!;
      for (let timer = 0; timer < timers.length; timer++) {
        const atUs = timers[timer]!; // undefined where none was ever set: then it is not due
        if (atUs <= untilUs && (due === null || atUs < due.atUs)) due = { which, timer, atUs };
      }
    }
    if (due !== null) this.cancel(due.which, due.timer);
    return due;
  }
}
