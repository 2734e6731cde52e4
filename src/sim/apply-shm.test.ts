/** Links over shared memory in files and commands: what is refused with which words, and the scribbler. */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import { scenarioFromJson, scenarioToFile } from "./scenario.ts";
import { Lab } from "./world.testkit.ts";

function file(link: object, more: object = {}): unknown {
  return { spanscope: 1, title: "t", summary: "s", seed: 1, topology: { nodes: [{ id: "A" }, { id: "B" }], links: [{ a: "A", b: "B", ...link }] }, ...more };
}

function faults(value: unknown): string[] {
  const read = scenarioFromJson(value);
  return read.ok ? [] : read.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("in a scenario", () => {
  test("[SHM-01] a link of kind shm, with its sizes and offers or without; it reads back the same", () => {
    const shm = { ringBytes: 4_096, regionBytes: 256, crcOptional: true, crcOptionalB: false };
    const read = scenarioFromJson(file({ kind: "shm", shm }));
    if (!read.ok) throw new Error("refused");
    expect(read.value.links[0]).toMatchObject({ kind: "shm", shm });
    expect(scenarioFromJson(scenarioToFile(read.value))).toEqual(read);
    expect(faults(file({ kind: "shm" }))).toEqual([]);
  });

  test("[SHM-01] defaults of a topology make every link one over shared memory, but for those that say otherwise", () => {
    const read = scenarioFromJson({ spanscope: 1, title: "t", summary: "s", seed: 1, topology: { generate: "ring:3", defaults: { kind: "shm", shm: { ringBytes: 2_048 } } }, commands: [{ at: 0, do: "addLink", link: { a: "A", b: "B", kind: "stream" } }] });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.links.map(({ kind, shm }) => [kind, shm])).toEqual(Array.from({ length: 3 }, () => ["shm", { ringBytes: 2_048 }]));
    expect(read.value.commands[0]!.command).toMatchObject({ link: { kind: "stream" } });
    expect(read.value.commands[0]!.command).not.toHaveProperty("link.shm");
  });

  test.each([
    [{ kind: "pipe" }, 'topology.links[0].kind: expected "stream" or "shm"'],
    [{ shm: {} }, 'topology.links[0].shm: is there, and the link is a stream; expected "kind": "shm" beside it'],
    [{ kind: "shm", shm: { ringBytes: 2_047 } }, "topology.links[0].shm.ringBytes: expected a whole number from 2048 to 262144"],
    [{ kind: "shm", shm: { ringBytes: 2_049 } }, "topology.links[0].shm.ringBytes: expected a multiple of 64 from 2048 to 262144"],
    [{ kind: "shm", shm: { regionBytes: 192 } }, "topology.links[0].shm.regionBytes: expected a multiple of 128 from 128 to 1048576"],
    [{ kind: "shm", shm: { crcs: false } }, 'topology.links[0].shm: unknown key "crcs"; expected ringBytes, regionBytes, crcOptional, crcOptionalA, crcOptionalB'],
    [{ kind: "shm", model: { lossPerMillion: 5 } }, "topology.links[0].model: lossPerMillion: expected 0, for shared memory loses, doubles and overtakes nothing"],
    [{ kind: "shm", security: "offer" }, "topology.links[0].security: a link is either over shared memory or encrypted; expected none"],
    [{ kind: "shm", securityB: "require" }, "topology.links[0].security: a link is either over shared memory or encrypted; expected none"],
    [{ kind: "shm", model: { mode: "raw" } }, 'topology.links[0].model: a link over shared memory is in mode "stream"'],
  ])("[SHM-01] refused: %j", (link, fault) => {
    expect(faults(file(link))).toEqual([fault]);
  });

  test("[SHM-01] not in the profile c2012, which has no AUTH", () => {
    expect(faults(file({ kind: "shm" }, { switches: { profile: "c2012" } }))).toEqual(['topology.links[0].kind: the profile c2012 knows no AUTH, and what shared memory needs is negotiated there; expected "stream"']);
  });

  test("[SHM-01] the regions of all links have a bound", () => {
    const links = Array.from({ length: LIMITS.regionBytesTotalMax / LIMITS.regionBytesMax + 1 }, (_, i) => ({ id: `l${i}`, a: "A", b: "B", kind: "shm", shm: { regionBytes: LIMITS.regionBytesMax } }));
    const made = { spanscope: 1, title: "t", summary: "s", seed: 1, topology: { nodes: [{ id: "A" }, { id: "B" }], links } };
    expect(faults(made)).toEqual([expect.stringContaining("topology.links[64].shm.regionBytes: the regions of all links come to 68157440 bytes")]);
    const lab = new Lab();
    for (let i = 0; i < 64; i++) lab.do({ do: "addLink", link: { a: "A", b: "B", kind: "shm", shm: { regionBytes: LIMITS.regionBytesMax } } });
    expect(lab.apply({ do: "addLink", link: { a: "A", b: "B", kind: "shm" } })).toBe("the shared regions of a run have at most 67108864 bytes together");
  });

  test("a scribble names a link over shared memory and one of its ends", () => {
    const scribble = { at: 1, do: "scribble", link: "A-B", from: "A", how: "write" };
    expect(faults(file({ kind: "shm" }, { commands: [scribble] }))).toEqual([]);
    expect(faults(file({}, { commands: [scribble] }))).toEqual(["commands[0].link: A-B is a stream and shares no memory; expected a link of kind shm"]);
    expect(faults(file({ kind: "shm" }, { commands: [{ ...scribble, from: "C" }] }))).toEqual(['commands[0].from: "C" is no end of link A-B; expected A or B']);
  });
});

describe("as a command", () => {
  test("[SHM-01] added with the same words of refusal, impaired only as memory can be", () => {
    const lab = new Lab();
    expect(lab.apply({ do: "addLink", link: { a: "A", b: "B", kind: "shm", shm: { ringBytes: 100 } } })).toBe("shm.ringBytes: expected a multiple of 64 from 2048 to 262144");
    lab.do({ do: "addLink", link: { id: "m", a: "A", b: "B", kind: "shm" } });
    expect(lab.apply({ do: "impair", link: "m", model: { duplicatePerMillion: 1 } })).toBe("duplicatePerMillion: expected 0, for shared memory loses, doubles and overtakes nothing");
    expect(lab.apply({ do: "impair", link: "m", model: { latencyUs: 5, corruptPerMillion: 1 } })).toBeNull();
  });

  test("[SHM-01] scribbling: over a piece, at an offset, a release that is too early; what is not there is refused", () => {
    const lab = new Lab({ kind: "shm", shm: { regionBytes: 512 } }).runTo(0);
    const { region } = lab.world.linkById("A-B")!.memory!;
    const on = { do: "scribble", link: "A-B", from: "A" } as const;
    expect(lab.apply({ ...on, how: "write" })).toBe("no piece of A is in use in the region of A-B now");
    expect(lab.apply({ ...on, how: "release", offset: 64 })).toBe("no piece of A begins at byte 64 of the region of A-B");
    region.take(0, Uint8Array.of(1, 2), 1);
    region.take(64, Uint8Array.of(3, 4), 2);
    lab.do({ ...on, how: "write" });
    lab.do({ ...on, how: "write", offset: 1, bytes: "aabb" });
    expect([...region.bytes.slice(0, 3), region.bytes[64]]).toEqual([1, 0xaa, 0xbb, 3 ^ 0xff]);
    expect(lab.apply({ ...on, how: "write", offset: 512 })).toBe("offset: an integer from 0 to 511");
    expect(lab.apply({ ...on, how: "write", offset: 511, bytes: "aabb" })).toBe("bytes: at most 1 from byte 511 to the end of the region");
    expect(lab.apply({ ...on, how: "write", bytes: "a" })).toBe("bytes: pairs of hex digits, at least one");
    lab.do({ ...on, how: "release" }).do({ ...on, how: "release" });
    expect(region.pieces(0)).toEqual([]);
    expect(new Lab().runTo(0).apply({ ...on, how: "write" })).toBe("A-B is a stream and shares no memory");
    expect(lab.apply({ ...on, from: "C", how: "write" })).toBe("there is no node C");
  });
});
