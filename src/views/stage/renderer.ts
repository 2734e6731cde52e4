import type { RunningEffect } from "./effects.ts";
import type { PaintedLabel } from "./labels.ts";
import type { PaintedMessages } from "./paint-messages.ts";
import type { Pointing } from "./paint-overlay.ts";
import type { Picture, View } from "./picture.ts";

/**
 * Draws pictures of the mesh, in layers: what stands still until something changes (links, nodes, texts), and what moves
 * with every frame. The one implementation is Canvas 2D; another could stand in for it here.
 */
export interface Renderer {
  resize(width: number, height: number, pixelRatio: number): void;
  /** paints the standing layer anew and shows it */
  paintStanding(picture: Picture): void;
  /** shows the standing layer as it was painted, moved and scaled to another view: cheap, for while one zooms */
  moveStanding(view: View): void;
  paintMoving(picture: Picture, moment: Moment): Painted;
  /** the texts of the standing layer, as it was painted last */
  readonly paintedLabels: readonly PaintedLabel[];
  clear(): void;
  dispose(): void;
}

export interface Moment {
  /** the simulated time shown */
  readonly nowUs: number;
  readonly wallMs: number;
  readonly effects: readonly RunningEffect[];
  readonly pointing: Pointing;
}

export interface Painted {
  readonly messages: PaintedMessages;
  /** something is still changing by itself (links cooling off) */
  readonly moving: boolean;
}
