import { say } from "../fill.ts";
import type { Run } from "../run.ts";
import { sayCommand } from "../sentence-commands.ts";
import type { BranchShown, TapeShown } from "../shown-tape.ts";
import type { Branch } from "./branch.ts";
import type { Tape } from "./tape.ts";

export function tapeShown(tape: Tape, seekingPerMille: number | null, undone: Branch | null): TapeShown {
  const { cursor, head, oldest, isLive, branch, branches, breakpoints, stoppedAt, keyFrames, keyFrameBytes } = tape;
  const index = lastOwnCommand(cursor.run);
  return {
    row: cursor.run.journal.rowEnd,
    rowEnd: head.run.journal.rowEnd,
    endUs: head.run.nowUs,
    live: isLive,
    seekingPerMille,
    oldestRow: oldest.rowEnd,
    oldestUs: oldest.nowUs,
    rowsMax: head.run.journal.pages.limits.rowsMax,
    keyFrames: keyFrames.all.length,
    keyFrameBytes,
    branch: branch.id,
    branches: branches.map(branchShown),
    undo: index < 0 ? null : say("tape.undo", { what: sayCommand(cursor.run.command(index)!.command, cursor.run.names) }),
    redo: undone === null ? null : say("tape.redo", { branch: undone.name }),
    breakpoints: breakpoints.view(),
    stoppedAt: stoppedAt === null ? null : { breakpoint: stoppedAt.breakpoint, row: stoppedAt.row },
  };
}

function branchShown({ id, name, parent, forkRow, forkUs, head }: Branch): BranchShown {
  const { run } = head;
  return { id, name, parent: parent?.id ?? null, forkRow, forkUs, rowEnd: run.journal.rowEnd, endUs: run.nowUs, digest: run.digest };
}

/** Index into the log of the last command that is not the scenario's own and was not refused; -1 = there is none. */
export function lastOwnCommand(run: Run): number {
  const { log, refusals } = run.world;
  return log.findLastIndex(({ afterSteps }, index) => afterSteps !== undefined && !refusals.has(index));
}
