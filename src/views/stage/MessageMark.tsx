import type { Family } from "../../port/messages.ts";
import { hueVariable, markOf } from "./marks.ts";

interface MessageMarkProps {
  readonly family: Family;
  readonly reply?: boolean;
  /** pixels of the square it stands in */
  readonly size?: number;
}

/** The mark of a message as it flies on the stage, for rows, lanes and keys. Decoration: the words stand beside it. */
export function MessageMark({ family, reply = false, size = 16 }: MessageMarkProps) {
  const mark = markOf(family, reply);
  const hue = hueVariable(family);
  return (
    <svg className="mark" width={size} height={size} viewBox="-8 -8 16 16" aria-hidden="true" focusable="false">
      <path
        d={mark.d}
        fill={mark.filled ? hue : "none"}
        stroke={hue}
        strokeWidth={mark.strokeWidth}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
