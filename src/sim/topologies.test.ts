import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import { isTopologyText, topologyFromText, TOPOLOGY_FORMS } from "./topologies.ts";
import { Prng } from "../base/prng.ts";
import { smallWorld } from "./topology-random.ts";
import { placeOnCircle } from "./topology-circle.ts";
import { isConnected, LinkNames, withLinkIds, withPfsEverywhere, type Topology } from "./topology.ts";

function built(text: string, seed = 1): Topology {
  const result = topologyFromText(text, seed);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function refusal(text: string): string {
  const result = topologyFromText(text, 1);
  return result.ok ? "built" : result.error;
}

/** Links as sorted "A-B" texts, whatever their direction. */
function pairs(topology: Topology): string[] {
  return topology.links.map(({ a, b }) => (a < b ? `${a}-${b}` : `${b}-${a}`)).sort();
}

function degrees(topology: Topology): number[] {
  const counts = new Map(topology.nodes.map(({ id }) => [id, 0]));
  for (const { a, b } of topology.links) {
    counts.set(a, counts.get(a)! + 1);
    counts.set(b, counts.get(b)! + 1);
  }
  return [...counts.values()];
}

describe("shapes", () => {
  test("line, ring, star, tree, grid and complete have exactly their links", () => {
    expect(pairs(built("line:4"))).toEqual(["A-B", "B-C", "C-D"]);
    expect(pairs(built("ring:4"))).toEqual(["A-B", "A-D", "B-C", "C-D"]);
    expect(pairs(built("star:4"))).toEqual(["A-B", "A-C", "A-D"]);
    expect(pairs(built("tree:6"))).toEqual(["A-B", "A-C", "B-D", "B-E", "C-F"]);
    expect(pairs(built("tree:5:3"))).toEqual(["A-B", "A-C", "A-D", "B-E"]);
    expect(pairs(built("grid:3:2"))).toEqual(["A-B", "A-D", "B-C", "B-E", "C-F", "D-E", "E-F"]);
    expect(pairs(built("complete:4"))).toEqual(["A-B", "A-C", "A-D", "B-C", "B-D", "C-D"]);
  });

  test("every node of a torus has four different neighbours", () => {
    const torus = built("torus:3:4");
    expect(new Set(pairs(torus)).size).toBe(24);
    expect(degrees(torus)).toEqual(Array.from({ length: 12 }, () => 4));
  });

  test("chords:100:25 is the ring of 100 with chords from i to i + 50 for even i below 50", () => {
    const topology = built("chords:100:25");
    expect(topology.nodes).toHaveLength(100);
    expect(topology.links).toHaveLength(125);
    const chords = topology.links.slice(100).map(({ a, b }) => [Number(a.slice(1)) - 1, Number(b.slice(1)) - 1]);
    expect(chords).toEqual(Array.from({ length: 25 }, (_, i) => [2 * i, 2 * i + 50]));
  });

  test("up to 26 nodes are called A to Z, more are numbered", () => {
    expect(built("line:26").nodes.map(({ id }) => id).join("")).toBe("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    expect(built("line:27").nodes.map(({ id }) => id).slice(-2)).toEqual(["n26", "n27"]);
  });

  test("places are whole units, and no two nodes share one", () => {
    for (const text of ["line:9", "ring:200", "star:40", "grid:5:7", "torus:5:4", "tree:100", "tree:2000:7", "complete:30", "chords:100:25", "abilene", "geant"]) {
      const { nodes } = built(text);
      for (const { x, y } of nodes) expect(Number.isSafeInteger(x) && Number.isSafeInteger(y) && !Object.is(x, -0) && !Object.is(y, -0)).toBe(true);
      expect(new Set(nodes.map(({ x, y }) => `${x},${y}`)).size).toBe(nodes.length);
    }
  });

  test("a parent stands in the middle above its children", () => {
    const at = new Map(built("tree:7").nodes.map((node) => [node.id, node]));
    expect(at.get("A")!.x! * 2).toBe(at.get("B")!.x! + at.get("C")!.x!);
    expect(at.get("C")!.x! * 2).toBe(at.get("F")!.x! + at.get("G")!.x!);
    expect(at.get("F")!.y!).toBeGreaterThan(at.get("C")!.y!);
  });

  test("the table of sines lies within a unit of the circle", () => {
    for (let i = 0; i < 360; i++) {
      const { x, y } = placeOnCircle(i, 360, 10_000);
      const angle = (i * Math.PI) / 180;
      expect(Math.abs(x - 10_000 * Math.sin(angle))).toBeLessThan(1);
      expect(Math.abs(y + 10_000 * Math.cos(angle))).toBeLessThan(1);
    }
    const between = placeOnCircle(1, 2_000, 32_000);
    expect(Math.abs(between.x - 32_000 * Math.sin(Math.PI / 1_000))).toBeLessThan(8);
  });
});

describe("what is drawn", () => {
  test("random is connected, has exactly the links asked for and no pair twice, for any size and seed", () => {
    const size = fc.integer({ min: 2, max: 60 }).chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: n - 1, max: (n * (n - 1)) / 2 })));
    fc.assert(
      fc.property(size, fc.nat(), ([n, m], seed) => {
        const topology = built(`random:${n}:${m}:${seed}`);
        expect(topology.nodes).toHaveLength(n);
        expect(new Set(pairs(topology)).size).toBe(m);
        expect(topology.links).toHaveLength(m);
        expect(topology.links.every(({ a, b }) => a !== b)).toBe(true);
        expect(isConnected(topology)).toBe(true);
      }),
    );
  });

  test("small-world keeps the number of links, is connected, and is a plain ring lattice at 0 per cent", () => {
    for (const percent of [0, 10, 100]) {
      const topology = built(`small-world:40:4:${percent}`, 9);
      expect(new Set(pairs(topology)).size).toBe(80);
      expect(isConnected(topology)).toBe(true);
    }
    expect(degrees(built("small-world:40:4:0"))).toEqual(Array.from({ length: 40 }, () => 4));
    expect(pairs(built("small-world:40:4:30"))).not.toEqual(pairs(built("small-world:40:4:0")));
  });

  test("a small world that fell apart in every draw is refused, not handed out", () => {
    const draws = Array.from({ length: 20 }, (_, seed) => smallWorld(100, 2, 100, new Prng(seed), 1));
    expect(draws.some((draw) => draw === undefined)).toBe(true);
    for (const draw of draws) if (draw) expect(isConnected(draw)).toBe(true);
  });

  test("the same seed draws the same links, another one others; a seed in the text wins over the run's", () => {
    expect(built("random:30:60", 7)).toEqual(built("random:30:60:7", 8));
    expect(built("random:30:60", 7)).not.toEqual(built("random:30:60", 8));
    expect(built("small-world:30:4:20", 7)).toEqual(built("small-world:30:4:20:7", 8));
  });

  test("the drawn links never change: they are part of every digest", () => {
    expect(pairs(built("random:6:8:1")).join(" ")).toMatchInlineSnapshot(`"A-D A-E B-F C-D C-E C-F D-E E-F"`);
    expect(pairs(built("small-world:8:4:30:1")).join(" ")).toMatchInlineSnapshot(`"A-B A-C A-G A-H B-C B-D B-H C-D C-E D-E D-F E-F E-G F-G F-H G-H"`);
  });
});

describe("backbones", () => {
  test("Abilene has 11 cities and 14 links, GÉANT 40 countries and 61 links, as published", () => {
    const abilene = built("abilene");
    expect([abilene.nodes.length, abilene.links.length]).toEqual([11, 14]);
    expect(degrees(abilene).every((degree) => degree === 2 || degree === 3)).toBe(true);
    const geant = built("geant");
    expect([geant.nodes.length, geant.links.length]).toEqual([40, 61]);
    expect(Math.max(...degrees(geant))).toBe(10);
    for (const topology of [abilene, geant]) {
      expect(isConnected(topology)).toBe(true);
      expect(new Set(pairs(topology)).size).toBe(topology.links.length);
    }
  });
});

describe("the text form", () => {
  test("what the table says of a form's size is what it builds", () => {
    const examples = ["line:7", "ring:7", "chords:12:3", "star:7", "grid:3:5", "torus:4:5", "tree:9:3", "complete:7", "random:9:12", "small-world:10:4:25", "abilene", "geant"];
    expect(examples.map((text) => text.split(":")[0])).toEqual(TOPOLOGY_FORMS.map(({ name }) => name));
    for (const text of examples) expect(isConnected(built(text))).toBe(true);
  });

  test.each([
    ["moebius:5", 'unknown topology "moebius"; expected one of line:NODES, ring:NODES'],
    ["grid:6", "grid:6: height is missing; expected grid:WIDTH:HEIGHT"],
    ["ring:2", 'ring:2: nodes must be a whole number from 3 to 2000, not "2"'],
    ["ring:5.5", 'not "5.5"'],
    ["ring:-5", 'not "-5"'],
    ["ring:5:5", "too many numbers (2); expected ring:NODES"],
    ["ring:", 'not ""'],
    ["torus:100:100", "would have 10000 nodes; a run holds at most 2000"],
    ["complete:200", "would have 19900 links; a run holds at most 8000"],
    ["random:10:8", "links must be at least 9 to connect 10 nodes, not 8"],
    ["random:4:7", "links must be at most 6 among 4 nodes, not 7"],
    ["chords:7:1", "nodes must be even"],
    ["chords:100:26", "chords must be at most 25 in a ring of 100"],
    ["small-world:10:3:5", "neighbours must be even"],
    ["small-world:10:10:5", "neighbours must be less than the number of nodes"],
    ["grid:1:1", "at least 2 nodes"],
  ])("%s is refused: what was wrong and what was expected", (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test("no text makes it throw or build more than a run holds", () => {
    const word = fc.oneof(fc.nat({ max: 5_000 }).map(String), fc.string());
    const text = fc.tuple(fc.constantFrom(...TOPOLOGY_FORMS.map(({ name }) => name), "x"), fc.array(word, { maxLength: 4 }));
    fc.assert(
      fc.property(text, ([name, words]) => {
        const result = topologyFromText([name, ...words].join(":"), 1);
        if (!result.ok) return;
        expect(result.value.nodes.length).toBeLessThanOrEqual(LIMITS.nodesMax);
        expect(result.value.links.length).toBeLessThanOrEqual(LIMITS.linksMax);
      }),
    );
  });

  test("a file name is no topology", () => {
    expect(isTopologyText("ring:5")).toBe(true);
    expect(isTopologyText("geant")).toBe(true);
    expect(isTopologyText("ring.graphml")).toBe(false);
    expect(isTopologyText("./geant")).toBe(false);
  });
});

describe("names and offers", () => {
  test("parallel links are told apart, and an id that was given is never handed out again", () => {
    expect(withLinkIds([{ a: "A", b: "B", id: "A-B#2" }, { a: "A", b: "B" }, { a: "A", b: "B" }]).map(({ id }) => id)).toEqual(["A-B#2", "A-B", "A-B#3"]);
    expect(new LinkNames(["A-B"]).next("A", "B")).toBe("A-B#2");
  });

  test("every node offers one PFS labelled with its id", () => {
    expect(withPfsEverywhere(built("line:2")).nodes.map(({ pfs }) => pfs)).toEqual([[{ label: "A" }], [{ label: "B" }]]);
  });
});
