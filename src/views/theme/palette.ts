/** The tokens as a canvas needs them: plain colour strings, read once a theme. */

/** Field of the palette -> the CSS variable it is read from. */
const SOURCE = {
  stage: "--stage",
  node: "--node",
  raised: "--raised",
  line: "--line",
  link: "--link",
  text: "--text",
  muted: "--muted",
  accent: "--accent",
  teal: "--teal",
  amber: "--amber",
  violet: "--violet",
  grey: "--grey",
  red: "--red",
  textTeal: "--text-teal",
  textAmber: "--text-amber",
  textRed: "--text-red",
  sans: "--sans",
  mono: "--mono",
} as const;

export type Palette = { readonly [Field in keyof typeof SOURCE]: string };

/** Reads the colours that hold at an element. Throws when a token is missing: the style sheets were not loaded. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  return paletteOf((variable) => style.getPropertyValue(variable).trim());
}

export function paletteOf(valueOf: (variable: string) => string): Palette {
  const palette: Record<string, string> = {};
  for (const [field, variable] of Object.entries(SOURCE)) {
    const value = valueOf(variable);
    if (value === "") throw new Error(`the token ${variable} is not defined`);
    palette[field] = value;
  }
  return palette as Palette;
}
