import { useLayoutEffect, useState, type RefObject } from "react";

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
