import { useEffect, useRef, useState, type ReactNode } from "react";
import { Group, Panel, Separator, usePanelRef } from "react-resizable-panels";
import type { Enlargeable, Side } from "../../store/ui.ts";
import { TEXTS } from "../../texts/page.ts";

export interface Rooms {
  readonly skips: ReactNode;
  readonly top: ReactNode;
  readonly tools: ReactNode;
  readonly stage: ReactNode;
  readonly bottom: ReactNode;
  readonly inspector: ReactNode;
  readonly tape: ReactNode;
}

interface WideLayoutProps extends Rooms {
  readonly enlarged: Readonly<Record<Enlargeable, boolean>>;
  readonly folded: Readonly<Record<Side, boolean>>;
  readonly onFold: (side: Side, folded: boolean) => void;
}

/** The drawing's proportions at 1440 by 900; smaller windows start with narrower sides. */
function startSizes(width: number, height: number): Readonly<Record<Side | "tall", number>> {
  return { left: width >= 1200 ? 268 : 252, right: width >= 1200 ? 380 : 312, bottom: height >= 840 ? 248 : 208, tall: Math.min(BOUNDS.bottom[1], Math.round(height * TALL_PART)) };
}

/** Tools, stage and lists share the left; the inspector has the height of the window. Sizes stay in pixels. */
export function WideLayout({ skips, top, tools, stage, bottom, inspector, tape, enlarged, folded, onFold }: WideLayoutProps) {
  const [start] = useState(() => startSizes(window.innerWidth, window.innerHeight));
  const left = useSide("left", start.left, folded.left, onFold);
  const right = useSide("right", start.right, folded.right, onFold);
  useSize(right.panelRef, enlarged.right, WIDE_PX, start.right);
  const low = useSide("bottom", start.bottom, folded.bottom, onFold);
  useSize(low.panelRef, enlarged.bottom, start.tall, start.bottom);
  return (
    <div className="lab">
      {skips}
      {top}
      <main>
        <Group orientation="horizontal" id="columns">
          <Panel id="main" minSize={320}>
            <Group orientation="vertical" id="rows">
              <Panel id="upper" minSize={160}>
                <Group orientation="horizontal" id="upper-columns">
                  <Panel id="left" {...left}>
                    <section className="panel" aria-label={TEXTS.page.left}>
                      {tools}
                    </section>
                  </Panel>
                  <Separator className="separator" aria-label={TEXTS.page.resizeLeft} />
                  <Panel id="stage" minSize={240}>
                    <div className="stage-room" id="stage-room" tabIndex={-1}>
                      {stage}
                    </div>
                  </Panel>
                </Group>
              </Panel>
              <Separator className="separator" aria-label={TEXTS.page.resizeBottom} />
              <Panel id="bottom" {...low}>
                <section className="panel" aria-label={TEXTS.page.bottom}>
                  {bottom}
                </section>
              </Panel>
            </Group>
          </Panel>
          <Separator className="separator" aria-label={TEXTS.page.resizeRight} />
          <Panel id="right" {...right}>
            <section className="panel" aria-label={TEXTS.page.right}>
              {inspector}
            </section>
          </Panel>
        </Group>
      </main>
      {tape}
    </div>
  );
}

/** Least and most pixels of a side. */
const BOUNDS: Readonly<Record<Side, readonly [number, number]>> = { left: [248, 460], right: [280, 860], bottom: [120, 640] };

/** As much of the inspector as bytes and fields need beside each other. */
const WIDE_PX = 760;
/** Of the window, for lists that are tall: the stage keeps enough to be clicked on. */
const TALL_PART = 0.52;

/** Gives a panel its usual or its large size when that is asked for; what a person dragged it to stays otherwise. */
function useSize(panelRef: ReturnType<typeof usePanelRef>, large: boolean, largePx: number, usualPx: number): void {
  const told = useRef(large);
  useEffect(() => {
    if (told.current === large) return;
    told.current = large;
    panelRef.current?.resize(large ? largePx : usualPx);
  }, [large, largePx, usualPx, panelRef]);
}

/** Folds and unfolds a panel as the page's state says; dragging it to nothing says so to the state. */
function useSide(side: Side, start: number, folded: boolean, onFold: WideLayoutProps["onFold"]) {
  const panelRef = usePanelRef();
  useEffect(() => {
    const panel = panelRef.current;
    if (panel === null || panel.isCollapsed() === folded) return;
    if (folded) panel.collapse();
    else panel.expand();
  }, [folded, panelRef]);
  const [minSize, maxSize] = BOUNDS[side];
  return {
    panelRef,
    defaultSize: start,
    minSize,
    maxSize,
    collapsible: true,
    collapsedSize: 0,
    groupResizeBehavior: "preserve-pixel-size",
    onResize: ({ inPixels }: { readonly inPixels: number }) => onFold(side, inPixels < 1),
  } as const;
}
