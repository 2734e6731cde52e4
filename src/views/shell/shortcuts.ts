import { useEffect } from "react";
import { tinykeys } from "tinykeys";
import type { Session } from "../../store/session.ts";
import { SPEEDS, speedPosition } from "./speed.ts";

/** Keys of the page; none of them works while a text is being typed, and Space leaves buttons alone. */
export function useShortcuts(session: Session): void {
  useEffect(() => {
    const { ui } = session;
    const whenFree = (act: () => void) => (event: KeyboardEvent) => {
      if (isTyping(event) || event.defaultPrevented) return;
      event.preventDefault();
      act();
    };
    return tinykeys(window, {
      Space: (event) => {
        if (!isOnControl(event)) whenFree(session.togglePlay)(event);
      },
      ".": whenFree(session.stepEvent),
      f: whenFree(fitStage),
      "/": whenFree(() => findInFeed(session)),
      "Shift+?": whenFree(() => ui.openDialog({ kind: "shortcuts" })),
      "[": whenFree(() => changeSpeed(session, -1)),
      "]": whenFree(() => changeSpeed(session, 1)),
      t: whenFree(() => toggleTheme(session)),
      Escape: (event) => {
        if (!isTyping(event) && !event.defaultPrevented && ui.store.getState().dialog === null) session.select(null);
      },
    });
  }, [session]);
}

export function changeSpeed(session: Session, by: number): void {
  const now = session.mirror.getState().frame?.speedUsPerS;
  if (now === undefined) return;
  const position = Math.min(Math.max(speedPosition(now) + by, 0), SPEEDS.length - 1);
  session.setSpeed(SPEEDS[position]);
}

export function toggleTheme({ ui }: Session): void {
  ui.setTheme(document.documentElement.dataset.theme === "light" ? "dark" : "light");
}

/** The stage has a key of its own for it, while it has the focus; it is pressed for the visitor. */
function fitStage(): void {
  document.querySelector(".stage-surface")?.dispatchEvent(new KeyboardEvent("keydown", { key: "f" }));
}

/** Opens the events where they are folded away, and puts the cursor into their search field. */
function findInFeed({ ui }: Session): void {
  ui.setBottomTab("events");
  ui.fold("bottom", false);
  if (matchMedia("(max-width: 900px)").matches) ui.openDrawer("bottom");
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>("[data-feed-search]")?.focus());
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Where Space already means something. */
function isOnControl({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest("button, a, input, select, textarea, summary, [role=tab], [role=slider], [role=menuitem], [role=menu], [role=dialog]") !== null;
}
