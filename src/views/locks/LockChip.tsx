import type { LockBoard, LockLine } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";
import { timeOf } from "../../texts/units.ts";
import { LockGlyph } from "./LockGlyph.tsx";

interface LockChipProps {
  readonly lock: LockLine;
  readonly board: LockBoard;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** One client's lock: its state, whose it is, which masters granted it. */
export function LockChip({ lock, board, chosen, onChoose }: LockChipProps) {
  const { conditions } = TEXTS.locks;
  const hollow = lock.state === "INVAL";
  const shown = hollow ? lock.wanted : lock.state;
  const title = [
    `${TEXTS.locks.chip(lock.node, conditions[lock.condition], shown, lock.name)}${lock.error === "" ? "" : `: ${lock.error}`}`,
    ...board.masters.map(({ label }, at) => TEXTS.locks.grant(label, TEXTS.locks.slot[lock.masters[at]!.state] ?? "")),
    TEXTS.locks.asked(timeOf(lock.askedUs)),
    TEXTS.locks.age(timeOf(lock.ageUs)),
  ].join("\n");
  return (
    <button type="button" className="lock-chip" data-condition={lock.condition} data-on={chosen || undefined} aria-pressed={chosen} title={title} onClick={onChoose}>
      <LockGlyph state={shown} hollow={hollow} />
      <b>{lock.node}</b>
      {lock.condition !== "held" && <span className="lock-condition">{conditions[lock.condition]}</span>}
      {lock.called && (
        <span className="lock-called">
          <span className="visually-hidden">{TEXTS.locks.called}</span>
        </span>
      )}
      {board.masters.length > 1 && <Grants lock={lock} board={board} />}
    </button>
  );
}

/** A dot for each master: filled when it granted. */
function Grants({ lock, board }: { readonly lock: LockLine; readonly board: LockBoard }) {
  const granted = lock.masters.filter(({ granted: what }) => what !== "INVAL").length;
  return (
    <span className="lock-grants">
      <span className="visually-hidden">{TEXTS.locks.grantedBy(granted, board.masters.length)}</span>
      {lock.masters.map(({ granted: what }, at) => (
        <i key={board.masters[at]!.label} data-granted={what !== "INVAL" || undefined} />
      ))}
    </span>
  );
}
