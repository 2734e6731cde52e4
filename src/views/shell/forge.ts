import type { Session } from "../../store/session.ts";

/** Stops the run and opens the bytes of a message in flight, so that others can take their place. */
export async function forge(session: Session, message: number): Promise<void> {
  session.pause();
  const { message: found } = await session.query({ query: "message", message });
  if (found === null) return;
  session.select({ kind: "draft" });
  await session.startDraft({ hex: (found.record?.description ?? found.description).hex, message, end: { link: found.link, from: found.from } });
}
