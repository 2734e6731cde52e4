import { filterOf } from "../run/filter/filter.ts";
import type { Tape } from "../run/tape/tape.ts";
import type { Control } from "./messages.ts";

export type TapeControl = Extract<Control, { control: "stepBack" | "seek" | "seekTime" | "jump" | "live" | "undo" | "redo" | "switchBranch" | "renameBranch" | "deleteBranch" | "addBreakpoint" | "enableBreakpoint" | "removeBreakpoint" | "keepRows" }>;

/** Carries out what is asked of the tape; a sentence when there is something to say about it. */
export function controlTape(tape: Tape, control: TapeControl): string | null {
  switch (control.control) {
    case "stepBack":
      tape.stepBack();
      return null;
    case "seek":
      tape.seek({ rowEnd: control.row + 1 });
      return null;
    case "seekTime":
      tape.seek({ atUs: control.atUs });
      return null;
    case "jump": {
      const read = filterOf(control.filter);
      if (!read.ok) return read.error.text;
      tape.jump(read.value, control.back);
      return null;
    }
    case "live":
      tape.live();
      return null;
    case "undo":
      tape.undo();
      return null;
    case "redo":
      tape.redo();
      return null;
    case "switchBranch":
      tape.switchTo(control.branch);
      return null;
    case "renameBranch":
      tape.rename(control.branch, control.name);
      return null;
    case "deleteBranch":
      tape.remove(control.branch);
      return null;
    case "addBreakpoint":
      return tape.breakpoints.add(control.filter);
    case "enableBreakpoint":
      tape.breakpoints.enable(control.breakpoint, control.enabled);
      return null;
    case "removeBreakpoint":
      tape.breakpoints.remove(control.breakpoint);
      return null;
    case "keepRows":
      tape.keepRows(control.rowsMax);
      return null;
  }
}

/** Controls after which the run goes on as it did; after the others it stands still. */
export function staysPlaying({ control }: TapeControl): boolean {
  return control === "renameBranch" || control === "deleteBranch" || control === "addBreakpoint" || control === "enableBreakpoint" || control === "removeBreakpoint" || control === "keepRows" || control === "live";
}
