import { expect, test } from "vitest";
import { SPEEDS, speedPosition, speedText } from "./speed.ts";

test("every step of the slider finds itself, and reads as people say it", () => {
  expect(SPEEDS.map(speedPosition)).toEqual(SPEEDS.map((_, i) => i));
  expect(SPEEDS.map(speedText)).toEqual(["1/1000", "1/500", "1/200", "1/100", "1/50", "1/20", "1/10", "1/5", "1/2", "real time", "2×", "5×", "10×", "20×", "50×", "100×", "as fast as it goes"]);
});

test("a speed between two steps goes to the nearer one, but is told as it is", () => {
  expect(speedText(SPEEDS[speedPosition(33_000)]!)).toBe("1/20");
  expect(speedText(40_000)).toBe("1/25");
  expect(speedPosition(1)).toBe(0);
});
