import { describe, expect, test } from "vitest";
import { SvgPen, xml } from "./svg-pen.ts";

function pen(): SvgPen {
  return new SvgPen((text) => text.length * 7);
}

describe("a context that writes SVG", () => {
  test("strokes and fills what a canvas would, with colour and opacity apart", () => {
    const one = pen();
    one.strokeStyle = "#35c6ae80";
    one.lineWidth = 2.5;
    one.lineCap = "round";
    one.setLineDash([7, 5]);
    one.beginPath();
    one.moveTo(1, 2);
    one.lineTo(3.14159, 4);
    one.stroke();
    expect(one.content).toBe('<path d="M1 2L3.14 4" fill="none" stroke="#35c6ae" stroke-opacity="0.5" stroke-width="2.5" stroke-linecap="round" stroke-dasharray="7 5"/>');
  });

  test("draws circles whole, and arcs with their long way round", () => {
    const one = pen();
    one.beginPath();
    one.arc(10, 10, 5, 0, Math.PI * 2);
    one.fill();
    expect(one.content).toContain('d="M15 10A5 5 0 1 1 5 10A5 5 0 1 1 15 10"');
    const other = pen();
    other.beginPath();
    other.arc(0, 0, 1, 0, Math.PI * 1.5);
    other.stroke();
    expect(other.content).toContain("A1 1 0 1 1 0 -1");
  });

  test("keeps and gives back its state, and multiplies what moves, turns and scales", () => {
    const one = pen();
    one.save();
    one.translate(10, 20);
    one.scale(2, 2);
    one.rotate(Math.PI / 2);
    one.fillRect(0, 0, 1, 1);
    one.restore();
    one.fillRect(0, 0, 1, 1);
    expect(one.content.split("\n")).toEqual(['<rect x="0" y="0" width="1" height="1" fill="#000000" transform="matrix(0 2 -2 0 10 20)"/>', '<rect x="0" y="0" width="1" height="1" fill="#000000"/>']);
  });

  test("writes text as text: once, with its rim; nothing in it is markup", () => {
    const one = pen();
    one.font = '550 12px "Inter Variable", sans-serif';
    one.textAlign = "center";
    one.strokeStyle = "#111826";
    one.lineWidth = 4;
    one.fillStyle = "#e7ecf5";
    one.strokeText("a<b>&\u0007", 5, 6);
    one.fillText("a<b>&\u0007", 5, 6);
    expect(one.content).toBe('<text x="5" y="6" font-family="&quot;Inter Variable&quot;, sans-serif" font-size="12" font-weight="550" text-anchor="middle" fill="#e7ecf5" stroke="#111826" stroke-width="4" paint-order="stroke">a&lt;b&gt;&amp;</text>');
    expect(one.measureText("four").width).toBe(28);
    expect(xml('"')).toBe("&quot;");
  });

  test("defines the gradients that it uses", () => {
    const one = pen();
    const fade = one.createLinearGradient(0, 0, 10, 0);
    fade.addColorStop(0, "#ff0000");
    fade.addColorStop(1, "#ff000000");
    one.strokeStyle = fade;
    one.beginPath();
    one.moveTo(0, 0);
    one.lineTo(10, 0);
    one.stroke();
    expect(one.content).toMatch(/^<defs><linearGradient id="g0" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="10" y2="0"><stop offset="0" stop-color="#ff0000"\/><stop offset="1" stop-color="#ff0000" stop-opacity="0"\/><\/linearGradient><\/defs>.*stroke="url\(#g0\)"/);
  });
});
