import { useCallback, useInsertionEffect, useState, useSyncExternalStore } from "react";
import type { Surroundings } from "../../store/session.ts";
import type { Theme } from "../../store/ui.ts";
import type { ThemeName } from "../theme/theme.ts";

/** At this width and below, the panels become drawers. */
const NARROW = "(max-width: 900px)";
const LIGHT = "(prefers-color-scheme: light)";
const REDUCED = "(prefers-reduced-motion: reduce)";

/** The same outside of React: at the moment of a key or a click. */
export function isNarrow(): boolean {
  return matchMedia(NARROW).matches;
}

export function useNarrow(): boolean {
  return useMedia(NARROW);
}

export function useReducedMotion(): boolean {
  return useMedia(REDUCED);
}

/** The theme that holds: what was chosen, else what the system prefers; written to <html> for the style sheets. */
export function useTheme(chosen: Theme): ThemeName {
  const light = useMedia(LIGHT);
  const theme = chosen === "system" ? (light ? "light" : "dark") : chosen;
  // Before any effect of those who read the colours of it.
  useInsertionEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}

function useMedia(query: string): boolean {
  const [media] = useState(() => matchMedia(query));
  const subscribe = useCallback(
    (changed: () => void) => {
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    [media],
  );
  return useSyncExternalStore(subscribe, () => media.matches);
}

/** The platform, as the store needs it. A page that is not seen draws nothing, and so asks for no further frame. */
export function browserSurroundings(): Surroundings {
  return {
    nowMs: () => performance.now(),
    beforePaint: (then) => void requestAnimationFrame(then),
    later: (ms, then) => void setTimeout(then, ms),
    storage: readableStorage(),
  };
}

/** Some browsers refuse even to name the storage. */
function readableStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
