import type { CommitLogEntry } from "../../port/messages.ts";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { ballotOf, CommitMark, markOf, wordsOf } from "./marks.tsx";
import "./commits.css";

/** What a master has written down, as it will find it after a crash. */
export function CommitLog({ entries }: { readonly entries: readonly CommitLogEntry[] }) {
  if (entries.length === 0) return <EmptyState>{TEXTS.commits.logNone}</EmptyState>;
  return (
    <>
      <p className="field-hint commit-note">{TEXTS.commits.logNote}</p>
      <ul className="cards">
        {entries.map((entry) => (
          <li key={entry.operation} className="card">
            <p className="commit-word" data-kind={markOf(entry)}>
              <CommitMark kind={markOf(entry)} />
              <b>{entry.name}</b> {wordsOf(entry)}
            </p>
            <p className="commit-text">{entry.text}</p>
            <dl className="commit-facts">
              <dt>{TEXTS.commits.promised}</dt>
              <dd>{TEXTS.commits.ballot(entry.promised)}</dd>
              <dt>{TEXTS.commits.logged}</dt>
              <dd>{entry.loggedBallot === "none" ? TEXTS.inspector.none : `${TEXTS.commits.decision[entry.loggedDecision] ?? ""}, ${TEXTS.commits.ballot(entry.loggedBallot)}`}</dd>
              {entry.asksWith !== null && (
                <>
                  <dt>{TEXTS.commits.inDoubt}</dt>
                  <dd>{ballotOf(entry)}</dd>
                </>
              )}
              <dt>{TEXTS.commits.operation}</dt>
              <dd className="mono">{entry.operation}</dd>
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}
