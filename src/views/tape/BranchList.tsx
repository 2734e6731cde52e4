import { Popover } from "radix-ui";
import { useState } from "react";
import type { BranchShown, TapeShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { timeOf } from "../../texts/units.ts";
import { TAPE_TEXTS } from "../../texts/tape.ts";

const { branches: TEXTS, keeping: KEEPING } = TAPE_TEXTS;
/** What may be kept: events of the journal. */
const ROWS_CHOICES = [65_536, 262_144, 1_000_000, 4_000_000] as const;

interface BranchListProps {
  readonly session: Session;
  readonly tape: TapeShown;
}

/** The futures of the run: shown, renamed, deleted; and how much of the past is kept. */
export function BranchList({ session, tape }: BranchListProps) {
  const { branches, branch } = tape;
  const shown = branches.find(({ id }) => id === branch)!;
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button small className="tape-branches" data-many={branches.length > 1 || undefined}>
          <span>{TEXTS.open(shown.name, branches.length)}</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover tape-popover wide" side="top" align="end" sideOffset={8} collisionPadding={8} aria-label={TEXTS.label}>
          <h3>{TEXTS.label}</h3>
          <p className="field-hint">{TEXTS.hint}</p>
          <ul className="branch-list">
            {branches.map((one) => (
              <li key={one.id} data-shown={one.id === branch || undefined}>
                <BranchRow
                  session={session}
                  branch={one}
                  isShown={one.id === branch}
                  onCompare={() => {
                    setOpen(false);
                    session.ui.askCompare(one.id);
                  }}
                />
              </li>
            ))}
          </ul>
          <Keeping session={session} tape={tape} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function BranchRow({ session, branch, isShown, onCompare }: { readonly session: Session; readonly branch: BranchShown; readonly isShown: boolean; readonly onCompare: () => void }) {
  const { id, name, parent, forkUs, endUs, rowEnd, digest } = branch;
  const [draft, setDraft] = useState<string | null>(null);
  const finish = (): void => {
    if (draft !== null && draft.trim() !== "" && draft !== name) session.renameBranch(id, draft.trim());
    setDraft(null);
  };
  return (
    <>
      <div className="branch-row">
        <input
          className="input"
          aria-label={TEXTS.rename(name)}
          value={draft ?? name}
          maxLength={120}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === "Enter") finish();
          }}
        />
        {isShown ? (
          <span className="muted">{TEXTS.shown}</span>
        ) : (
          <>
            <IconButton look="quiet" small icon="right" label={TEXTS.switchTo(name)} onClick={() => session.switchBranch(id)} />
            <IconButton look="quiet" small icon="compare" label={TEXTS.compareWith(name)} onClick={onCompare} />
            <IconButton look="quiet" small icon="close" label={TEXTS.remove(name)} onClick={() => session.deleteBranch(id)} />
          </>
        )}
      </div>
      <p className="branch-facts">
        {parent === null ? TEXTS.first : TEXTS.left(timeOf(forkUs))} · {TEXTS.ends(timeOf(endUs), rowEnd)} · <span className="mono">{digest}</span>
      </p>
    </>
  );
}

function Keeping({ session, tape }: BranchListProps) {
  const { rowsMax, keyFrames, keyFrameBytes, oldestUs, oldestRow } = tape;
  const choices = [...new Set([...ROWS_CHOICES, rowsMax])].toSorted((x, y) => x - y).map((rows) => ({ value: String(rows), text: KEEPING.some(rows) }));
  return (
    <div className="tape-keeping">
      <SelectField label={KEEPING.rows} value={String(rowsMax)} choices={choices} onChoose={(value) => session.keepRows(Number(value))} />
      <p className="field-hint">
        {KEEPING.reaches(timeOf(oldestUs), oldestRow)} {KEEPING.frames(keyFrames, (keyFrameBytes / 1_048_576).toFixed(1))}
      </p>
    </div>
  );
}
