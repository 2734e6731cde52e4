/** Outlines that are given as SVG paths, made once each; who draws no pixels finds the path's text again. */

const paths = new Map<string, Path2D>();
const texts = new WeakMap<Path2D, string>();

export function pathOf(d: string): Path2D {
  let path = paths.get(d);
  if (path === undefined) {
    path = new Path2D(d);
    paths.set(d, path);
    texts.set(path, d);
  }
  return path;
}

/** The text of a path that `pathOf` made. */
export function textOfPath(path: Path2D): string {
  return texts.get(path) ?? "";
}
