import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { paletteOf } from "./palette.ts";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const themes = { dark: colorsOf('[data-theme="dark"]'), light: colorsOf('[data-theme="light"]') };
const GROUNDS = ["--bg", "--stage", "--panel", "--raised"];
const TEXT = ["--text", "--muted", "--text-accent", "--text-teal", "--text-amber", "--text-violet", "--text-grey", "--text-red"];
const MARKS = ["--teal", "--amber", "--violet", "--grey", "--red", "--link", "--accent"];

function colorsOf(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf("{", css.indexOf(selector));
  const block = css.slice(start, css.indexOf("}", start));
  return new Map([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]+);/g)].map(([, name, value]) => [name, value]));
}

type Rgb = readonly [number, number, number];

/** Linear light, 0 to 1. */
function linear(hex: string): Rgb {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark, bright] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, full severity, on linear light. */
const DEFICIENCIES: Readonly<Record<string, readonly Rgb[]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seenWith(rows: readonly Rgb[], color: Rgb): Rgb {
  const mix = (row: Rgb): number => Math.min(Math.max(row[0] * color[0] + row[1] * color[1] + row[2] * color[2], 0), 1);
  return [mix(rows[0]), mix(rows[1]), mix(rows[2])];
}

function color(theme: keyof typeof themes, name: string): Rgb {
  const hex = themes[theme].get(name);
  if (hex === undefined) throw new Error(`${name} is missing in ${theme}`);
  return linear(hex);
}

/** One colour seen through another, in the values of the screen. */
function mixed(one: Rgb, other: Rgb, alpha: number): Rgb {
  const screen = (light: number): number => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
  const back = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const mix = (i: 0 | 1 | 2): number => back(screen(one[i]) * alpha + screen(other[i]) * (1 - alpha));
  return [mix(0), mix(1), mix(2)];
}

/** Every pair that the painters of the stage draw upon each other (stage/paint-*.ts, labels.ts, far-*.ts, minimap-painter.ts). */
const STAGE_TEXTS: readonly (readonly [string, string])[] = [
  // labels and what they say, each on a rim of the stage's colour
  ...["--text", "--muted", "--text-teal", "--text-amber", "--text-red"].map((ink) => [ink, "--stage"] as const),
  // names and distances inside nodes
  ["--text", "--node"],
  ["--muted", "--stage"],
  // a badge with the number of entries; a hollow rank; a filled rank and the letter of a watched type
  ["--text-amber", "--stage"],
  ["--stage", "--text-teal"],
];
const STAGE_MARKS: readonly (readonly [string, string])[] = [
  // messages, links, cuts, locks, what the hand does
  ...["--teal", "--amber", "--violet", "--grey", "--red", "--link", "--accent", "--text", "--muted"].map((ink) => [ink, "--stage"] as const),
  // outlines of nodes against their inside
  ...["--teal", "--link", "--red", "--grey"].map((ink) => [ink, "--node"] as const),
  // rims: what is filled with the stage's colour lies upon marks
  ...["--teal", "--amber", "--violet", "--grey", "--red"].map((ground) => ["--stage", ground] as const),
];

describe.each(["dark", "light"] as const)("the %s theme", (theme) => {
  test.each(TEXT)("%s can be read on every ground: at least 4.5:1", (name) => {
    for (const ground of GROUNDS) expect(contrast(color(theme, name), color(theme, ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(MARKS)("%s can be seen on every ground: at least 3:1", (name) => {
    for (const ground of GROUNDS) expect(contrast(color(theme, name), color(theme, ground))).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(DEFICIENCIES))("with %s marks still reach 3:1 on the stage and texts 4.5:1", (_, rows) => {
    const ground = seenWith(rows, color(theme, "--stage"));
    const below = (least: number, names: readonly string[]): string[] =>
      names.filter((name) => contrast(seenWith(rows, color(theme, name)), ground) < least);
    expect(below(3, MARKS)).toEqual([]);
    expect(below(4.5, TEXT)).toEqual([]);
  });

  test.each(STAGE_TEXTS)("on the stage: text %s on %s reaches 4.5:1", (ink, ground) => {
    expect(contrast(color(theme, ink), color(theme, ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(STAGE_MARKS)("on the stage: mark %s on %s reaches 3:1", (ink, ground) => {
    expect(contrast(color(theme, ink), color(theme, ground))).toBeGreaterThanOrEqual(3);
  });

  test("on the stage: names and strokes on the tints of nodes, and marks where links are lit, reach them too", () => {
    const stage = color(theme, "--stage");
    for (const alpha of [0.08, 0.22]) {
      const inside = mixed(color(theme, "--teal"), color(theme, "--node"), alpha);
      expect(contrast(color(theme, "--text"), inside)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(color(theme, "--text-teal"), mixed(color(theme, "--teal"), stage, 0))).toBeGreaterThanOrEqual(4.5);
    }
    // an offering small node holds no more than its name, large enough to be a mark
    expect(contrast(color(theme, "--text"), mixed(color(theme, "--teal"), color(theme, "--node"), 0.5))).toBeGreaterThanOrEqual(3);
    // the corridor of a lit link
    const corridor = mixed(color(theme, "--teal"), stage, 0.16);
    for (const mark of ["--amber", "--violet", "--red", "--accent"]) expect({ mark, contrast: contrast(color(theme, mark), corridor) >= 3 }).toEqual({ mark, contrast: true });
  });

  test("the words on the primary button can be read", () => {
    expect(contrast(color(theme, "--on-accent"), color(theme, "--accent"))).toBeGreaterThanOrEqual(4.5);
  });
});

test("both themes name the same colours", () => {
  expect([...themes.light.keys()].toSorted()).toEqual([...themes.dark.keys()].toSorted());
});

test("the palette finds all its tokens, and says which one is missing", () => {
  const valueOf = (name: string): string => themes.dark.get(name) ?? (/--sans|--mono/.test(name) ? "sans-serif" : "");
  expect(paletteOf(valueOf).teal).toBe("#35c6ae");
  expect(() => paletteOf(() => "")).toThrow("--stage");
});

test("colours that painters fade are plain #rrggbb", () => {
  const named = Object.values(themes).flatMap((colors) => [...colors]);
  const odd = named.filter(([name, value]) => !/soft|scrim/.test(name) && !/^#[0-9a-f]{6}$/.test(value));
  expect(odd).toEqual([]);
});
