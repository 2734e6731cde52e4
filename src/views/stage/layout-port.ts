import type { LayoutTask } from "./force-layout.ts";

/** What the page and the layout worker say to each other. */
export type ToLayout =
  | { readonly type: "task"; readonly id: number; readonly task: LayoutTask }
  | { readonly type: "hold"; readonly id: number; readonly node: number; readonly x: number; readonly y: number }
  | { readonly type: "release"; readonly id: number; readonly node: number };

/** `id` of the task; places that come for an older one are thrown away. */
export interface FromLayout {
  readonly id: number;
  readonly xy: Float64Array;
  readonly done: boolean;
}
