import { useEffect } from "react";
import { tinykeys } from "tinykeys";
import type { Session } from "../../store/session.ts";
import { type Action, contextOf } from "../palette/action.ts";
import { ACTIONS } from "../palette/actions.ts";
import { boundKeys } from "../palette/keys.ts";

/** The keys of the page are those of its actions. None of them works while a text is being typed, and none takes a key that means something where the focus is. */
export function useShortcuts(session: Session): void {
  useEffect(() => {
    const bindings = ACTIONS.flatMap((action) => (action.keys ?? []).flatMap(boundKeys).map((keys) => [keys, handlerOf(action, session)] as const));
    return tinykeys(window, Object.fromEntries(bindings));
  }, [session]);
}

function handlerOf(action: Action, session: Session): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented || (!action.anywhere && isTaken(event))) return;
    const context = contextOf(session);
    if (action.isOffered?.(context) === false) return;
    event.preventDefault();
    action.run(context);
  };
}

/** Typing, an open dialog, or a control that has a use for this key. */
export function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (isTyping(target) || document.querySelector("[role=dialog][data-state=open]") !== null) return true;
  if (event.key === " ") return target.closest("button, a, input, summary, [role=tab], [role=slider], [role=menuitem], [role=menu], [role=option]") !== null;
  // with Ctrl the arrows mean nothing to tabs, sliders and lists
  if (!event.ctrlKey && /^(Arrow|Page|Home$|End$)/.test(event.key)) return target.closest("input, select, [role=tab], [role=slider], [role=menu], [role=menuitem], [role=separator], [role=radio], [role=grid], [role=listbox], [role=tree], [role=application]") !== null;
  return false;
}

function isTyping(target: HTMLElement): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
