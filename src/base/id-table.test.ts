import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IdTable } from "./id-table.ts";

const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffff_ffff }));
// Few different ids, so that the same one comes again, and clusters form.
const id = fc.record({ space: fc.integer({ min: -2, max: 2 }), hi: word, lo: fc.oneof(fc.integer({ min: 0, max: 40 }), word) });

describe("IdTable", () => {
  test("does in any order of sets, gets and deletes what a Map does", () => {
    const action = fc.record({ what: fc.constantFrom("set", "set", "get", "delete"), id, row: fc.integer({ min: 0, max: 0x7fff_fffe }) });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 600 }), (actions) => {
        const table = new IdTable();
        const map = new Map<string, number>();
        for (const { what, id: { space, hi, lo }, row } of actions) {
          const key = `${space}/${hi}/${lo}`;
          if (what === "set") {
            table.set(space, hi, lo, row);
            map.set(key, row);
          } else if (what === "delete") expect(table.delete(space, hi, lo)).toBe(map.delete(key));
          else expect(table.get(space, hi, lo)).toBe(map.get(key) ?? -1);
          expect(table.size).toBe(map.size);
        }
        for (const [key, row] of map) {
          const [space, hi, lo] = key.split("/").map(Number);
          expect(table.get(space, hi, lo)).toBe(row);
        }
      }),
    );
  });

  test("holds many ids that differ in one word only, and gives all of them up again", () => {
    const table = new IdTable();
    for (let lo = 0; lo < 20_000; lo++) table.set(7, 0xa000, lo, lo);
    for (let lo = 0; lo < 20_000; lo += 2) expect(table.delete(7, 0xa000, lo)).toBe(true);
    for (let lo = 0; lo < 20_000; lo++) expect(table.get(7, 0xa000, lo)).toBe(lo % 2 === 0 ? -1 : lo);
    table.clear();
    expect([table.size, table.get(7, 0xa000, 1)]).toEqual([0, -1]);
  });

  test("takes signed and unsigned forms of a word as the same", () => {
    const table = new IdTable();
    table.set(-1, 0xffff_ffff, 0x8000_0000, 5);
    expect(table.get(0xffff_ffff, -1, 0x8000_0000 | 0)).toBe(5);
  });
});
