import { expect, test } from "vitest";
import { WindowAsker } from "./window-asker.ts";

function asker() {
  const asked: { wish: number; answer: (behind: number | null) => void }[] = [];
  const made = new WindowAsker<number, { behind: number; wish: number }>((wish) => new Promise((resolve) => asked.push({ wish, answer: (behind) => resolve(behind === null ? null : { behind, wish }) })));
  return { made, asked };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("one question at a time, and only the last wish behind it", async () => {
  const { made, asked } = asker();
  for (const wish of [1, 2, 3]) made.want(wish);
  expect(asked.map(({ wish }) => wish)).toEqual([1]);
  asked[0]!.answer(0);
  await settled();
  expect(asked.map(({ wish }) => wish)).toEqual([1, 3]);
  asked[1]!.answer(0);
  await settled();
  expect(asked).toHaveLength(2);
  expect(made.found).toEqual({ behind: 0, wish: 3 });
});

test("what is not read yet is asked for again, until somebody wants something else or nobody anything", async () => {
  const { made, asked } = asker();
  let changes = 0;
  made.subscribe(() => changes++);
  made.want(1);
  asked[0]!.answer(500);
  await settled();
  asked[1]!.answer(0);
  await settled();
  expect(asked.map(({ wish }) => wish)).toEqual([1, 1]);
  expect(changes).toBe(2);
  made.want(2);
  made.stop();
  asked[2]!.answer(9);
  await settled();
  expect(asked).toHaveLength(3);
  expect(made.found?.wish).toBe(1);
});

test("a question that failed, as its engine was gone, does not keep the next one waiting", async () => {
  let gone = true;
  const asked: number[] = [];
  const made = new WindowAsker<number, { behind: number }>((wish) => {
    asked.push(wish);
    return gone ? Promise.reject(new Error("gone")) : Promise.resolve({ behind: 0 });
  });
  made.want(1);
  await settled();
  gone = false;
  made.want(2);
  await settled();
  expect(asked).toEqual([1, 2]);
  expect(made.found).toEqual({ behind: 0 });
});
