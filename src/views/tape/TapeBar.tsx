import { memo } from "react";
import type { Frame } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button, IconButton } from "../controls/button.tsx";
import type { ThemeName } from "../theme/theme.ts";
import { timeOf } from "../../texts/units.ts";
import { BranchList } from "./BranchList.tsx";
import { BreakpointList } from "./BreakpointList.tsx";
import { JumpMenu } from "./JumpMenu.tsx";
import { TapeStrip } from "./TapeStrip.tsx";
import { TAPE_TEXTS } from "../../texts/tape.ts";
import "./tape.css";

interface TapeBarProps {
  readonly session: Session;
  readonly panel: Frame | null;
  readonly theme: ThemeName;
}

/** The tape of the whole run under everything else: where it stands, how to get elsewhere, and what other futures there are. */
export const TapeBar = memo(function TapeBar({ session, panel, theme }: TapeBarProps) {
  if (panel === null) return <footer className="tape" aria-label={TAPE_TEXTS.label} />;
  const { tape, nowUs } = panel;
  return (
    <footer className="tape" aria-label={TAPE_TEXTS.label}>
      <fieldset className="tape-steps group" aria-label={TAPE_TEXTS.label}>
        <IconButton look="quiet" small icon="stepBack" label={TAPE_TEXTS.back} hint="," disabled={tape.row <= tape.oldestRow} onClick={session.stepBack} />
        <IconButton look="quiet" small icon="step" label={TAPE_TEXTS.on} hint="." onClick={session.stepEvent} />
        <IconButton look="quiet" small icon="undo" label={tape.undo === null ? `${TAPE_TEXTS.undo}: ${TAPE_TEXTS.nothing}` : `${TAPE_TEXTS.undo}: ${tape.undo}`} disabled={tape.undo === null} onClick={session.undo} />
        <IconButton look="quiet" small icon="redo" label={tape.redo === null ? TAPE_TEXTS.redo : `${TAPE_TEXTS.redo}: ${tape.redo}`} disabled={tape.redo === null} onClick={session.redo} />
        <JumpMenu session={session} nowUs={nowUs} />
      </fieldset>
      <TapeStrip session={session} tape={tape} nowUs={nowUs} theme={theme} />
      <div className="tape-side">
        <span className="tape-where mono" title={TAPE_TEXTS.oldest(timeOf(tape.oldestUs))}>
          {tape.seekingPerMille === null ? timeOf(tape.endUs) : TAPE_TEXTS.seeking(Math.round(tape.seekingPerMille / 10))}
        </span>
        <Button small className="tape-live" aria-pressed={tape.live} title={tape.live ? TAPE_TEXTS.isLive : TAPE_TEXTS.inPast} aria-label={TAPE_TEXTS.liveLabel} data-live={tape.live || undefined} onClick={session.live}>
          {TAPE_TEXTS.live}
        </Button>
        <BranchList session={session} tape={tape} />
        <BreakpointList session={session} tape={tape} />
      </div>
    </footer>
  );
});
