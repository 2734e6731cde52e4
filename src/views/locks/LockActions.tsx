import type { LockBoard, LockLine } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { TEXTS } from "../../texts/page.ts";
import { LockGlyph } from "./LockGlyph.tsx";

interface LockActionsProps {
  readonly session: Session;
  readonly lock: LockLine | null;
  readonly board: LockBoard;
  readonly onGone: () => void;
}

/** The chosen lock: who granted it, and what its user may do with it. */
export function LockActions({ session, lock, board, onGone }: LockActionsProps) {
  if (lock === null) return <p className="lock-choose muted">{TEXTS.locks.choose}</p>;
  const { name, state, condition } = lock;
  const held = state !== "INVAL";
  const letGo = async (): Promise<void> => {
    if (await session.command({ do: "unlock", lock: name })) onGone();
  };
  return (
    <section className="lock-chosen" aria-label={TEXTS.locks.chosen(name)}>
      <h3>
        <LockGlyph state={held ? state : lock.wanted} hollow={!held} />
        {TEXTS.locks.chosen(name)} <span className="muted">{`${lock.node} ${TEXTS.locks.conditions[condition]}`}</span>
      </h3>
      {lock.error !== "" && <p className="lock-error">{lock.error}</p>}
      <dl className="pairs">
        {board.masters.map(({ label }, at) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {TEXTS.locks.slot[lock.masters[at]!.state] ?? ""}
              {lock.masters[at]!.granted !== "INVAL" && `: ${TEXTS.locks.grants[lock.masters[at]!.granted]}`}
            </dd>
          </div>
        ))}
      </dl>
      <div className="act-row">
        {held && condition === "held" && state !== "SHARED" && (
          <Button small onClick={() => void session.command({ do: "narrow", lock: name, state: "SHARED" })}>
            {TEXTS.locks.narrow("SHARED")}
          </Button>
        )}
        {held && condition === "held" && lock.wanted === "SHARED" && (
          <Button small onClick={() => void session.command({ do: "upgrade", lock: name, state: "EXCLUSIVE" })}>
            {TEXTS.locks.upgrade("EXCLUSIVE")}
          </Button>
        )}
        {(condition === "waiting" || condition === "upgrading") && (
          <Button small onClick={() => void session.command({ do: "stopWaiting", lock: name })}>
            {TEXTS.locks.stop}
          </Button>
        )}
        {condition !== "refused" && condition !== "lost" && (
          <Button small onClick={() => void letGo()}>
            {condition === "deadlocked" ? TEXTS.locks.dismiss : TEXTS.locks.unlock}
          </Button>
        )}
      </div>
    </section>
  );
}
