import { memo } from "react";
import type { Frame, TopologyView } from "../../port/messages.ts";
import { addNodeAt, beginDividing } from "./actions.ts";
import { isCut, linkState } from "./facts.ts";
import type { Hands } from "./hands.ts";
import type { StageEngine } from "./stage-engine.ts";
import { TEXTS } from "../../texts/stage.ts";

const ZOOM_STEP = 1.35;

const ICONS = {
  add: "M8 3.25v9.5M3.25 8h9.5",
  divide: "M8 1.75v2.5M8 6.75v2.5M8 11.75v2.5M2.25 8h3M10.75 8h3M4 6.25L2.25 8L4 9.75M12 6.25L13.75 8L12 9.75",
  zoomIn: "M7 4.75v4.5M4.75 7h4.5M10.2 10.2L13.25 13.25M11.5 7a4.5 4.5 0 1 1-9 0a4.5 4.5 0 0 1 9 0Z",
  zoomOut: "M4.75 7h4.5M10.2 10.2L13.25 13.25M11.5 7a4.5 4.5 0 1 1-9 0a4.5 4.5 0 0 1 9 0Z",
  fit: "M2.75 6V3.75a1 1 0 0 1 1-1H6M10 2.75h2.25a1 1 0 0 1 1 1V6M13.25 10v2.25a1 1 0 0 1-1 1H10M6 13.25H3.75a1 1 0 0 1-1-1V10",
} as const;

interface StageToolsProps {
  readonly engine: StageEngine;
  readonly topology: TopologyView | null;
  readonly frame: Frame | null;
  readonly hands: Hands;
  readonly lookOnly: boolean;
}

/** The few buttons that lie on the stage itself. */
export const StageTools = memo(function StageTools({ engine, topology, frame, hands, lookOnly }: StageToolsProps) {
  const cut = topology?.links.some((_, link) => isCut(linkState(frame, link))) ?? false;
  const addInTheMiddle = (): void => {
    const { x, y } = engine.toWorld(engine.centre.x, engine.centre.y);
    addNodeAt(engine, hands, x, y);
  };
  const divideStage = (): void => {
    beginDividing(engine, hands);
    document.querySelector<HTMLElement>(".stage-surface")?.focus({ preventScroll: true });
  };
  return (
    <div className="stage-tools" role="toolbar" aria-label={TEXTS.tools} aria-orientation="horizontal">
      {cut && !lookOnly && (
        <button type="button" className="stage-tool stage-tool-text" onClick={() => hands.command({ do: "resumeAll" })}>
          {TEXTS.resumeAll}
        </button>
      )}
      {!lookOnly && (
        <div className="stage-tool-group">
          <Tool icon="add" label={TEXTS.addNode} onClick={addInTheMiddle} />
          <Tool icon="divide" label={TEXTS.divide} onClick={divideStage} />
        </div>
      )}
      <div className="stage-tool-group">
        <Tool icon="zoomOut" label={TEXTS.zoomOut} onClick={() => engine.zoomBy(1 / ZOOM_STEP)} />
        <Tool icon="zoomIn" label={TEXTS.zoomIn} onClick={() => engine.zoomBy(ZOOM_STEP)} />
        <Tool icon="fit" label={TEXTS.fit} onClick={() => engine.fit()} />
      </div>
    </div>
  );
});

function Tool({ icon, label, onClick }: { icon: keyof typeof ICONS; label: string; onClick: () => void }) {
  return (
    <button type="button" className="stage-tool" aria-label={label} title={label} onClick={onClick}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path d={ICONS[icon]} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  );
}
