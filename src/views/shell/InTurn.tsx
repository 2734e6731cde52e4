import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Frame, NodeView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { seenBy } from "../explain/seen-by.ts";
import { showsAtOnce, Waiting } from "./turns.ts";

interface InTurnProps {
  readonly session: Session;
  /** only what this node knows; null = all */
  readonly view: NodeView | null;
  /** how many frames of the page behind the stage; 0 = with it */
  readonly turn: number;
  /** draws what a panel's frame says; of parts that keep still when their properties do (memo) */
  readonly children: (panel: Frame | null) => ReactNode;
}

/**
 * A part of the page that follows the beat of the panels, rendered in a frame of its own while the run plays: with all of them in
 * one that frame would come late, and the stage would stutter with every beat. What is shown is at most `turn` frames
 * old; when the run stands still, never.
 */
export function InTurn({ session, view, turn, children }: InTurnProps) {
  const whole = useStore(session.mirror, ({ panel }) => panel);
  const topology = useStore(session.mirror, (mirror) => mirror.topology);
  const panel = useMemo(() => (view === null || whole === null ? whole : seenBy(view, whole)), [view, whole]);
  const [shown, show] = useState({ panel, topology, view });
  const newest = useRef(shown);
  const [waiting] = useState(() => new Waiting());
  const atOnce = turn === 0 || shown.view !== view || showsAtOnce(shown, { panel, topology });

  useEffect(() => {
    newest.current = { panel, topology, view };
    if (turn === 0) return;
    if (atOnce) return show(newest.current);
    waiting.begin(turn, () => show(newest.current));
  }, [panel, topology, view, turn, atOnce, waiting]);
  useEffect(() => () => waiting.end(), [waiting]);

  return children(atOnce ? panel : shown.panel);
}
