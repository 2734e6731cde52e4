import { pointOnLink, type Lanes, type Point } from "./lanes.ts";

/**
 * Finds places for texts so that they cover neither nodes nor each other, and links only where nothing else is free: each
 * text has a few candidates about its anchor, the cheapest is taken, in the order asked for. Deterministic, and a text stays where it was while another
 * place is not clearly better, so that nothing jumps while nodes move.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LabelWish {
  readonly width: number;
  readonly height: number;
  /** upper left corners of the candidates, best first */
  readonly candidates: readonly Point[];
  /** the candidate of last time, -1 = none */
  readonly before: number;
  /** rather left out than put over something else */
  readonly optional: boolean;
}

/** By wish the candidate taken; -1 = left out. */
export type Placement = Int32Array;

export interface Obstacles {
  readonly boxes: readonly Box[];
  readonly lanes: Lanes;
  /** by link how far what is painted along it reaches from its middle: its lanes, and who passes there */
  readonly reach: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

const COST = { overLink: 18, outside: 40, later: 1.5, moved: 6 } as const;
/** A text that is never left out goes three rounds of places farther off sooner than over a link. */
const NEVER_LEFT_OUT = { overLink: 64, outside: 100 } as const;
/** Between a text and a link that it does not cover. */
const ROOM_PX = 4;
/** Between two texts, beside each other and one upon the other: nearer, they read as one. */
const APART_PX = { x: 6, y: 1 } as const;
/** An optional text is left out above this: it would cover several links, or be cut by the edge. */
const OPTIONAL_COST_MAX = 24;
/** In a mesh of more links than this there is no place without one; texts stand on a rim of the ground instead. */
const LINKS_MAX = 600;

/** Never a text upon another or upon a node: one that finds no such place is left out. */
export function placeLabels(wishes: readonly LabelWish[], obstacles: Obstacles): Placement {
  const placement = new Int32Array(wishes.length).fill(-1);
  const taken: Taken = { boxes: new BoxGrid(obstacles.boxes), texts: new BoxGrid([]) };
  wishes.forEach((wish, i) => {
    const { candidate, cost } = cheapest(wish, obstacles, taken);
    if (candidate === -1 || (wish.optional && cost > OPTIONAL_COST_MAX)) return;
    placement[i] = candidate;
    taken.texts.add(boxOf(wish, candidate));
  });
  return placement;
}

export function boxOf(wish: LabelWish, candidate: number): Box {
  const { x, y } = wish.candidates[candidate];
  return { x, y, width: wish.width, height: wish.height };
}

function cheapest(wish: LabelWish, obstacles: Obstacles, { boxes, texts }: Taken): { candidate: number; cost: number } {
  const { overLink, outside } = wish.optional ? COST : NEVER_LEFT_OUT;
  const countLinks = obstacles.lanes.length.length <= LINKS_MAX;
  let candidate = -1;
  let least = Infinity;
  for (let i = 0; i < wish.candidates.length; i += 1) {
    const box = boxOf(wish, i);
    let cost = i * COST.later;
    if (wish.before !== -1 && wish.before !== i) cost += COST.moved;
    if (isOutside(box, obstacles)) cost += outside;
    if (cost >= least || boxes.isTouched(box) || texts.isTouched(grown(box, APART_PX.x, APART_PX.y))) continue;
    if (countLinks) cost += overLink * linksUnder(box, obstacles);
    if (cost < least) {
      candidate = i;
      least = cost;
    }
  }
  return { candidate, cost: least };
}

/** What no text may cover, and the texts that have their places. */
interface Taken {
  readonly boxes: BoxGrid;
  readonly texts: BoxGrid;
}

const CELL_PX = 48;

/** Boxes by the cells of a grid that they touch: with a thousand nodes nobody looks at all of them for each text. */
class BoxGrid {
  private readonly cells = new Map<number, Box[]>();

  constructor(boxes: readonly Box[]) {
    for (const box of boxes) this.add(box);
  }

  add(box: Box): void {
    forCells(box, (key) => {
      const cell = this.cells.get(key);
      if (cell === undefined) this.cells.set(key, [box]);
      else cell.push(box);
      return false;
    });
  }

  isTouched(box: Box): boolean {
    return forCells(box, (key) => this.cells.get(key)?.some((other) => overlap(box, other)) === true);
  }
}

/** Calls for each cell until one says true; returns whether one did. */
function forCells({ x, y, width, height }: Box, visit: (key: number) => boolean): boolean {
  for (let row = Math.floor(y / CELL_PX); row <= (y + height) / CELL_PX; row += 1) {
    for (let column = Math.floor(x / CELL_PX); column <= (x + width) / CELL_PX; column += 1) if (visit(row * 65_536 + column)) return true;
  }
  return false;
}

function grown({ x, y, width, height }: Box, byX: number, byY: number): Box {
  return { x: x - byX, y: y - byY, width: width + 2 * byX, height: height + 2 * byY };
}

function isOutside(box: Box, { width, height }: Obstacles): boolean {
  return box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height;
}

export function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function linksUnder(box: Box, { lanes, reach }: Obstacles): number {
  let count = 0;
  for (let i = 0; i < lanes.length.length; i += 1) if (liesOnLink(box, lanes, i, reach[i]! + ROOM_PX)) count += 1;
  return count;
}

/** Whether a box comes as near as that to the middle line of a link: a rectangle along the link, and one that stands upright (separating axes). */
export function liesOnLink(box: Box, { ax, ay, bx, by, ux, uy, length }: Lanes, link: number, near: number): boolean {
  const [halfWidth, halfHeight, halfLength] = [box.width / 2, box.height / 2, length[link]! / 2];
  const dx = box.x + halfWidth - (ax[link]! + bx[link]!) / 2;
  const dy = box.y + halfHeight - (ay[link]! + by[link]!) / 2;
  const [alongX, alongY] = [Math.abs(ux[link]!), Math.abs(uy[link]!)];
  return (
    Math.abs(dx) < halfWidth + alongX * halfLength + alongY * near &&
    Math.abs(dy) < halfHeight + alongY * halfLength + alongX * near &&
    Math.abs(dy * ux[link]! - dx * uy[link]!) < alongY * halfWidth + alongX * halfHeight + near &&
    Math.abs(dx * ux[link]! + dy * uy[link]!) < alongX * halfWidth + alongY * halfHeight + halfLength
  );
}

/** Candidates about a node: below, above, right, left, then pushed aside, then the corners, then below and above pushed aside by half. */
export function aroundNode(x: number, y: number, reach: number, width: number, height: number): Point[] {
  const gap = 5;
  const slant = reach * 0.72 + 3;
  const aside = Math.max(width / 2 - 12, 0);
  return [
    { x: x - width / 2, y: y + reach + gap },
    { x: x - width / 2, y: y - reach - gap - height },
    { x: x + reach + gap + 2, y: y - height / 2 },
    { x: x - reach - gap - 2 - width, y: y - height / 2 },
    { x: x - width / 2 - aside, y: y + reach + gap },
    { x: x - width / 2 + aside, y: y + reach + gap },
    { x: x - width / 2 - aside, y: y - reach - gap - height },
    { x: x - width / 2 + aside, y: y - reach - gap - height },
    { x: x + slant, y: y + slant },
    { x: x - slant - width, y: y + slant },
    { x: x + slant, y: y - slant - height },
    { x: x - slant - width, y: y - slant - height },
    { x: x - width / 2 - aside / 2, y: y + reach + gap },
    { x: x - width / 2 + aside / 2, y: y + reach + gap },
    { x: x - width / 2 - aside / 2, y: y - reach - gap - height },
    { x: x - width / 2 + aside / 2, y: y - reach - gap - height },
  ];
}

/** The same, those first that lead away from a point, as the middle of the mesh: there is room outside. */
export function awayFrom(candidates: readonly Point[], width: number, height: number, node: Point, middle: Point): Point[] {
  const dx = node.x - middle.x;
  const dy = node.y - middle.y;
  const length = Math.max(Math.hypot(dx, dy), 1);
  const outward = ({ x, y }: Point): number => {
    const px = x + width / 2 - node.x;
    const py = y + height / 2 - node.y;
    return (px * dx + py * dy) / (length * Math.max(Math.hypot(px, py), 1));
  };
  return candidates.toSorted((one, other) => outward(other) - outward(one));
}

/** Candidates beside a link: either side of its middle, then a little before and after. */
export function besideLink(lanes: Lanes, link: number, clearance: number, width: number, height: number): Point[] {
  const ux = lanes.ux[link];
  const uy = lanes.uy[link];
  const away = clearance + (Math.abs(uy) * width + Math.abs(ux) * height) / 2;
  // the upper side first: beneath are the facts of nodes
  const upper = ux >= 0 ? -1 : 1;
  const corners: Point[] = [];
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    for (const side of [upper, -upper]) {
      const { x, y } = pointOnLink(lanes, link, part, away * side);
      corners.push({ x: x - width / 2, y: y - height / 2 });
    }
  }
  return corners;
}
