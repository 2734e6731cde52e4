import { useEffect, useRef } from "react";

/** What opens takes the focus as a whole: the first Tab then reaches its first control, and no hint pops up by itself. */
export function focusWhole(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/**
 * Where the focus goes when something that was open over the page closes: to where it was, unless what closed it has given
 * it to something else; `own` is what is its own, as a selector. Without this it would fall to the page's top, and whoever works by keyboard would start over.
 */
export function useFocusReturn(open: boolean, own: string): (event: Event) => void {
  const from = useRef<Element | null>(null);
  useEffect(() => {
    if (open) return undefined;
    // what opens may take the focus before it is known to be open: its own elements are not where the focus was
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement && target.closest(own) === null) from.current = target;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [open, own]);
  return (event) => {
    event.preventDefault();
    returnFocus(from.current);
  };
}

function returnFocus(to: Element | null): void {
  if (!isNowhere(document.activeElement) && document.activeElement?.closest("[role=dialog]") === null) return;
  if (to instanceof HTMLElement && to.isConnected) to.focus({ preventScroll: true });
  if (isNowhere(document.activeElement)) lastResort()?.focus({ preventScroll: true });
}

function isNowhere(element: Element | null): boolean {
  return element === null || element === document.body;
}

function lastResort(): HTMLElement | null {
  return document.querySelector<HTMLElement>("#stage-room");
}

/**
 * Focus is never lost: when the control that has it goes away (a button that is no longer there, a row that left a list),
 * the nearest thing around it that was there before and still is takes it.
 */
export function useFocusKeeper(): void {
  useEffect(() => {
    let around: HTMLElement[] = [];
    const note = ({ target }: FocusEvent): void => {
      // what opens over the page gives the focus back itself
      around = target instanceof HTMLElement && target.closest("#root") !== null ? ancestors(target) : [];
    };
    const keep = (): void => {
      if (around.length === 0 || around[0].isConnected || !isNowhere(document.activeElement)) return;
      const nearest = around.find((element) => element.isConnected && element.matches(":not(#root, .lab, main)"));
      const next = nearest === undefined ? null : (nearest.querySelector<HTMLElement>(FOCUSABLE) ?? nearest.closest<HTMLElement>(FOCUSABLE));
      (next ?? lastResort())?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => queueMicrotask(keep));
    document.addEventListener("focusin", note);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", note);
      observer.disconnect();
    };
  }, []);
}

const FOCUSABLE = "button:not(:disabled):not([tabindex='-1']), a[href], input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex='0']";

function ancestors(element: HTMLElement): HTMLElement[] {
  const found = [element];
  for (let one = element.parentElement; one !== null && one !== document.body; one = one.parentElement) found.push(one);
  return found;
}
