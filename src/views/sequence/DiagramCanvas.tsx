import { useEffect, useLayoutEffect, useRef, useState, type MouseEvent } from "react";
import type { SequenceWindow } from "../../port/messages.ts";
import { readPalette } from "../theme/palette.ts";
import { type Geometry, HEAD_PX, type Item, itemAt, rangeBetween, rowOfItem } from "./geometry.ts";
import { type Lit, paintSequence } from "./paint-sequence.ts";

interface DiagramCanvasProps {
  readonly geometry: Geometry;
  readonly columns: number;
  readonly found: SequenceWindow | null;
  readonly lit: Omit<Lit, "hover"> | null;
  readonly theme: string;
  /** dragging selects a piece; with Shift it always does */
  readonly selecting: boolean;
  readonly onLookAt: (item: Item) => void;
  readonly onPiece: (range: { readonly fromRow: number; readonly toRow: number } | null) => void;
}

interface Pointed {
  readonly item: Item | null;
  readonly x: number;
  readonly y: number;
  /** how far the axis was scrolled then */
  readonly top: number;
}

/** The picture itself, and what a pointer does to it: a sentence where it rests, a look where it clicks, a piece where it drags. */
export function DiagramCanvas({ geometry, columns, found, lit, theme, selecting, onLookAt, onPiece }: DiagramCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<Pointed | null>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const { width, height } = geometry;
  usePainting(canvas, geometry, columns, found, lit === null ? null : { ...lit, hover: hover?.item === undefined || hover.item === null ? null : rowOfItem(hover.item), piece: drag === null ? lit.piece : sorted(drag) }, theme);

  const pointed = (event: MouseEvent<HTMLCanvasElement>): Pointed => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return { item: found === null || y < HEAD_PX ? null : itemAt(geometry, found, x, y), x, y, top: geometry.top };
  };
  return (
    <>
      <canvas
        ref={canvas}
        style={{ width, height }}
        onPointerMove={(event) => {
          const at = pointed(event);
          if (drag === null) setHover(at.item === null ? null : at);
          else setDrag({ from: drag.from, to: at.y });
        }}
        onPointerLeave={() => setHover(null)}
        onPointerDown={(event) => {
          if (event.button !== 0 || (!event.shiftKey && !selecting)) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const { y } = pointed(event);
          setDrag({ from: y, to: y });
        }}
        onPointerUp={() => {
          if (drag === null) return;
          if (found !== null) onPiece(rangeBetween(geometry, found, drag.from, drag.to));
          setDrag(null);
        }}
        onClick={(event) => {
          const { item } = pointed(event);
          if (item !== null && !event.shiftKey && !selecting) onLookAt(item);
        }}
      />
      {hover !== null && hover.top === geometry.top && <Tip hover={hover} geometry={geometry} />}
    </>
  );
}

function sorted({ from, to }: { readonly from: number; readonly to: number }): { readonly from: number; readonly to: number } {
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

const TIP_PX = { width: 330, height: 70 } as const;

function Tip({ hover: { item, x, y }, geometry: { width, height } }: { readonly hover: Pointed; readonly geometry: Geometry }) {
  if (item === null) return null;
  const isLow = y > height - TIP_PX.height;
  return (
    <p className="sequence-tip" data-low={isLow || undefined} style={{ left: Math.min(x + 12, Math.max(8, width - TIP_PX.width)), top: isLow ? y - 14 : y + 14 }}>
      {item.is === "message" ? item.message.sentence : item.mark.sentence}
    </p>
  );
}

/** Painted before the browser shows the page, and once more when the theme has changed: the page sets its colours behind this picture. */
function usePainting(canvas: { readonly current: HTMLCanvasElement | null }, geometry: Geometry, columns: number, found: SequenceWindow | null, lit: Lit | null, theme: string): void {
  const [, again] = useState(0);
  useEffect(() => {
    const asked = requestAnimationFrame(() => again((times) => times + 1));
    return () => cancelAnimationFrame(asked);
  }, [theme]);
  useLayoutEffect(() => {
    if (canvas.current === null || found === null || lit === null || geometry.width === 0) return;
    paintSequence(sized(canvas.current, geometry.width, geometry.height), readPalette(canvas.current), geometry, columns, found, lit);
  });
}

/** The canvas in pixels of the screen, its context in those of the page. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("the browser gives no 2D context");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  return ctx;
}
