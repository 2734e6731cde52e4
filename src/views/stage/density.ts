/**
 * The density ladder: how much is drawn of each thing, by how many nodes are in sight.
 *
 *   full  up to 15   shapes with names inside and facts beneath, every message a glyph
 *   mid   up to 120  small shapes with badges, glyphs for what is selected, pulses for the rest
 *   far   beyond     points, links that glow with traffic
 *
 * Zooming in brings fewer nodes into sight and so climbs the ladder. Sizes are in pixels and follow the zoom within
 * bounds; text has one size for all.
 */
export type Level = "full" | "mid" | "far";

export interface Metrics {
  readonly level: Level;
  /** of a node */
  readonly radius: number;
  /** between a link's middle line and either lane; 0 = both are one line */
  readonly laneOffset: number;
  readonly linkWidth: number;
  /** of message glyphs; 1 = as the marks are defined */
  readonly markScale: number;
  readonly nodeStroke: number;
}

export const FULL_NODES_MAX = 15;
export const MID_NODES_MAX = 120;
/** From so many nodes on there is an overview, and a search that need not be asked for. */
export const LARGE_NODES = 120;
/** Between neighbours, in world units; the layout aims at it. */
export const LINK_WORLD_LENGTH = 150;

/** A level is left upwards a little later than it was entered, so that panning at its edge does not flicker. */
const STICKINESS = 1.15;
/** Smaller than this, two lanes would be one thick line: they are drawn as one. */
const TWO_LANES_SCALE_MIN = 0.55;
const FULL_SPACING_PX_MIN = 56;
const MID_SPACING_PX_MIN = 26;

export function levelFor(nodesInSight: number, scale: number, before: Level | null): Level {
  const spacing = LINK_WORLD_LENGTH * scale;
  const fits = (max: number, spacingMin: number, stays: boolean): boolean => {
    const give = stays ? STICKINESS : 1;
    return nodesInSight <= max * give && spacing * give >= spacingMin;
  };
  if (fits(FULL_NODES_MAX, FULL_SPACING_PX_MIN, before === "full")) return "full";
  if (fits(MID_NODES_MAX, MID_SPACING_PX_MIN, before === "full" || before === "mid")) return "mid";
  return "far";
}

export function metricsFor(level: Level, scale: number): Metrics {
  if (level === "full") {
    return {
      level,
      radius: between(18, 24 * scale, 28),
      laneOffset: 3.5,
      linkWidth: 1.5,
      markScale: between(0.85, scale, 1.1),
      nodeStroke: 2,
    };
  }
  if (level === "mid") {
    return {
      level,
      radius: between(8, 22 * scale, 15),
      laneOffset: scale < TWO_LANES_SCALE_MIN ? 0 : between(2, 4 * scale, 3),
      linkWidth: 1.25,
      markScale: between(0.6, scale, 0.85),
      nodeStroke: 1.5,
    };
  }
  return { level, radius: between(3, 16 * scale, 6), laneOffset: 0, linkWidth: 1, markScale: 0.6, nodeStroke: 1 };
}

function between(low: number, value: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
