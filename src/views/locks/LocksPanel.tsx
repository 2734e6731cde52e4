import { useState } from "react";
import type { LockBoard, LockLine, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { LockActions } from "./LockActions.tsx";
import { LockChip } from "./LockChip.tsx";
import { LockForm } from "./LockForm.tsx";
import "./locks.css";

const DOMAINS = ["TREE", "INUM", "ATTR", "DIRENT"] as const;

interface LocksPanelProps {
  readonly session: Session;
  readonly board: LockBoard | null;
  readonly topology: TopologyView | null;
  readonly selected: string | null;
}

/** CAC-01: inodes as rows, domains as columns; who holds what, and who waits for it. */
export function LocksPanel({ session, board, topology, selected }: LocksPanelProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  if (board === null || topology === null) return <EmptyState>{TEXTS.locks.empty}</EmptyState>;
  const lock = board.locks.find(({ name }) => name === chosen) ?? board.locks.find(({ transaction }) => transaction !== null && transaction === selected) ?? null;
  const choose = (line: LockLine): void => {
    setChosen(line.name);
    session.select(line.transaction === null ? { kind: "node", node: line.node } : { kind: "transaction", name: line.transaction });
  };
  return (
    <div className="locks-room">
      <div className="locks">
        <div className="lock-table-side">
          <p className="lock-sentence" aria-live="polite">
            {board.sentence}
          </p>
          {board.locks.length === 0 ? <EmptyState>{TEXTS.locks.none}</EmptyState> : <Table board={board} chosen={lock?.name ?? null} onChoose={choose} />}
          <Masters board={board} />
        </div>
        <div className="lock-side">
          <LockActions session={session} lock={lock} board={board} onGone={() => setChosen(null)} />
          <LockForm session={session} board={board} topology={topology} onTaken={setChosen} />
        </div>
      </div>
    </div>
  );
}

interface TableProps {
  readonly board: LockBoard;
  readonly chosen: string | null;
  readonly onChoose: (lock: LockLine) => void;
}

function Table({ board, chosen, onChoose }: TableProps) {
  return (
    <table className="lock-table">
      <caption className="visually-hidden">{TEXTS.locks.board}</caption>
      <thead>
        <tr>
          <th scope="col">{TEXTS.locks.inode}</th>
          {DOMAINS.map((domain) => (
            <th key={domain} scope="col" title={TEXTS.locks.domains[domain]}>
              {domain}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rowsOf(board).map((path) => (
          <Row key={path} path={path} board={board} chosen={chosen} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ path, board, chosen, onChoose }: TableProps & { readonly path: string }) {
  const depth = path === "/" ? 0 : path.split("/").length - 1;
  const here = board.locks.filter((lock) => lock.path === path);
  return (
    <tr data-empty={here.length === 0 || undefined}>
      <th scope="row" title={board.tree.includes(path) ? path : `${path}: ${TEXTS.locks.newName}`} data-new={!board.tree.includes(path) || undefined}>
        <span style={{ paddingLeft: `${depth * 12}px` }}>{path === "/" ? "/" : path.slice(path.lastIndexOf("/") + 1)}</span>
      </th>
      {DOMAINS.map((domain) => (
        <td key={domain}>
          {here
            .filter((lock) => lock.domain === domain)
            .map((lock) => (
              <LockChip key={lock.name} lock={lock} board={board} chosen={lock.name === chosen} onChoose={() => onChoose(lock)} />
            ))}
        </td>
      ))}
    </tr>
  );
}

/** The tree in its order, and behind each directory the names in it that are not there yet and that somebody asks for. */
function rowsOf(board: LockBoard): string[] {
  const wanted = [...new Set(board.locks.map(({ path }) => path))].filter((path) => !board.tree.includes(path)).sort();
  return board.tree.flatMap((path) => [path, ...wanted.filter((name) => name.slice(0, Math.max(1, name.lastIndexOf("/"))) === path)]);
}

function Masters({ board }: { readonly board: LockBoard }) {
  return (
    <p className="lock-masters">
      <span>{TEXTS.locks.masters}:</span>
      {board.masters.map(({ label, node }) => (
        <span key={label} data-down={node === null || undefined}>
          {node === null ? TEXTS.locks.noMaster(label) : TEXTS.locks.master(label, node)}
        </span>
      ))}
      <span>{TEXTS.locks.majority(board.majority, board.masters.length)}</span>
    </p>
  );
}
