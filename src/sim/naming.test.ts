import { expect, test } from "vitest";
import { formatUuid } from "../base/uuid.ts";
import { DEFAULT_CLUSTER, pfsOfJson, uuidOfName } from "./naming.ts";

test("a name's uuid is the same everywhere and always", () => {
  expect(formatUuid(uuidOfName("pfs", "pfsA"))).toBe("ef6f5bb4-6d62-8cd2-b444-65219158c811");
  expect(formatUuid(uuidOfName("host", "A"))).toBe("1504af29-ea10-86e8-8b68-24b67f54dd08");
  expect(formatUuid(uuidOfName("cluster", DEFAULT_CLUSTER))).toBe("2ac1935e-b937-8723-8f78-c47696477118");
});

test("unlike names have unlike uuids, marked as version 8", () => {
  const seen = new Set<string>();
  for (let i = 0; i < 5_000; i++) for (const kind of ["pfs", "host"] as const) seen.add(formatUuid(uuidOfName(kind, `n${i}`)));
  expect(seen.size).toBe(10_000);
  for (const text of seen) expect(text).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a PFS without uuids belongs to the cluster that all share", () => {
  expect(pfsOfJson({ label: "pfsA" })).toEqual({ label: "pfsA", pfsType: 8, clid: uuidOfName("cluster", "cluster"), fsid: uuidOfName("pfs", "pfsA") });
  expect(pfsOfJson({ label: "pfsA", clid: "11223301-4455-11e1-8899-aabbccddee01", type: "SLAVE" })).toMatchObject({ pfsType: 5, clid: Uint32Array.of(0x11223301, 0x445511e1, 0x8899aabb, 0xccddee01) });
});
