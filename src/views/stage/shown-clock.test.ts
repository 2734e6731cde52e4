import { expect, test } from "vitest";
import { AHEAD_WALL_MS, createShownClock } from "./shown-clock.ts";

const SPEED = 10_000; // simulated microseconds a second: 10 a millisecond

test("it runs evenly between frames that come unevenly", () => {
  const clock = createShownClock();
  let nextFrame = 0;
  const jitter = [12, 21, 16, 9, 24, 16, 30];
  let before = 0;
  const steps: number[] = [];
  for (let ms = 0, i = 0; ms < 2_000; ms += 16) {
    while (nextFrame <= ms) {
      clock.confirm({ nowUs: nextFrame * 10, playing: true, speedUsPerS: SPEED }, nextFrame);
      nextFrame += jitter[(i += 1) % jitter.length];
    }
    const now = clock.at(ms);
    if (ms > 500) steps.push(now - before);
    before = now;
  }
  for (const step of steps) expect(Math.abs(step - 160)).toBeLessThan(20);
});

test("it never runs ahead of the worker by more than its allowance", () => {
  const clock = createShownClock();
  clock.confirm({ nowUs: 1_000, playing: true, speedUsPerS: SPEED }, 0);
  for (let ms = 0; ms < 5_000; ms += 16) expect(clock.at(ms)).toBeLessThanOrEqual(1_000 + AHEAD_WALL_MS * 10);
});

test("it never goes back while the run goes on", () => {
  const clock = createShownClock();
  clock.confirm({ nowUs: 0, playing: true, speedUsPerS: SPEED }, 0);
  let before = clock.at(0);
  for (let ms = 16; ms < 1_000; ms += 16) {
    if (ms % 48 === 0) clock.confirm({ nowUs: ms * 9, playing: true, speedUsPerS: SPEED }, ms);
    const now = clock.at(ms);
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
});

test("paused it stands where the worker stands", () => {
  const clock = createShownClock();
  clock.confirm({ nowUs: 500, playing: true, speedUsPerS: SPEED }, 0);
  clock.at(40);
  clock.confirm({ nowUs: 700, playing: false, speedUsPerS: SPEED }, 41);
  expect(clock.at(41)).toBe(700);
  expect(clock.at(4_000)).toBe(700);
});

test("as fast as it goes it shows only what is confirmed", () => {
  const clock = createShownClock();
  clock.confirm({ nowUs: 9_000, playing: true, speedUsPerS: Infinity }, 0);
  expect(clock.at(100)).toBe(9_000);
});

test("a restart sets it back", () => {
  const clock = createShownClock();
  clock.confirm({ nowUs: 1_000_000, playing: true, speedUsPerS: SPEED }, 0);
  clock.at(16);
  clock.confirm({ nowUs: 0, playing: true, speedUsPerS: SPEED }, 20);
  expect(clock.at(20)).toBeLessThan(1_000);
});
