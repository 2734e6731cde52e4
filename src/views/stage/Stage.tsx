import type { StageProps } from "./stage-props.ts";

/** The topology: nodes, links and messages in flight on canvas, with everything one can do to them. */
export function Stage({ children }: StageProps) {
  return <div className="stage">{children}</div>;
}
