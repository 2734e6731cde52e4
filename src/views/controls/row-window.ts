import { useLayoutEffect, useRef, useState, type RefObject } from "react";

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

/** The window of a scrolled list, kept at the end while it follows. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number, rowPx: number) {
  const [follows, setFollows] = useState(true);
  const [place, setPlace] = useState(NOWHERE);
  const last = useRef(NOWHERE);
  useLayoutEffect(() => {
    // before the browser paints, so that the end is never seen to run ahead
    if (follows) scroller.current?.scrollTo({ top: count * rowPx });
  }, [count, follows, rowPx, scroller]);
  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const before = last.current;
    last.current = placeOf(element);
    const { shown } = last.current;
    const stays = followsAfter(follows, before, last.current);
    setFollows(stays);
    // Where a list stands that follows is known: it is drawn once a beat, not once more for having been scrolled.
    setPlace((known) => (stays && follows && known.shown === shown ? known : last.current));
  };
  const show = (row: number, centred: boolean) => {
    setFollows(false);
    const element = scroller.current;
    if (element === null) return;
    element.scrollTo({ top: topFor(row, rowPx, placeOf(element), centred) });
    last.current = placeOf(element);
    setPlace(last.current);
  };
  return { ...rowWindow(count, rowPx, place, follows), follows, onScroll, show, toEnd: () => setFollows(true) };
}

function placeOf(element: HTMLElement): ScrollPlace {
  return { top: element.scrollTop, height: element.scrollHeight, shown: element.clientHeight };
}
