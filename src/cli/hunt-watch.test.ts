import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newPulse, PulseWatch, PulseWriter } from "./hunt-watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A thread that is waited for, ten looks long. */
function watched() {
  const pulse = newPulse();
  const givenUp = vi.fn<() => void>();
  const isDebugged = vi.fn<() => boolean>(() => false);
  return { writer: new PulseWriter(pulse), watch: new PulseWatch(pulse, 10, givenUp, isDebugged), givenUp, isDebugged };
}

test("a thread that was begun and says nothing for ten looks is given up, once, and it is known at which seed it was", () => {
  const { writer, watch, givenUp } = watched();
  writer.begin(3);
  vi.advanceTimersByTime(10_900);
  expect(givenUp).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect([givenUp.mock.calls.length, watch.seedAt]).toEqual([1, 3]);
  vi.advanceTimersByTime(60_000);
  expect(givenUp).toHaveBeenCalledTimes(1);
});

test("one that goes on, however slowly, is not, nor one that was not begun", () => {
  const { writer, givenUp } = watched();
  vi.advanceTimersByTime(60_000);
  writer.begin(0);
  for (let i = 0; i < 20; i++) {
    vi.advanceTimersByTime(9_000);
    writer.beat();
  }
  expect(givenUp).not.toHaveBeenCalled();
});

test("a machine that slept has looked once, not for as long as it slept", () => {
  const { writer, givenUp } = watched();
  writer.begin(0);
  vi.advanceTimersByTime(2_000);
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  vi.advanceTimersByTime(2_000);
  expect(givenUp).not.toHaveBeenCalled();
});

test("nothing is given up while a debugger is there", () => {
  const { writer, givenUp, isDebugged } = watched();
  writer.begin(0);
  isDebugged.mockReturnValue(true);
  vi.advanceTimersByTime(60_000);
  expect(givenUp).not.toHaveBeenCalled();
  isDebugged.mockReturnValue(false);
  vi.advanceTimersByTime(10_000);
  expect(givenUp).toHaveBeenCalledTimes(1);
});
