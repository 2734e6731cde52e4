/** The shapes that a run can be built on, as the form offers them; the text ("ring:50") is what the engine reads. */
export interface Shape {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly numbers: readonly { readonly label: string; readonly value: number; readonly min: number; readonly max: number; readonly step?: number }[];
}

const NODES = { label: "Nodes", min: 2, max: 2_000 };

export const SHAPES: readonly Shape[] = [
  { name: "ring", title: "Ring", about: "A closed line.", numbers: [{ ...NODES, value: 8, min: 3 }] },
  { name: "line", title: "Line", about: "One behind the other.", numbers: [{ ...NODES, value: 6 }] },
  { name: "star", title: "Star", about: "All linked to the first.", numbers: [{ ...NODES, value: 9 }] },
  { name: "chords", title: "Ring with chords", about: "A ring with links to the opposite node.", numbers: [{ ...NODES, value: 12, min: 4, step: 2 }, { label: "Chords", value: 3, min: 1, max: 500 }] },
  { name: "grid", title: "Grid", about: "Rows and columns.", numbers: [{ label: "Width", value: 5, min: 1, max: 2_000 }, { label: "Height", value: 4, min: 1, max: 2_000 }] },
  { name: "torus", title: "Torus", about: "A grid whose rows and columns are rings.", numbers: [{ label: "Width", value: 5, min: 3, max: 600 }, { label: "Height", value: 4, min: 3, max: 600 }] },
  { name: "tree", title: "Tree", about: "Each node above as many others, level by level.", numbers: [{ ...NODES, value: 15 }, { label: "Children", value: 2, min: 1, max: 2_000 }] },
  { name: "complete", title: "Complete", about: "Everyone linked to everyone.", numbers: [{ ...NODES, value: 6, max: 126 }] },
  { name: "random", title: "Random", about: "Connected, otherwise by chance of the seed.", numbers: [{ ...NODES, value: 20 }, { label: "Links", value: 30, min: 1, max: 8_000 }] },
  { name: "small-world", title: "Small world", about: "A ring whose links are rewired by chance (Watts and Strogatz).", numbers: [{ ...NODES, value: 24, min: 4 }, { label: "Neighbours", value: 4, min: 2, max: 100, step: 2 }, { label: "Rewired, %", value: 15, min: 0, max: 100 }] },
  { name: "abilene", title: "Abilene", about: "The backbone of Internet2 in 2005: 11 cities, 14 links.", numbers: [] },
  { name: "geant", title: "GÉANT", about: "The research backbone of Europe in 2012: 40 countries, 61 links.", numbers: [] },
];

/** "grid:5:4" */
export function topologyText(shape: Shape, numbers: readonly number[]): string {
  return [shape.name, ...shape.numbers.map(({ value }, i) => String(numbers[i] ?? value))].join(":");
}
