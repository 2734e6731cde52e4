import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import { useBox, useLessRoom } from "./use-box.ts";

/**
 * Which rows of a long list are drawn. All rows have one height, so the list is arithmetic: it costs the same at ten rows
 * and at a million, where a virtualiser that measures each row does not.
 */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

const OVERSCAN = 10;
/** A list that follows changes as a whole with every beat: what is not seen is not drawn. */
const OVERSCAN_FOLLOWING = 2;
const NEAR_PX = 12;

export interface ScrollPlace {
  readonly top: number;
  readonly height: number;
  readonly shown: number;
}

/** Rows to draw: those in sight and a few beyond. A list that follows its end draws the end, wherever it was scrolled to before it grew. */
export function rowWindow(count: number, rowPx: number, place: ScrollPlace, follows: boolean): RowWindow {
  const shown = Math.ceil(place.shown / rowPx) + 1;
  if (follows) return { from: Math.max(0, count - shown - OVERSCAN_FOLLOWING), to: count };
  const first = Math.floor(place.top / rowPx);
  return { from: Math.max(0, Math.min(first, count - 1) - OVERSCAN), to: Math.max(0, Math.min(count, first + shown + OVERSCAN)) };
}

/**
 * Whether a list still follows its end after it was scrolled from one place to another. Growth and following only ever
 * scroll down, so a step up is the visitor's wish, unless the list became shorter; coming to the end is a wish as well.
 */
export function followsAfter(follows: boolean, before: ScrollPlace, now: ScrollPlace): boolean {
  if (now.height - now.top - now.shown < NEAR_PX) return true;
  return follows && (now.top >= before.top - 1 || now.height < before.height);
}

/** Where to scroll so that a row is in sight: to the middle when asked for, else as little as possible. */
export function topFor(row: number, rowPx: number, place: ScrollPlace, centred: boolean): number {
  if (centred) return Math.max(0, row * rowPx - (place.shown - rowPx) / 2);
  if (row * rowPx < place.top) return row * rowPx;
  return Math.max(place.top, (row + 1) * rowPx - place.shown);
}

const NOWHERE: ScrollPlace = { top: 0, height: 0, shown: 600 };

/** How a list stands: where it was scrolled to, or that it follows its end, wherever that is. */
export interface Standing {
  readonly follows: boolean;
  readonly place: ScrollPlace;
}

/** After a scroll. Where a list stands that goes on following is known: it is drawn once a beat, not once more for having been scrolled. */
export function standingAfter(standing: Standing, before: ScrollPlace, now: ScrollPlace): Standing {
  const follows = followsAfter(standing.follows, before, now);
  return follows && standing.follows && standing.place.shown === now.shown ? standing : { follows, place: now };
}

/** Whether a row that could be seen is beneath the lower rim now that the list has less room. */
export function isCutOff(row: number, rowPx: number, place: ScrollPlace, shownBefore: number): boolean {
  const end = (row + 1) * rowPx - place.top;
  return end > place.shown && end - rowPx < shownBefore && end > 0;
}

/** The window of a scrolled list, kept at the end while it follows. `keep`: a row that stays in sight when something takes room from below. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number, rowPx: number, keep = -1) {
  const { height } = useBox(scroller);
  const [standing, setStanding] = useState<Standing>({ follows: true, place: NOWHERE });
  const { follows, place } = standing;
  const last = useRef(NOWHERE);
  useLayoutEffect(() => {
    // before the browser paints, so that the end is never seen to run ahead
    if (follows) scroller.current?.scrollTo({ top: count * rowPx });
  }, [count, follows, rowPx, height, scroller]);
  const onScroll = () => {
    if (scroller.current === null) return;
    const before = last.current;
    const now = placeOf(scroller.current);
    last.current = now;
    setStanding((known) => standingAfter(known, before, now));
  };
  const show = (row: number, centred: boolean) => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTo({ top: topFor(row, rowPx, placeOf(element), centred) });
    const now = placeOf(element);
    last.current = now;
    setStanding({ follows: false, place: now });
  };
  useLessRoom(height, (before) => {
    if (scroller.current !== null && !follows && keep >= 0 && isCutOff(keep, rowPx, placeOf(scroller.current), before)) show(keep, false);
  });
  return { ...rowWindow(count, rowPx, { ...place, shown: height || place.shown }, follows), follows, onScroll, show, toEnd: () => setStanding({ follows: true, place }) };
}

function placeOf(element: HTMLElement): ScrollPlace {
  return { top: element.scrollTop, height: element.scrollHeight, shown: element.clientHeight };
}
