import { useEffect, useRef, type ReactNode } from "react";

const GLOW: Keyframe[] = [{ backgroundColor: "var(--accent-soft)", boxShadow: "0 0 0 3px var(--accent-soft)" }, { backgroundColor: "transparent", boxShadow: "0 0 0 3px transparent" }];

/** asked for once, when first needed */
let calm: MediaQueryList | undefined;

/**
 * A value that glows once when it changed while the same thing is being looked at (`of`). A value that changes faster than
 * it can glow stays calm until the last glow is over; under reduced motion nothing glows.
 */
export function Glow({ value, of, children }: { readonly value: string | number | boolean | null; readonly of: string; readonly children?: ReactNode }) {
  const element = useRef<HTMLSpanElement>(null);
  const seen = useRef({ of, value });
  const glowing = useRef<Animation | null>(null);
  useEffect(() => {
    const before = seen.current;
    seen.current = { of, value };
    const node = element.current;
    if (before.of !== of || before.value === value || node === null) return;
    // asked of the animation itself: the element's list of them would have its style computed first
    if (glowing.current?.playState === "running" || (calm ??= matchMedia("(prefers-reduced-motion: reduce)")).matches) return;
    glowing.current = node.animate(GLOW, { duration: 900, easing: "ease-out" });
  }, [of, value]);
  return (
    <span ref={element} className="glow">
      {children ?? value}
    </span>
  );
}
