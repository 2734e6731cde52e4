import type { Session } from "../../store/session.ts";

/** Goes to a simulated time of the run. */
export function seekTo(session: Session, atUs: number): void {
  session.seekTime(atUs);
}
