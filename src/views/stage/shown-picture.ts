import type { Pointing } from "./paint-overlay.ts";
import type { Picture } from "./picture.ts";

/** What the stage shows at a moment, for whoever draws it elsewhere. */
export interface ShownPicture {
  readonly picture: Picture;
  readonly nowUs: number;
  readonly pointing: Pointing;
}

let source: (() => ShownPicture | null) | null = null;

/** The stage that is shown answers; the returned function takes that back. */
export function showPictures(of: () => ShownPicture | null): () => void {
  source = of;
  return () => {
    if (source === of) source = null;
  };
}

/** null while there is no stage, or nothing on it. */
export function shownPicture(): ShownPicture | null {
  return source?.() ?? null;
}
