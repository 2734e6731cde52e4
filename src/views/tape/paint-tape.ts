import type { BranchShown, TapeMark, TapeMarks } from "../../port/messages.ts";
import { TAPE_MARKS } from "../../store/contract.ts";
import type { Palette } from "../theme/palette.ts";

export interface TapePicture {
  readonly marks: TapeMarks | null;
  readonly endUs: number;
  readonly oldestUs: number;
  readonly branches: readonly BranchShown[];
  readonly branch: number;
}

/** Height of the painted tape, and of the lines of other branches beneath it. */
export const TAPE_PX = 22;
export const BRANCH_PX = 4;
export const BRANCHES_SHOWN = 4;

const MARK_PX = 2;

/** Where a time lies on a tape so many pixels wide. */
export function placeOf(atUs: number, endUs: number, width: number): number {
  return endUs <= 0 ? width : (Math.min(atUs, endUs) / endUs) * width;
}

/**
 * The whole run on one strip: when the mesh was settling (a band of teal) and how much changed, transactions that opened (amber, above), spans that closed (grey, below),
 * and as lines over the whole height what somebody did (text), cuts and aborts (red, with a cross) and violations (red, with a bolt).
 */
export function paintTape(context: CanvasRenderingContext2D, width: number, height: number, picture: TapePicture, colours: Palette): void {
  context.clearRect(0, 0, width, height);
  context.fillStyle = colours.raised;
  context.fillRect(0, 0, width, TAPE_PX);
  paintPeriods(context, width, picture, colours);
  paintCounts(context, width, picture, colours);
  paintForgotten(context, width, picture, colours);
  paintLines(context, width, picture, colours);
  paintBranches(context, width, picture, colours);
}

/** Counts by pixel column, so that several stretches that share a pixel are one. */
function columnsOf({ marks, endUs }: TapePicture, mark: TapeMark, width: number): Float64Array {
  const columns = new Float64Array(Math.max(1, Math.ceil(width)));
  if (marks === null) return columns;
  const kind = TAPE_MARKS.indexOf(mark);
  for (let bucket = 0; bucket < marks.buckets; bucket++) {
    const count = marks.counts[bucket * TAPE_MARKS.length + kind]!;
    if (count === 0) continue;
    const x = Math.min(columns.length - 1, Math.floor(placeOf((bucket + 0.5) * marks.bucketUs, endUs, width)));
    columns[x]! += count;
  }
  return columns;
}

function paintPeriods(context: CanvasRenderingContext2D, width: number, { marks, endUs }: TapePicture, colours: Palette): void {
  const periods = marks?.periodsUs ?? [];
  context.fillStyle = colours.teal;
  context.globalAlpha = 0.22;
  for (let at = 0; at < periods.length; at += 2) {
    const from = placeOf(periods[at]!, endUs, width);
    context.fillRect(from, 0, Math.max(1, placeOf(periods[at + 1]!, endUs, width) - from), TAPE_PX);
  }
  context.globalAlpha = 1;
}

function paintCounts(context: CanvasRenderingContext2D, width: number, picture: TapePicture, colours: Palette): void {
  const rows = [
    ["changes", colours.teal, 0.3, 0, TAPE_PX],
    ["spansOpened", colours.teal, 1, 8, 14],
    ["transactions", colours.amber, 1, 2, 7],
    ["spansClosed", colours.grey, 1, 15, 20],
  ] as const;
  for (const [mark, colour, strength, top, bottom] of rows) {
    const columns = columnsOf(picture, mark, width);
    const most = Math.log1p(Math.max(...columns));
    if (most === 0) continue;
    context.fillStyle = colour;
    for (let x = 0; x < columns.length; x++) {
      if (columns[x] === 0) continue;
      const part = 0.35 + (0.65 * Math.log1p(columns[x]!)) / most;
      context.globalAlpha = strength * part;
      context.fillRect(x, top, MARK_PX, bottom - top);
    }
    context.globalAlpha = 1;
  }
}

/** Before the oldest place that can be reached. */
function paintForgotten(context: CanvasRenderingContext2D, width: number, { oldestUs, endUs }: TapePicture, colours: Palette): void {
  const end = oldestUs === 0 ? 0 : placeOf(oldestUs, endUs, width);
  if (end < 1) return;
  context.fillStyle = colours.line;
  context.fillRect(0, 0, end, TAPE_PX);
  context.strokeStyle = colours.muted;
  context.lineWidth = 1;
  context.save();
  context.beginPath();
  context.rect(0, 0, end, TAPE_PX);
  context.clip();
  context.beginPath();
  for (let x = -TAPE_PX; x < end; x += 6) {
    context.moveTo(x, TAPE_PX);
    context.lineTo(x + TAPE_PX, 0);
  }
  context.stroke();
  context.restore();
}

function paintLines(context: CanvasRenderingContext2D, width: number, picture: TapePicture, colours: Palette): void {
  const mark = (of: TapeMark, colour: string, paint: (x: number) => void): void => {
    const columns = columnsOf(picture, of, width);
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    for (let x = 0; x < columns.length; x++) if (columns[x]! > 0) paint(x + 0.5);
  };
  mark("commands", colours.text, (x) => context.fillRect(x - 0.5, 0, 1, TAPE_PX));
  mark("cuts", colours.red, (x) => {
    context.fillRect(x - 0.75, 0, 1.5, TAPE_PX);
    context.fillRect(x - 2.5, 0, 5, 2);
  });
  mark("aborts", colours.red, (x) => cross(context, x, 5));
  mark("violations", colours.red, (x) => bolt(context, x, TAPE_PX - 6));
}

function cross(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x - 2.5, y - 2.5);
  context.lineTo(x + 2.5, y + 2.5);
  context.moveTo(x + 2.5, y - 2.5);
  context.lineTo(x - 2.5, y + 2.5);
  context.stroke();
}

function bolt(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x + 1.5, y - 4);
  context.lineTo(x - 2, y + 0.5);
  context.lineTo(x + 0.5, y + 0.5);
  context.lineTo(x - 1, y + 4.5);
  context.lineTo(x + 2.5, y - 0.5);
  context.lineTo(x, y - 0.5);
  context.closePath();
  context.fill();
}

/** The other futures, each from where it left to its end; those that are shown nowhere else. */
function paintBranches(context: CanvasRenderingContext2D, width: number, { branches, branch, endUs }: TapePicture, colours: Palette): void {
  const others = branches.filter(({ id }) => id !== branch).slice(-BRANCHES_SHOWN);
  for (const [at, other] of others.entries()) {
    const y = TAPE_PX + 2 + at * BRANCH_PX;
    const from = placeOf(other.forkUs, endUs, width);
    const to = Math.max(from + 3, placeOf(other.endUs, endUs, width));
    context.fillStyle = colours.muted;
    context.fillRect(from, y, to - from, 1.5);
    context.fillRect(from, y - 1.5, 1.5, 4.5);
  }
}
