import type { Session } from "../../store/session.ts";

/** Stops the run and opens the bytes of a message in flight, so that others can take their place; of a sealed one its record, which is what flies. */
export async function forge(session: Session, message: number): Promise<void> {
  session.pause();
  await session.editMessage(message, true);
}
