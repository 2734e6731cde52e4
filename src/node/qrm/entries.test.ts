import { expect, test } from "vitest";
import { Entry, keyOf, type MasterLine } from "./entries.ts";

test("[QRM-01] a commit is known by both words of its number, signed or not", () => {
  expect([keyOf({ hi: 1, lo: 2 }), keyOf({ hi: -1, lo: -2 }), keyOf({ hi: 0xffffffff, lo: 0xfffffffe })]).toEqual(["1:2", "4294967295:4294967294", "4294967295:4294967294"]);
});

test("[QRM-01] a crash takes what is volatile of an entry, and leaves its record", () => {
  const operation = { hi: 1, lo: 2, host: new Uint32Array(4), text: "write" };
  const entry = new Entry(7, operation, 1, 3);
  const fresh = { kind: "entry", asked: [], lines: [], inDoubt: false, alarmSet: false, blocked: false };
  expect(entry).toMatchObject(fresh);
  const { record, recovery } = entry;
  const line: MasterLine = { entry, transaction: null, peer: null, open: true, guards: true };
  Object.assign(entry, { asked: [line], lines: [undefined], inDoubt: true, alarmSet: true, blocked: true });
  entry.crash();
  expect(entry).toMatchObject(fresh);
  expect([entry.record === record, entry.recovery === recovery, entry.operation === operation]).toEqual([true, false, true]);
});
