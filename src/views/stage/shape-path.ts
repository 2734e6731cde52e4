import { traceShape, type Pen, type Role } from "./shapes.ts";

/** The outline of a role about the origin as an SVG path: the key shows what the canvas paints. */
export function svgPathOf(role: Role, radius: number): string {
  const parts: string[] = [];
  const short = (value: number): string => String(Number(value.toFixed(2)));
  const pen: Pen = {
    moveTo: (x, y) => parts.push(`M${short(x)} ${short(y)}`),
    lineTo: (x, y) => parts.push(`L${short(x)} ${short(y)}`),
    closePath: () => parts.push("Z"),
    arc: (x, y, r) => {
      const arc = `A${short(r)} ${short(r)} 0 1 1`;
      parts.push(`${arc} ${short(x - r)} ${short(y)}${arc} ${short(x + r)} ${short(y)}Z`);
    },
    roundRect: (x, y, width, height, r) => {
      const corner = `a${short(r)} ${short(r)} 0 0 1`;
      parts.push(
        `M${short(x + r)} ${short(y)}h${short(width - 2 * r)}${corner} ${short(r)} ${short(r)}`,
        `v${short(height - 2 * r)}${corner} ${short(-r)} ${short(r)}`,
        `h${short(2 * r - width)}${corner} ${short(-r)} ${short(-r)}`,
        `v${short(2 * r - height)}${corner} ${short(r)} ${short(-r)}Z`,
      );
    },
  };
  traceShape(pen, role, 0, 0, radius);
  return parts.join("");
}
