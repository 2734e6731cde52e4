import { useRef, useState } from "react";

/**
 * The first of several equal values: what a frame brings is new with every frame, also where nothing changed. For plain
 * values only (numbers, texts, lists and records of them).
 */
export function useStable<T>(value: T): T {
  const [kept, keep] = useState(value);
  if (isSame(kept, value)) return kept;
  keep(value);
  return value;
}

/** A selector of a store that answers the first of several equal values: whoever reads through it is not rendered for a frame that brings nothing new. */
export function useStableOf<State, T>(select: (state: State) => T): (state: State) => T {
  const kept = useRef<{ readonly value: T } | null>(null);
  return (state) => {
    const value = select(state);
    if (kept.current === null || !isSame(kept.current.value, value)) kept.current = { value };
    return kept.current.value;
  };
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  return keys.every((key) => isSame(left[key], right[key]));
}
