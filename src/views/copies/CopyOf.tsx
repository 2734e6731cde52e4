import { Fragment } from "react";
import type { MessageInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Lead } from "../inspector/Facts.tsx";
import { TEXTS } from "../../texts/page.ts";

interface CopyOfProps {
  readonly session: Session;
  readonly message: number;
  readonly copyOf: NonNullable<MessageInspection["copyOf"]>;
}

/** DUP-01: the other messages that carry the same. */
export function CopyOf({ session, message, copyOf }: CopyOfProps) {
  const others = copyOf.messages.filter((one) => one.message !== message);
  return (
    <>
      {TEXTS.copies.messageOf(copyOf.number)}
      {others.map(({ message: other, from, to }, i) => (
        <Fragment key={other}>
          {i === 0 ? `${TEXTS.copies.alsoOn} ` : ", "}
          <Lead onClick={() => session.select({ kind: "message", message: other })}>
            {from} → {to}
          </Lead>
        </Fragment>
      ))}
    </>
  );
}
