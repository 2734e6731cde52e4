import type { KeyFrames } from "./key-frames.ts";
import type { WatchedRun } from "../watched-run.ts";

/** One future of a run. */
export class Branch {
  readonly id: number;
  name: string;
  /** the branch that it left; null = the first, or its parent was deleted */
  parent: Branch | null;
  /** where it left its parent: rows below are common, and so are so many commands of the log */
  readonly forkRow: number;
  readonly forkUs: number;
  readonly forkCommands: number;
  /** the run at its end */
  readonly head: WatchedRun;
  readonly frames: KeyFrames;

  constructor(id: number, name: string, parent: Branch | null, head: WatchedRun, frames: KeyFrames) {
    this.id = id;
    this.name = name;
    this.parent = parent;
    this.head = head;
    this.frames = frames;
    this.forkRow = parent === null ? 0 : head.run.journal.rowEnd;
    this.forkUs = parent === null ? 0 : head.run.nowUs;
    this.forkCommands = parent === null ? 0 : head.run.world.log.length;
  }
}
