import type { FeedFilter } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { TEXTS } from "../../texts/page.ts";

/** The feed, with nothing but what concerns the thing that is looked at. */
export function ItsEvents({ session, of }: { readonly session: Session; readonly of: Partial<FeedFilter> }) {
  return (
    <Button small look="quiet" onClick={() => session.ui.showEventsOf(of)}>
      {TEXTS.inspector.itsEvents}
    </Button>
  );
}
