/** What opens takes the focus as a whole: the first Tab then reaches its first control, and no hint pops up by itself. */
export function focusWhole(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}
