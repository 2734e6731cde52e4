import type { ChartModel } from "./chart-model.ts";

/** What of a computed style a picture needs that stands alone. */
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font-family", "font-size", "font-weight"] as const;
const TITLE_HEIGHT = 26;
const SCALE = 2;

/** The chart as an SVG of its own: colours of the theme that is on, title above, sentence as its description. */
export function svgTextOf(svg: SVGSVGElement, model: ChartModel): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  inlineStyles(svg, copy);
  const { width, height } = svg.viewBox.baseVal;
  const page = getComputedStyle(document.documentElement);
  for (const name of copy.getAttributeNames()) if (name.startsWith("aria-") || name === "role" || name === "tabindex" || name === "class") copy.removeAttribute(name);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 ${-TITLE_HEIGHT} ${width} ${height + TITLE_HEIGHT}`);
  copy.setAttribute("height", String(height + TITLE_HEIGHT));
  copy.prepend(element("desc", {}, model.summary), element("rect", { x: "0", y: String(-TITLE_HEIGHT), width: String(width), height: String(height + TITLE_HEIGHT), fill: page.getPropertyValue("--panel").trim() }), titleOf(model.title, page));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

function titleOf(title: string, page: CSSStyleDeclaration): SVGElement {
  return element("text", { x: "8", y: "-9", fill: page.getPropertyValue("--text").trim(), "font-family": "Inter, sans-serif", "font-size": "13", "font-weight": "650" }, title);
}

function element(name: string, attributes: Readonly<Record<string, string>>, text?: string): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function inlineStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of STYLES) to.setAttribute(name, style.getPropertyValue(name));
  to.removeAttribute("class");
  for (let at = 0; at < from.children.length; at++) inlineStyles(from.children[at]!, to.children[at]!);
}

/** The same as pixels, two for each of the screen's own; null when the browser does not draw it. */
export async function pngOf(svg: SVGSVGElement, model: ChartModel): Promise<Blob | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgTextOf(svg, model))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * SCALE;
  canvas.height = image.height * SCALE;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export function saveAs(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
