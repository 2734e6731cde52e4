import type { CommitBoard, CommitCell, CommitLine, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { CommitForm } from "./CommitForm.tsx";
import { ballotOf, CommitMark, markOf, wordsOf } from "./marks.tsx";
import "./commits.css";

/** Least widths: the first two columns, and that of one master. */
const FIXED_PX = 370;
const MASTER_PX = 140;

interface CommitsPanelProps {
  readonly session: Session;
  readonly board: CommitBoard | null;
  readonly topology: TopologyView | null;
  /** name of the selected transaction */
  readonly selected: string | null;
}

/** One row a commit: its coordinator with the votes it counts, and every configured master. */
export function CommitsPanel({ session, board, topology, selected }: CommitsPanelProps) {
  if (board === null || topology === null) return null;
  if (board.masters.length === 0) return <EmptyState>{TEXTS.commits.noMasters}</EmptyState>;
  return (
    <div className="commits">
      <CommitForm session={session} topology={topology} board={board} />
      {board.lines.length === 0 ? <EmptyState>{TEXTS.commits.empty}</EmptyState> : <Board session={session} board={board} selected={selected} />}
    </div>
  );
}

function Board({ session, board, selected }: { readonly session: Session; readonly board: CommitBoard; readonly selected: string | null }) {
  const hidden = board.count - board.lines.length;
  return (
    <div className="commit-scroller">
      <table className="commit-board" aria-label={TEXTS.commits.list} style={{ minWidth: FIXED_PX + MASTER_PX * board.masters.length }}>
        <thead>
          <tr>
            <th scope="col">{TEXTS.commits.commit}</th>
            <th scope="col">{TEXTS.commits.coordinator}</th>
            {board.masters.map(({ label, node, up }) => (
              <th key={label} scope="col">
                <b>{label}</b>
                <small>{node !== null && node !== label && ` ${TEXTS.commits.on(node)}`}</small>
                {!up && <small className="commit-down"> {TEXTS.commits.down}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {board.lines.map((line) => (
            <Row key={line.name} session={session} line={line} selected={selected} />
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className="commit-more">{TEXTS.commits.more(hidden)}</p>}
    </div>
  );
}

interface RowProps {
  readonly session: Session;
  readonly line: CommitLine;
  readonly selected: string | null;
}

function Row({ session, line, selected }: RowProps) {
  const open = line.coordinator === "preparing" || line.coordinator === "logging";
  return (
    <tr>
      <th scope="row">
        <span className="commit-name">
          <b>{line.name}</b>
          {open && (
            <Button small title={TEXTS.commits.abortHint} aria-label={`${TEXTS.commits.abort} ${line.name}`} onClick={() => session.onCommand({ do: "abortCommit", commit: line.name })}>
              {TEXTS.commits.abort}
            </Button>
          )}
        </span>
        <span className="commit-text" title={line.text}>
          {line.text}
        </span>
      </th>
      <td>
        <CoordinatorCell session={session} line={line} />
      </td>
      {line.masters.map((cell) => (
        <td key={cell.label}>
          <MasterCell session={session} cell={cell} selected={cell.transaction !== null && cell.transaction === selected} />
        </td>
      ))}
    </tr>
  );
}

/** The phase, and the votes of that phase against the majority of the configured masters. */
function CoordinatorCell({ session, line }: { readonly session: Session; readonly line: CommitLine }) {
  const { coordinator, masters, majority, acked, logged, blocked } = line;
  // One that was aborted in phase 1 never came to count what was logged.
  const counting = coordinator === "preparing" || (coordinator === "aborted" && logged === 0) ? "acked" : "logged";
  return (
    <button type="button" className="commit-cell" onClick={() => session.select({ kind: "node", node: line.node })}>
      <span className="commit-word">
        <b>{line.node}</b>{" "}
        <span data-phase={coordinator}>
          {TEXTS.commits.phase[coordinator]}
          {blocked && `, ${TEXTS.commits.blocked}`}
        </span>
      </span>
      {coordinator !== "forgotten" && (
        <span className="commit-votes">
          <Votes masters={masters} counting={counting} majority={majority} />
          {TEXTS.commits.votes(TEXTS.commits[counting], counting === "acked" ? acked : logged, masters.length, majority)}
        </span>
      )}
    </button>
  );
}

/** A box a master, filled when it has voted; the bar stands behind the last that makes a majority. */
function Votes({ masters, counting, majority }: { readonly masters: readonly CommitCell[]; readonly counting: "acked" | "logged"; readonly majority: number }) {
  const count = masters.filter((cell) => cell[counting]).length;
  return (
    <span className="votes" aria-hidden="true">
      {masters.map(({ label }, i) => (
        <i key={label} data-full={i < count || undefined} data-last={i === majority - 1 || undefined} />
      ))}
    </span>
  );
}

function MasterCell({ session, cell, selected }: { readonly session: Session; readonly cell: CommitCell; readonly selected: boolean }) {
  const { transaction, node } = cell;
  const words = `${wordsOf(cell)}${cell.up ? "" : `, ${TEXTS.commits.down}`}`;
  const select = () => {
    if (transaction !== null) session.select({ kind: "transaction", name: transaction });
    else if (node !== null) session.select({ kind: "node", node });
  };
  return (
    <button type="button" className="commit-cell" data-kind={markOf(cell)} data-down={!cell.up || undefined} data-on={selected || undefined} aria-label={TEXTS.commits.cell(cell.label, words)} onClick={select}>
      <span className="commit-word">
        <CommitMark kind={markOf(cell)} />
        {words}
      </span>
      <span className="commit-ballot">{ballotOf(cell)}</span>
    </button>
  );
}
