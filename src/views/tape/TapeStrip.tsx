import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { Frame, TapeShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { readPalette, type Palette } from "../theme/palette.ts";
import type { ThemeName } from "../theme/theme.ts";
import { useBox } from "../controls/use-box.ts";
import { timeOf } from "../../texts/units.ts";
import { CHANGE_FILTER } from "./jumps.ts";
import { BRANCH_PX, BRANCHES_SHOWN, paintTape, placeOf, TAPE_PX } from "./paint-tape.ts";
import { TAPE_TEXTS } from "../../texts/tape.ts";
import { useMarks } from "./use-marks.ts";

interface TapeStripProps {
  readonly session: Session;
  readonly tape: TapeShown;
  readonly nowUs: number;
  readonly theme: ThemeName;
}

/** While a new place is asked for and not reached, another is asked for at the earliest after so long. */
const DRAG_MS = 150;

/** The strip: drag or press = pause and go there; arrows go event by event, with Shift change by change. */
export function TapeStrip({ session, tape, nowUs, theme }: TapeStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const cursor = useRef<HTMLSpanElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const { width } = useBox(box);
  const marks = useMarks(session, tape);
  const height = TAPE_PX + 2 + Math.min(BRANCHES_SHOWN, tape.branches.length - 1) * BRANCH_PX;

  useEffect(() => {
    const context = scaled(canvas.current, width, height);
    if (context !== null) paintTape(context, width, height, { ...tape, marks }, paletteFor(theme, canvas.current!));
  }, [marks, width, height, theme, tape]);

  useEffect(() => {
    const move = (frame: Frame | null): void => {
      if (cursor.current !== null && frame !== null) cursor.current.style.transform = `translateX(${placeOf(frame.nowUs, frame.tape.endUs, width)}px)`;
    };
    move(session.getFrame());
    return session.subscribeFrame(move);
  }, [session, width]);

  const drag = useDrag(session, box, tape.endUs);
  return (
    <div
      ref={box}
      className="tape-strip"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an <input> cannot be painted with what happened
      role="slider"
      tabIndex={0}
      aria-label={TAPE_TEXTS.strip}
      aria-valuemin={Math.floor(tape.oldestUs / 1_000)}
      aria-valuemax={Math.floor(tape.endUs / 1_000)}
      aria-valuenow={Math.floor(nowUs / 1_000)}
      aria-valuetext={TAPE_TEXTS.at(timeOf(nowUs), tape.row, timeOf(tape.endUs))}
      style={{ height }}
      onKeyDown={(event) => onKey(event, session, tape, nowUs)}
      {...drag}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <span ref={cursor} className="tape-cursor" data-live={tape.live || undefined} />
    </div>
  );
}

function onKey(event: KeyboardEvent, session: Session, tape: TapeShown, nowUs: number): void {
  const back = event.key === "ArrowLeft" || event.key === "PageUp";
  const page = Math.max(1, Math.floor(tape.endUs / 10));
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    if (event.shiftKey) session.jump(CHANGE_FILTER, back);
    else if (back) session.stepBack();
    else session.stepEvent();
  } else if (event.key === "PageUp" || event.key === "PageDown") session.seekTime(nowUs + (back ? -page : page));
  else if (event.key === "Home") session.seek(0);
  else if (event.key === "End") session.live();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** A press goes there at once; while it is dragged, the newest place is gone to as soon as the one before was shown. */
function useDrag(session: Session, box: React.RefObject<HTMLDivElement | null>, endUs: number) {
  const asked = useRef({ sequence: -1, ms: -Infinity });
  const go = (event: PointerEvent, force: boolean): void => {
    const { left, width } = box.current!.getBoundingClientRect();
    const sequence = session.getFrame()?.sequence ?? 0;
    const busy = sequence <= asked.current.sequence && event.timeStamp - asked.current.ms < DRAG_MS;
    if (busy && !force) return;
    asked.current = { sequence, ms: event.timeStamp };
    const part = Math.min(1, Math.max(0, (event.clientX - left) / width));
    if (part >= 1) session.live();
    else session.seekTime(part * endUs);
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      go(event, true);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event, false);
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event, true);
    },
  };
}

function scaled(canvas: HTMLCanvasElement | null, width: number, height: number): CanvasRenderingContext2D | null {
  const context = canvas?.getContext("2d") ?? null;
  if (canvas === null || context === null) return null;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** Reading a palette has the page's styles computed, so it is done once for each theme. */
const palettes = new Map<ThemeName, Palette>();

function paletteFor(theme: ThemeName, element: HTMLElement): Palette {
  let found = palettes.get(theme);
  if (found === undefined) palettes.set(theme, (found = readPalette(element)));
  return found;
}
