/**
 * What end-to-end tests may ask the stage, as pixels of the window: a canvas has no elements to look for. It answers,
 * it changes nothing; `data-idle` on the stage says the same as `idle()`.
 */
export type ProbeTarget = { readonly node: string } | { readonly link: string } | { readonly message: number };

export interface ProbePoint {
  readonly x: number;
  readonly y: number;
}

export interface StageProbe {
  /** where a click hits it; null = not there, or out of sight */
  pointOf(target: ProbeTarget): ProbePoint | null;
  /** messages as painted last, foremost first */
  messages(): readonly { readonly message: number; readonly x: number; readonly y: number }[];
  /** texts beside nodes and links, and the nodes, as boxes of the window as they were painted last; `of`: id of the node, or "link " and its id */
  labels(): readonly { readonly of: string; readonly text: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number }[];
  nodes(): readonly { readonly id: string; readonly x: number; readonly y: number; readonly radius: number }[];
  /** what the stage shows of the world, as parts of the whole mesh's box: 0 and 1 are its edges */
  sight(): { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } | null;
  /** ids of what a search has marked */
  matches(): readonly string[];
  /** "full", "mid" or "far" */
  density(): string;
  /** everything has its place and is painted: no layout, glide, zoom or effect is under way (messages may fly) */
  idle(): boolean;
  whenIdle(): Promise<void>;
}

declare global {
  /** Others of the page may add theirs. */
  interface SpanscopeProbes {
    stage?: StageProbe;
  }
  interface Window {
    __spanscope?: SpanscopeProbes;
  }
}

/** Puts the probe on the window, unless there is one: stages beside the first are not asked. The returned function takes it away. */
export function publishProbe(probe: StageProbe): () => void {
  if (window.__spanscope?.stage !== undefined) return () => {};
  window.__spanscope = { ...window.__spanscope, stage: probe };
  return () => {
    if (window.__spanscope?.stage === probe) delete window.__spanscope.stage;
  };
}
