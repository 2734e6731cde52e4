import type { Ctx } from "../stage/ink.ts";
import { textOfPath } from "../stage/mark-paths.ts";

/**
 * A canvas context that writes SVG: what the painters of the stage draw on it becomes vectors and text, by the same code and
 * from the same numbers as on the screen. It knows what they use and no more; anything else fails loudly.
 */
export class SvgPen {
  fillStyle: string | SvgGradient = "#000000";
  strokeStyle: string | SvgGradient = "#000000";
  lineWidth = 1;
  lineCap = "butt";
  lineJoin = "miter";
  font = "12px sans-serif";
  textAlign = "start";
  textBaseline = "alphabetic";
  private dash: readonly number[] = [];
  private matrix: Matrix = IDENTITY;
  private path: string[] = [];
  private readonly saved: State[] = [];
  private readonly parts: string[] = [];
  private readonly gradients: SvgGradient[] = [];
  private readonly measure: (text: string, font: string) => number;

  /** `measure`: width of a text in that font, by whoever will show it */
  constructor(measure: (text: string, font: string) => number) {
    this.measure = measure;
  }

  /** As what the painters take. */
  get ctx(): Ctx {
    return this as unknown as Ctx;
  }

  /** What was drawn, and the definitions that it needs. */
  get content(): string {
    const defs = this.gradients.map((gradient, i) => gradient.text(`g${i}`)).join("");
    return `${defs === "" ? "" : `<defs>${defs}</defs>`}${this.parts.join("\n")}`;
  }

  // ------------------------------------------------------------ state

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, textAlign, textBaseline, dash, matrix } = this;
    this.saved.push({ fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, textAlign, textBaseline, dash, matrix });
  }

  restore(): void {
    const state = this.saved.pop();
    if (state !== undefined) Object.assign(this, state);
  }

  translate(x: number, y: number): void {
    this.transform([1, 0, 0, 1, x, y]);
  }

  scale(x: number, y: number): void {
    this.transform([x, 0, 0, y, 0, 0]);
  }

  rotate(angle: number): void {
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    this.transform([cos, sin, -sin, cos, 0, 0]);
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = [...dash];
  }

  createLinearGradient(ax: number, ay: number, bx: number, by: number): SvgGradient {
    const gradient = new SvgGradient(ax, ay, bx, by);
    this.gradients.push(gradient);
    return gradient;
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.measure(text, this.font) };
  }

  // ------------------------------------------------------------ paths

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`${this.path.length === 0 ? "M" : "L"}${short(x)} ${short(y)}`);
  }

  closePath(): void {
    this.path.push("Z");
  }

  /** Clockwise, as the painters draw. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const point = (angle: number): string => `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`;
    const turn = to - from;
    const r = short(radius);
    this.path.push(`${this.path.length === 0 ? "M" : "L"}${point(from)}`);
    if (turn >= Math.PI * 2 - 1e-9) this.path.push(`A${r} ${r} 0 1 1 ${point(from + Math.PI)}A${r} ${r} 0 1 1 ${point(from)}`);
    else this.path.push(`A${r} ${r} 0 ${turn > Math.PI ? 1 : 0} 1 ${point(to)}`);
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.min(radius, width / 2, height / 2);
    const corner = `a${short(r)} ${short(r)} 0 0 1`;
    this.path.push(`M${short(x + r)} ${short(y)}h${short(width - 2 * r)}${corner} ${short(r)} ${short(r)}v${short(height - 2 * r)}${corner} ${short(-r)} ${short(r)}h${short(2 * r - width)}${corner} ${short(-r)} ${short(-r)}v${short(2 * r - height)}${corner} ${short(r)} ${short(-r)}Z`);
  }

  fill(path?: Path2D): void {
    this.put(`<path d="${this.textOf(path)}"${this.paintOf("fill", this.fillStyle)}${this.place()}/>`);
  }

  stroke(path?: Path2D): void {
    this.put(`<path d="${this.textOf(path)}" fill="none"${this.strokeOf()}${this.place()}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.put(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"${this.paintOf("fill", this.fillStyle)}${this.place()}/>`);
  }

  // ------------------------------------------------------------ lines and texts for those who draw no pixels

  /** A line as the rasters of the far view take it. */
  line(ax: number, ay: number, bx: number, by: number, style: { readonly color: string; readonly alpha: number; readonly width: number; readonly dash?: readonly number[] }): void {
    const dash = style.dash === undefined ? "" : ` stroke-dasharray="${style.dash.map(short).join(" ")}"`;
    this.put(`<path d="M${short(ax)} ${short(ay)}L${short(bx)} ${short(by)}" stroke="${style.color}"${style.alpha < 1 ? ` stroke-opacity="${short(style.alpha)}"` : ""} stroke-width="${short(style.width)}"${dash}/>`);
  }

  strokeText(text: string, x: number, y: number): void {
    this.put(this.textElement(text, x, y, ` fill="none"${this.strokeOf()}`));
  }

  /** Upon its own rim it becomes one text with that rim, so that it is found and copied once. */
  fillText(text: string, x: number, y: number): void {
    const rim = this.textElement(text, x, y, ` fill="none"${this.strokeOf()}`);
    const fill = this.paintOf("fill", this.fillStyle);
    if (this.parts.at(-1) === rim) this.parts[this.parts.length - 1] = this.textElement(text, x, y, `${fill}${this.strokeOf()} paint-order="stroke"`);
    else this.put(this.textElement(text, x, y, fill));
  }

  private textElement(text: string, x: number, y: number, paint: string): string {
    const [, weight = "400", size = "12", family = "sans-serif"] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font) ?? [];
    const anchor = this.textAlign === "center" ? ` text-anchor="middle"` : this.textAlign === "right" || this.textAlign === "end" ? ` text-anchor="end"` : "";
    const baseline = this.textBaseline === "middle" ? ` dominant-baseline="central"` : "";
    return `<text x="${short(x)}" y="${short(y)}" font-family="${xml(family)}" font-size="${size}" font-weight="${weight}"${anchor}${baseline}${paint}${this.place()}>${xml(text)}</text>`;
  }

  // ------------------------------------------------------------ inside

  private put(element: string): void {
    this.parts.push(element);
  }

  private transform(by: Matrix): void {
    const [a, b, c, d, e, f] = this.matrix;
    const [A, B, C, D, E, F] = by;
    this.matrix = [a * A + c * B, b * A + d * B, a * C + c * D, b * C + d * D, a * E + c * F + e, b * E + d * F + f];
  }

  private place(): string {
    return this.matrix.every((value, i) => value === IDENTITY[i]) ? "" : ` transform="matrix(${this.matrix.map(short).join(" ")})"`;
  }

  private textOf(path: Path2D | undefined): string {
    return path === undefined ? this.path.join("") : textOfPath(path);
  }

  private strokeOf(): string {
    const { lineWidth, lineCap, lineJoin, dash } = this;
    const cap = lineCap === "butt" ? "" : ` stroke-linecap="${lineCap}"`;
    const join = lineJoin === "miter" ? "" : ` stroke-linejoin="${lineJoin}"`;
    return `${this.paintOf("stroke", this.strokeStyle)} stroke-width="${short(lineWidth)}"${cap}${join}${dash.length === 0 ? "" : ` stroke-dasharray="${dash.map(short).join(" ")}"`}`;
  }

  private paintOf(what: "fill" | "stroke", style: string | SvgGradient): string {
    if (typeof style !== "string") return ` ${what}="url(#g${this.gradients.indexOf(style)})"`;
    const { color, opacity } = colorOf(style);
    return ` ${what}="${color}"${opacity === "" ? "" : ` ${what}-opacity="${opacity}"`}`;
  }
}

type Matrix = readonly [number, number, number, number, number, number];
type State = Pick<SvgPen, "fillStyle" | "strokeStyle" | "lineWidth" | "lineCap" | "lineJoin" | "font" | "textAlign" | "textBaseline"> & { readonly dash: readonly number[]; readonly matrix: Matrix };

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

class SvgGradient {
  private readonly ends: readonly [number, number, number, number];
  private readonly stops: string[] = [];

  constructor(ax: number, ay: number, bx: number, by: number) {
    this.ends = [ax, ay, bx, by];
  }

  addColorStop(offset: number, style: string): void {
    const { color, opacity } = colorOf(style);
    this.stops.push(`<stop offset="${short(offset)}" stop-color="${color}"${opacity === "" ? "" : ` stop-opacity="${opacity}"`}/>`);
  }

  text(id: string): string {
    const [x1, y1, x2, y2] = this.ends.map(short);
    return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${this.stops.join("")}</linearGradient>`;
  }
}

/** #rrggbbaa is young; colour and opacity apart are understood everywhere. */
function colorOf(style: string): { readonly color: string; readonly opacity: string } {
  if (!/^#[0-9a-f]{8}$/i.test(style)) return { color: style, opacity: "" };
  return { color: style.slice(0, 7), opacity: short(Number.parseInt(style.slice(7), 16) / 255) };
}

function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Text between tags or in an attribute. Characters that XML does not know are left out. */
export function xml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the ones that XML forbids
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/[<>&"]/g, (character) => ENTITIES[character]!);
}

const ENTITIES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };
