/** The shapes that a run can be built on, and the numbers that each asks for. */
export const SHAPE_TEXTS = {
  shapes: {
    ring: { title: "Ring", about: "A closed line." },
    line: { title: "Line", about: "One behind the other." },
    star: { title: "Star", about: "All linked to the first." },
    chords: { title: "Ring with chords", about: "A ring with links to the opposite node." },
    grid: { title: "Grid", about: "Rows and columns." },
    torus: { title: "Torus", about: "A grid whose rows and columns are rings." },
    tree: { title: "Tree", about: "Each node above as many others, level by level." },
    complete: { title: "Complete", about: "Everyone linked to everyone." },
    random: { title: "Random", about: "Connected, otherwise by chance of the seed." },
    "small-world": { title: "Small world", about: "A ring whose links are rewired by chance (Watts and Strogatz)." },
    abilene: { title: "Abilene", about: "The backbone of Internet2 in 2005: 11 cities, 14 links." },
    geant: { title: "GÉANT", about: "The research backbone of Europe in 2012: 40 countries, 61 links." },
  },
  numbers: { nodes: "Nodes", chords: "Chords", width: "Width", height: "Height", children: "Children", links: "Links", neighbours: "Neighbours", rewired: "Rewired, %" },
} as const;
