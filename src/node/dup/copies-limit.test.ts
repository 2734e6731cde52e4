/** DUP-01 at the bounds of what is remembered of closed transactions, with other limits. */
import { expect, test, vi } from "vitest";
import type { Mesh } from "../mesh.testkit.ts";
import type { Duplication } from "./duplication.ts";
import { lines, say, target } from "./dup.testkit.ts";

vi.mock("../../base/limits.ts", async (original) => {
  const real = await original<{ readonly LIMITS: object }>();
  return { LIMITS: { ...real.LIMITS, copiesRememberedMax: 3, copiesRememberedBytesMax: 512, replayBytesMax: 256 } };
});

function remembered(mesh: Mesh): number[] {
  const { table } = mesh.node("D").core.copies as Duplication;
  return [table.remembered, table.rememberedBytes, [...table.all()].length, [...table.all()].reduce((sum, { replay }) => sum + replay!.keptBytes, 0)];
}

const ids = [1, 2, 3, 4, 5].map((i) => `0x000077770000000${i}`);

test("[DUP-01] of closed transactions the oldest are forgotten first: a copy of one of them that comes later still is a new one", () => {
  const { mesh, one, two } = target();
  for (const [i, msgid] of ids.slice(0, 4).entries()) {
    say(one, "CD", "x", 0, msgid);
    expect(remembered(mesh)).toEqual([Math.min(i + 1, 3), 128 * Math.min(i + 1, 3), Math.min(i + 1, 3), 128 * Math.min(i + 1, 3)]);
  }
  for (const msgid of [ids[1]!, ids[3]!]) say(two, "CD", "x", 0, msgid);
  expect([lines(two), mesh.events("transactionAccepted").length]).toEqual([[['DOM_ECHO RCD "x"', 'DOM_ECHO RCD "x"']], 4]);
  say(two, "CD", "x", 0, ids[0]!);
  expect([lines(two), mesh.events("transactionAccepted").length, remembered(mesh)]).toEqual([[['DOM_ECHO RCD "x"']], 5, [3, 384, 3, 384]]);
});

test("[DUP-01] of their replies too, each as a whole: a copy that comes then is refused with 0x25, and nothing is done twice", () => {
  const { mesh, one, two } = target();
  const text = "x".repeat(100);
  for (const msgid of ids.slice(0, 2)) say(one, "CD", text, 0, msgid);
  expect(remembered(mesh)).toEqual([2, 384, 2, 384]);
  say(one, "CD", "x", 0, ids[2]!);
  expect(remembered(mesh)).toEqual([3, 512, 3, 512]);
  say(one, "CD", "x", 0, ids[3]!); // the first is forgotten altogether, so there is room
  expect(remembered(mesh)).toEqual([3, 448, 3, 448]);
  say(one, "CD", text, 0, ids[4]!);
  expect(remembered(mesh)).toEqual([3, 448, 3, 448]);
  const wide = target();
  for (const msgid of ids.slice(0, 3)) say(wide.one, "CD", text, 0, msgid);
  expect(remembered(wide.mesh)).toEqual([3, 384, 3, 384]);
  for (const msgid of ids.slice(0, 2)) say(wide.two, "CD", text, 0, msgid);
  expect(lines(wide.two)).toEqual([["LNK_ERROR RCDA 0x25", `DOM_ECHO RCD "${text}"`]]);
  expect([wide.mesh.events("transactionAccepted").length, lines(two)]).toEqual([3, [[]]]);
});

test("[DUP-01] of an open one, what is more than a transaction may keep is dropped, and nothing is kept from then on", () => {
  const { mesh, one, two } = target();
  say(one, "C", "x", 0, ids[0]!);
  say(one, "", "y", 0, ids[0]!);
  expect(remembered(mesh)).toEqual([0, 0, 1, 256]);
  say(two, "C", "x", 0, ids[0]!);
  expect(lines(two)).toEqual([['DOM_ECHO RC "x"', 'DOM_ECHO R "y"']]);
  for (const text of ["z", "again"]) {
    say(one, "", text, 0, ids[0]!);
    expect(remembered(mesh)).toEqual([0, 0, 1, 0]);
  }
  expect(lines(one).flat().length).toBe(4);
});
