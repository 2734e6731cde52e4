import type { Session } from "../../store/session.ts";
import { codeIn, unpacked } from "./link-codec.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";

/** Opens the run in the page's address, if there is one; false = there is none. */
export function openFromAddress(session: Session): boolean {
  const code = codeIn(location.hash);
  if (code === null) return false;
  void openCode(session, code);
  return true;
}

/** Opens the run of a link's code; what is wrong with it is said where openings are. */
export async function openCode(session: Session, code: string): Promise<void> {
  session.ui.showOpening({ state: "running", title: SHARE_TEXTS.opening.unpacking, perMille: 0, events: 0, nowUs: 0, endUs: 0, warnings: [] });
  const json = await unpacked(code);
  if (json.ok) {
    session.load({ run: json.value });
    return;
  }
  session.ui.showOpening({ state: "refused", faults: [{ path: "(file)", message: json.error }] });
  session.start();
}

/** The address without its run: what was opened is saved, and a reload shall find what became of it. */
export function forgetAddress(): void {
  if (codeIn(location.hash) !== null) history.replaceState(history.state, "", `${location.pathname}${location.search}`);
}
