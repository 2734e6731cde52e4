import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The inside of an element in pixels, without its scroll bars. */
export function useBox(element: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [box, setBox] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const of = element.current;
    if (of === null) return undefined;
    const measure = () => setBox((now) => (now.width === of.clientWidth && now.height === of.clientHeight ? now : { width: of.clientWidth, height: of.clientHeight }));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(of);
    return () => observer.disconnect();
  }, [element]);
  return box;
}

/** Calls `then` with the height before when there is less now, before the browser paints: when the divider is dragged, or a bar comes in below. */
export function useLessRoom(height: number, then: (before: number) => void): void {
  const last = useRef(height);
  useLayoutEffect(() => {
    const before = last.current;
    last.current = height;
    if (height < before) then(before);
    // oxlint-disable-next-line react/exhaustive-deps -- when the room changes, and only then: who scrolls away is let go
  }, [height]);
}
