import type { ReactNode } from "react";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { TEXTS } from "../../texts/explain.ts";
import "./explain.css";

/** In node view, in place of what only the system knows: why it is not shown, and the way back to where it is. */
export function SystemOnly({ session, why, children }: { readonly session: Session; readonly why: string; readonly children?: ReactNode }) {
  return (
    <div className="system-only">
      <p>{why}</p>
      <div className="system-only-acts">
        {children}
        <Button small onClick={() => session.explain.setNodeView(false)}>
          {TEXTS.view.toSystem}
        </Button>
      </div>
    </div>
  );
}
