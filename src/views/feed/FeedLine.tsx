import type { KeyboardEvent } from "react";
import type { FeedRow } from "../../port/messages.ts";
import { BoltMark } from "../controls/mark.tsx";
import { MessageMark } from "../stage/MessageMark.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { TEXTS } from "../../texts/page.ts";
import { clockParts } from "../../texts/units.ts";

interface FeedLineProps {
  readonly row: FeedRow | undefined;
  readonly index: number;
  readonly count: number;
  readonly top: number;
  readonly height: number;
  readonly tabbable: boolean;
  readonly aimed: boolean;
  /** it has not happened yet where the tape stands */
  readonly toCome: boolean;
  readonly onSelect: () => void;
  readonly onFocus: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onRule: (rule: string) => void;
}

/** One event: when, of what family, its sentence, the rule that decided. */
export function FeedLine({ row, index, count, top, height, tabbable, aimed, toCome, onSelect, onFocus, onKey, onRule }: FeedLineProps) {
  return (
    <li className="feed-row" aria-setsize={count} aria-posinset={index + 1} data-index={index} data-severity={row?.severity} data-aimed={aimed || undefined} data-to-come={toCome || undefined} style={{ height, top }}>
      {row === undefined ? (
        <span>{TEXTS.feed.loading}</span>
      ) : (
        <>
          <Time us={row.atUs} />
          {row.severity === "violation" ? <BoltMark /> : <MessageMark size={14} family={row.severity === "abort" ? "abort" : row.family} />}
          <button type="button" className="feed-sentence" tabIndex={tabbable ? 0 : -1} title={row.sentence} onClick={onSelect} onFocus={onFocus} onKeyDown={onKey}>
            {row.sentence}
          </button>
          <RuleLink rule={row.rule} onRule={onRule} tabIndex={tabbable ? 0 : -1} />
        </>
      )}
    </li>
  );
}

function Time({ us }: { readonly us: number }) {
  const parts = clockParts(us);
  return (
    <time className="feed-time">
      {parts.toMs}
      <small>{parts.us}</small>
    </time>
  );
}
