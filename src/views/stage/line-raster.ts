/**
 * Straight lines as pixels, for pictures of thousands of them: a canvas without a graphics card takes ten times as long for
 * the same lines, on the page's own thread. Edges are smooth: each pixel beside the line gets the part of it that the line
 * covers. Where lines cross, the stronger stays and of equals the later; nothing is mixed, so that order matters little.
 */
export interface RasterBox {
  readonly width: number;
  readonly height: number;
}

export interface LineStyle {
  /** #rrggbb */
  readonly color: string;
  /** 0 to 1 */
  readonly alpha: number;
  /** in pixels of the raster */
  readonly width: number;
  /** pixels drawn and left out by turns; none = solid */
  readonly dash?: readonly [number, number];
}

/** The bytes of a pixel are red, green, blue, alpha; as one number they depend on the machine. */
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const ALPHA_SHIFT = LITTLE_ENDIAN ? 24 : 0;

export class LineRaster {
  width = 0;
  height = 0;
  bytes = new Uint8ClampedArray(0);
  private pixels = new Uint32Array(0);

  resize({ width, height }: RasterBox): void {
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.pixels = new Uint32Array(width * height);
    this.bytes = new Uint8ClampedArray(this.pixels.buffer);
  }

  clear(): void {
    this.pixels.fill(0);
  }

  /** Takes over what another of the same size shows. */
  copyFrom(other: LineRaster): void {
    this.resize(other);
    this.pixels.set(other.pixels);
  }

  /** Alpha of a pixel, 0 to 255. */
  alphaAt(x: number, y: number): number {
    return this.bytes[4 * (y * this.width + x) + 3] ?? 0;
  }

  line(ax: number, ay: number, bx: number, by: number, style: LineStyle): void {
    const ink = inkOf(style.color);
    if (Math.abs(bx - ax) >= Math.abs(by - ay)) {
      if (ax <= bx) this.sweep(ax, ay, bx, by, 1, this.width, this.width, this.height, style, ink);
      else this.sweep(bx, by, ax, ay, 1, this.width, this.width, this.height, style, ink);
    } else if (ay <= by) this.sweep(ay, ax, by, bx, this.width, 1, this.height, this.width, style, ink);
    else this.sweep(by, bx, ay, ax, this.width, 1, this.height, this.width, style, ink);
  }

  /** Along the longer side (u) a pixel at a time; v is the other, `du` and `dv` are the steps of either in the pixels. */
  private sweep(au: number, av: number, bu: number, bv: number, du: number, dv: number, uEnd: number, vEnd: number, style: LineStyle, ink: number): void {
    const length = bu - au;
    if (!(length > 0)) return;
    const slope = (bv - av) / length;
    const steep = Math.sqrt(1 + slope * slope);
    const half = (style.width * steep) / 2;
    const { pixels } = this;
    const strength = style.alpha * 255;
    const whole = (strength + 0.5) | 0;
    const dash = style.dash;
    const from = Math.max(0, Math.ceil(au - 0.5));
    const to = Math.min(uEnd - 1, Math.floor(bu - 0.5));
    if (from > to) return;
    // how far the line reaches to either side tells whether anything of it must be cut off
    const atFrom = av + slope * (from + 0.5 - au);
    const atTo = av + slope * (to + 0.5 - au);
    const inside = Math.min(atFrom, atTo) - half >= 1 && Math.max(atFrom, atTo) + half < vEnd - 1;
    for (let u = from; u <= to; u += 1) {
      const along = u + 0.5 - au;
      if (dash !== undefined && (along * steep) % (dash[0] + dash[1]) >= dash[0]) continue;
      const middle = av + slope * along;
      const top = inside ? middle - half : Math.max(middle - half, 0);
      const bottom = inside ? middle + half : Math.min(middle + half, vEnd);
      if (!(bottom > top)) continue;
      const first = top | 0;
      const last = bottom | 0;
      let at = u * du + first * dv;
      if (first === last) {
        put(pixels, at, (strength * (bottom - top) + 0.5) | 0, ink);
        continue;
      }
      put(pixels, at, (strength * (first + 1 - top) + 0.5) | 0, ink);
      at += dv;
      for (let v = first + 1; v < last; v += 1, at += dv) put(pixels, at, whole, ink);
      if (last < vEnd) put(pixels, at, (strength * (bottom - last) + 0.5) | 0, ink);
    }
  }
}

/** The stronger stays, and of equals the later. */
function put(pixels: Uint32Array, at: number, alpha: number, ink: number): void {
  if (alpha > 0 && alpha >= ((pixels[at]! >>> ALPHA_SHIFT) & 255)) pixels[at] = (alpha << ALPHA_SHIFT) | ink;
}

const inks = new Map<string, number>();

function inkOf(color: string): number {
  let ink = inks.get(color);
  if (ink === undefined) {
    const rgb = Number.parseInt(color.slice(1), 16);
    ink = LITTLE_ENDIAN ? ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16) : (rgb << 8) >>> 0;
    inks.set(color, ink);
  }
  return ink;
}
