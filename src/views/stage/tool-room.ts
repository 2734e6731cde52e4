import { FULL_NODES_MAX, LARGE_NODES } from "./density.ts";
import type { Box } from "./label-placement.ts";
import type { Picture } from "./picture.ts";
import type { Insets } from "./viewport.ts";

/**
 * What stands upon the stage and hides what is beneath: the sentence above, the tools, the choice of the tree, and of a large mesh the
 * search and the overview (stage.css). Texts keep off it, and a mesh is fitted in between.
 */
const TOOLS_PX = { width: 280, height: 52 } as const;
/** where nothing can be done, there are only those for zooming */
const FEW_TOOLS_PX = { width: 132, height: 52 } as const;
const CAPTION_PX = { width: 464, height: 66 } as const;
const TREE_PX = { width: 188, height: 52 } as const;
const SEARCH_PX = { width: 196, height: 44 } as const;
const MAP_PX = { width: 204, height: 210 } as const;
const FOLDED_MAP_PX = { width: 100, height: 90 } as const;
/** On a narrower stage the tree stands above the tools, and all else on that side above it. */
const STACKED_PX = { below: 540, higher: 46 } as const;
/** On a narrower stage the overview is folded at first. */
export const MAP_FOLDED_BELOW_PX = 480;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The places where a text would be hidden. */
export function toolBoxes({ width, height, topology, ui }: Picture): Box[] {
  const cornered = (corner: Size, left: boolean, higher = 0): Box => ({ x: left ? 0 : width - corner.width, y: height - higher - corner.height, ...corner });
  if (ui.lookOnly === true) return [cornered(FEW_TOOLS_PX, false)];
  const wide = Math.min(CAPTION_PX.width, width);
  const higher = higherOn(width);
  const always = [cornered(TOOLS_PX, false), cornered(TREE_PX, true, higher), { x: (width - wide) / 2, y: 0, width: wide, height: CAPTION_PX.height }];
  if (topology.nodes.length < LARGE_NODES) return always;
  return [...always, cornered(SEARCH_PX, true, higher + TREE_PX.height), cornered(width < MAP_FOLDED_BELOW_PX ? FOLDED_MAP_PX : MAP_PX, false)];
}

/** Room for the shapes and texts of the outermost nodes, for the sentence above and the tools below. */
export function insetsFor({ width, height }: Size, nodes: number): Insets {
  const small = nodes <= FULL_NODES_MAX;
  const side = width < 500 ? 46 : small ? Math.min(112, width * 0.11) : 52;
  // Nodes of a small mesh are large: where there is room, a ring around one still lies below a caption of two lines.
  const top = small && height >= 400 ? 118 : 88;
  // The tree stands above the tools of a narrow stage, and the search of a large mesh above the tree.
  const stacked = height < 400 ? 0 : higherOn(width);
  return { top, right: side, bottom: 92 + stacked + (stacked > 0 && nodes >= LARGE_NODES ? 12 : 0), left: side };
}

function higherOn(width: number): number {
  return width <= STACKED_PX.below ? STACKED_PX.higher : 0;
}
