import { placeOf, type Axis } from "./axis.ts";
import type { Half, Halves } from "./halves.ts";

/** The command half filled, the reply half hollow, a red cross where one was aborted. */
export function HalfBars({ axis, halves }: { readonly axis: Axis; readonly halves: Halves }) {
  return (
    <div className="half-bars" aria-hidden="true">
      <Bar axis={axis} half={halves.command} kind="command" />
      <Bar axis={axis} half={halves.reply} kind="reply" />
    </div>
  );
}

function Bar({ axis, half, kind }: { readonly axis: Axis; readonly half: Half | null; readonly kind: "command" | "reply" }) {
  if (half === null) return <div className="half-bar" />;
  const left = placeOf(axis, half.fromUs);
  const right = placeOf(axis, half.toUs);
  return (
    <div className="half-bar">
      <span className="bar" data-kind={kind} data-running={half.running || undefined} style={{ left: `${left}%`, width: `max(4px, ${right - left}%)` }} />
      {half.aborted && (
        <svg className="bar-end" style={{ left: `${right}%` }} viewBox="0 0 12 12" width="12" height="12">
          <path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
        </svg>
      )}
    </div>
  );
}
