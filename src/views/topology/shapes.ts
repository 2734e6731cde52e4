import { SHAPE_TEXTS } from "../../texts/shapes.ts";

/** The shapes that a run can be built on, as the form offers them; the text ("ring:50") is what the engine reads. */
export interface Shape {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly numbers: readonly { readonly label: string; readonly value: number; readonly min: number; readonly max: number; readonly step?: number }[];
}

const { shapes, numbers } = SHAPE_TEXTS;

const named = (name: keyof typeof shapes) => ({ name, ...shapes[name] });

const NODES = { label: numbers.nodes, min: 2, max: 2_000 };

export const SHAPES: readonly Shape[] = [
  { ...named("ring"), numbers: [{ ...NODES, value: 8, min: 3 }] },
  { ...named("line"), numbers: [{ ...NODES, value: 6 }] },
  { ...named("star"), numbers: [{ ...NODES, value: 9 }] },
  { ...named("chords"), numbers: [{ ...NODES, value: 12, min: 4, step: 2 }, { label: numbers.chords, value: 3, min: 1, max: 500 }] },
  { ...named("grid"), numbers: [{ label: numbers.width, value: 5, min: 1, max: 2_000 }, { label: numbers.height, value: 4, min: 1, max: 2_000 }] },
  { ...named("torus"), numbers: [{ label: numbers.width, value: 5, min: 3, max: 600 }, { label: numbers.height, value: 4, min: 3, max: 600 }] },
  { ...named("tree"), numbers: [{ ...NODES, value: 15 }, { label: numbers.children, value: 2, min: 1, max: 2_000 }] },
  { ...named("complete"), numbers: [{ ...NODES, value: 6, max: 126 }] },
  { ...named("random"), numbers: [{ ...NODES, value: 20 }, { label: numbers.links, value: 30, min: 1, max: 8_000 }] },
  { ...named("small-world"), numbers: [{ ...NODES, value: 24, min: 4 }, { label: numbers.neighbours, value: 4, min: 2, max: 100, step: 2 }, { label: numbers.rewired, value: 15, min: 0, max: 100 }] },
  { ...named("abilene"), numbers: [] },
  { ...named("geant"), numbers: [] },
];

/** "grid:5:4" */
export function topologyText(shape: Shape, chosen: readonly number[]): string {
  return [shape.name, ...shape.numbers.map(({ value }, i) => String(chosen[i] ?? value))].join(":");
}
