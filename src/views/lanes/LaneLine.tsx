import type { Lane, LaneHalf, LaneMarkKind } from "../../port/messages.ts";
import { CopyPips } from "../copies/CopyPips.tsx";
import { LANE_TEXTS } from "../../texts/sequence.ts";
import { TEXTS } from "../../texts/page.ts";
import { grouped, timeOf } from "../../texts/units.ts";
import { type LaneScale, percentAt } from "./lane-scale.ts";

interface LaneLineProps {
  readonly lane: Lane;
  readonly top: number;
  readonly scale: LaneScale;
  readonly selected: boolean;
  /** row of the event that is looked at */
  readonly event: number | null;
  readonly onSelect: () => void;
  readonly onMark: (row: number, node: string) => void;
}

/** A transaction: the command half filled, the reply half hollow, and what befell them. */
export function LaneLine({ lane, top, scale, selected, event, onSelect, onMark }: LaneLineProps) {
  const { line, command, reply, marks, dim } = lane;
  const ended = line.endedUs === null ? "" : `, ${LANE_TEXTS.ended(timeOf(line.endedUs))}`;
  return (
    <li className="lane-line" data-on={selected || undefined} data-dim={dim || undefined} style={{ transform: `translateY(${top}px)` }}>
      <button type="button" className="lane" aria-pressed={selected} title={`${TEXTS.states.transaction[line.state]}${ended}`} onClick={onSelect}>
        <span className="lane-name">
          <b>{line.name}</b> {line.from} → {line.to}
          {line.copies.length > 0 && <CopyPips states={line.copies} />}
        </span>
        <span className="lane-state" data-state={line.state}>
          {TEXTS.states.transaction[line.state]}
        </span>
      </button>
      <div className="lane-bars">
        <Bar half={command} kind="command" scale={scale} />
        {reply !== null && <Bar half={reply} kind="reply" scale={scale} />}
        {marks.map(({ kind, row, place, node }) => (
          <button
            key={row}
            type="button"
            className="lane-mark"
            data-on={row === event || undefined}
            aria-label={LANE_TEXTS.at(LANE_TEXTS.mark[kind], node, grouped(row))}
            title={LANE_TEXTS.at(LANE_TEXTS.mark[kind], node, grouped(row))}
            style={{ left: `${percentAt(scale, place)}%` }}
            onClick={() => onMark(row, node)}
          >
            <MarkShape kind={kind} />
          </button>
        ))}
      </div>
    </li>
  );
}

function Bar({ half, kind, scale }: { readonly half: LaneHalf; readonly kind: "command" | "reply"; readonly scale: LaneScale }) {
  const left = percentAt(scale, half.from);
  const right = percentAt(scale, half.to ?? scale.end);
  return <span className="bar" data-kind={kind} data-running={half.to === null || undefined} data-aborted={half.aborted || undefined} style={{ left: `${left}%`, width: `max(4px, ${right - left}%)` }} />;
}

/** The shapes of the sequence diagram. */
function MarkShape({ kind }: { readonly kind: LaneMarkKind }) {
  const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 2, strokeLinecap: "round" as const };
  return (
    <svg viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true" data-mark={kind}>
      {kind === "abort" || kind === "dead" ? (
        <path d="M-4 -4L4 4M4 -4L-4 4" {...stroke} strokeDasharray={kind === "dead" ? "2.5 2.5" : undefined} />
      ) : kind === "refused" ? (
        <path d="M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0ZM-3.4 0H3.4" {...stroke} />
      ) : (
        <>
          <path d="M-5 -5H5V5H-5Z" {...stroke} fill="var(--stage)" strokeWidth={1.6} strokeDasharray={kind === "placeholder" ? "2.5 2" : undefined} />
          <path d="M-5 5L5 -5" {...stroke} strokeWidth={1.6} />
        </>
      )}
    </svg>
  );
}
