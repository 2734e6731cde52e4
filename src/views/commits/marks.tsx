import type { CommitCell } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";

/** What a master knows of a commit, by shape: nothing, a promise, prepared, logged, finished one way or the other, or in doubt. */
export type CommitMarkKind = CommitCell["state"] | "doubt";

type Known = Pick<CommitCell, "state" | "inDoubt" | "asksWith" | "promised" | "loggedBallot" | "loggedDecision">;

export function markOf({ state, inDoubt }: Known): CommitMarkKind {
  return inDoubt ? "doubt" : state;
}

/** "in doubt, logged": what the shape says, in words. */
export function wordsOf({ state, inDoubt }: Known): string {
  return inDoubt ? `${TEXTS.commits.inDoubt}, ${TEXTS.commits.state[state]}` : TEXTS.commits.state[state];
}

/** The ballot that says most about it now: the one it asks with, the one it logged at, the one it promised. */
export function ballotOf({ state, asksWith, loggedBallot, loggedDecision, promised }: Known): string {
  if (asksWith !== null) return TEXTS.commits.asks(asksWith);
  if (state === "logged") return `${TEXTS.commits.decision[loggedDecision] ?? ""} ${loggedBallot}`;
  return state === "prepared" || state === "promised" ? TEXTS.commits.ballot(promised) : "";
}

export function CommitMark({ kind }: { readonly kind: CommitMarkKind }) {
  return (
    <svg className="commit-mark" data-kind={kind} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {SHAPES[kind]}
    </svg>
  );
}

const LINE = { fill: "none", stroke: "currentColor", strokeWidth: 1.7, strokeLinecap: "round", strokeLinejoin: "round" } as const;

const SHAPES = {
  unknown: <path d="M5 8h6" {...LINE} />,
  promised: <circle cx="8" cy="8" r="5" {...LINE} strokeDasharray="2.4 2.3" />,
  prepared: <circle cx="8" cy="8" r="5" {...LINE} />,
  logged: (
    <>
      <rect x="2.6" y="2.6" width="10.8" height="10.8" rx="2.4" {...LINE} />
      <rect x="5.4" y="5.4" width="5.2" height="5.2" rx="1" fill="currentColor" />
    </>
  ),
  committed: (
    <>
      <circle cx="8" cy="8" r="6.6" fill="currentColor" />
      <path d="M5.1 8.2l2 2 3.8-4.3" {...LINE} stroke="var(--panel)" />
    </>
  ),
  aborted: <path d="M4 4l8 8M12 4l-8 8" {...LINE} strokeWidth={2} />,
  doubt: (
    <>
      <path d="M8 1.6l6.4 6.4L8 14.4 1.6 8z" {...LINE} />
      <path d="M6.5 6.6a1.5 1.5 0 1 1 2.2 1.4c-.5.3-.7.6-.7 1.1" {...LINE} strokeWidth={1.4} />
      <circle cx="8" cy="11" r=".8" fill="currentColor" />
    </>
  ),
} as const;
