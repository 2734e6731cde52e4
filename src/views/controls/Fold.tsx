import type { ReactNode } from "react";
import { Icon } from "./icons.tsx";

/** A part of a panel that folds; the browser's own disclosure, so that keyboard and find-in-page work. */
export function Fold({ title, side, open = false, children }: { readonly title: string; readonly side?: ReactNode; readonly open?: boolean; readonly children: ReactNode }) {
  return (
    <details className="fold" open={open} onToggle={(event) => event.currentTarget.open && event.currentTarget.scrollIntoView({ block: "nearest" })}>
      <summary>
        <Icon name="right" />
        <h3>{title}</h3>
        {side}
      </summary>
      <div className="fold-body">{children}</div>
    </details>
  );
}
