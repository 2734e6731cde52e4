import { expect, test } from "vitest";
import { endQuietly, EngineGone } from "./engine-gone.ts";

class Rejected extends Event {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super("unhandledrejection", { cancelable: true });
    this.reason = reason;
  }
}

test("that an engine is gone is not told again by whoever had asked it, and all else that nobody catches is", () => {
  const page = new EventTarget();
  endQuietly(page as unknown as Parameters<typeof endQuietly>[0]);
  const isTold = (reason: unknown): boolean => page.dispatchEvent(new Rejected(reason));
  expect(isTold(new EngineGone("it did not answer"))).toBe(false);
  expect([new Error("it did not answer"), new TypeError("no function"), "text", undefined].map(isTold)).toEqual([true, true, true, true]);
});
