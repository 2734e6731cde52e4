import { useLayoutEffect, useRef, useState, type RefObject } from "react";

interface Scrolls {
  scrollToIndex(index: number, options: { readonly align: "end" }): void;
}

const NEAR_PX = 12;

export interface ScrollPlace {
  readonly top: number;
  readonly height: number;
  readonly shown: number;
}

/**
 * Whether a list still follows its end after it was scrolled from one place to another. Growth and following only ever
 * scroll down, so a step up is the visitor's wish, unless the list became shorter; coming to the end is a wish as well.
 */
export function followsAfter(follows: boolean, before: ScrollPlace, now: ScrollPlace): boolean {
  if (now.height - now.top - now.shown < NEAR_PX) return true;
  return follows && (now.top >= before.top - 1 || now.height < before.height);
}

/** A list that is at its end stays there while it grows. */
export function useFollow(scroller: RefObject<HTMLDivElement | null>, count: number, rows: Scrolls) {
  const [follows, setFollows] = useState(true);
  const place = useRef<ScrollPlace>({ top: 0, height: 0, shown: 0 });
  useLayoutEffect(() => {
    if (follows && count > 0) rows.scrollToIndex(count - 1, { align: "end" });
    // oxlint-disable-next-line react/exhaustive-deps -- only growth moves the list
  }, [count, follows]);
  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const before = place.current;
    place.current = { top: element.scrollTop, height: element.scrollHeight, shown: element.clientHeight };
    setFollows((now) => followsAfter(now, before, place.current));
  };
  return { follows, onScroll, toEnd: () => setFollows(true), leave: () => setFollows(false) };
}
