import type { ReactNode } from "react";
import { Icon } from "./icons.tsx";

/** What the visitor unfolds comes into sight. (The toggle event will not do: it also comes for what is open from the start.) */
function showWhenOpen(details: HTMLElement | null): void {
  requestAnimationFrame(() => {
    if (details instanceof HTMLDetailsElement && details.open) details.scrollIntoView({ block: "nearest" });
  });
}

/** A part of a panel that folds; the browser's own disclosure, so that keyboard and find-in-page work. */
export function Fold({ title, side, open = false, children }: { readonly title: string; readonly side?: ReactNode; readonly open?: boolean; readonly children: ReactNode }) {
  return (
    <details className="fold" open={open}>
      <summary onClick={(event) => showWhenOpen(event.currentTarget.parentElement)}>
        <Icon name="right" />
        <h3>{title}</h3>
        {side}
      </summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}
