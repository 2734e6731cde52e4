import type { Session } from "../../store/session.ts";
import { TEXTS } from "../../texts/page.ts";
import { focusSoon, openSide, showCentre } from "./page-acts.ts";

/** The first stops of Tab: past the bar, into what one came for. */
export function SkipLinks({ session }: { readonly session: Session }) {
  const ways = [
    [TEXTS.page.skip, () => showCentre(session, "stage")],
    [TEXTS.page.skipTables, () => showCentre(session, "tables")],
    [TEXTS.page.skipInspector, () => (openSide(session, "right"), focusSoon(".inspector"))],
    [TEXTS.page.skipLists, () => (openSide(session, "bottom"), focusSoon(".bottom [role=tab][data-state=active]"))],
  ] as const;
  return (
    <nav className="skips" aria-label={TEXTS.page.skips}>
      {ways.map(([text, go]) => (
        <button key={text} type="button" className="skip" onClick={go}>
          {text}
        </button>
      ))}
    </nav>
  );
}
