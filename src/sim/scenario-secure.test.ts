/** What a scenario says of encryption (LINK-02): read with its defaults, written and read again the same, wrong with its place and what was expected. */
import { describe, expect, test } from "vitest";
import { scenarioFromJson, scenarioToFile } from "./scenario.ts";

function file({ links = [{ a: "A", b: "B" }], nodes = [{ id: "A" }, { id: "B" }], defaults = {}, ...rest }: Readonly<Record<string, unknown>> = {}): object {
  return { spanscope: 1, title: "t", summary: "s", seed: 1, topology: { nodes, links, defaults }, ...rest };
}

function faults(value: object): string[] {
  const read = scenarioFromJson(value);
  return read.ok ? [] : read.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("encryption in a scenario", () => {
  test("[LINK-02] of a link, of its ends, by default; who knows whom; and it reads back the same", () => {
    const links = [{ a: "A", b: "B" }, { a: "A", b: "B", security: "none", securityB: "offer" }, { a: "A", b: "B", kind: "shm" }];
    const nodes = [{ id: "A", knows: ["B"], hostKey: "noSecret" }, { id: "B", knows: [] }];
    const read = scenarioFromJson(file({ links, nodes, defaults: { security: "require" }, commands: [{ at: 5, do: "addLink", link: { a: "B", b: "A" } }] }));
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.links.map(({ security, securityA, securityB }) => [security, securityA, securityB])).toEqual([["require", undefined, undefined], ["none", undefined, "offer"], [undefined, undefined, undefined]]);
    expect(read.value.nodes).toEqual(nodes);
    expect(read.value.commands[0]!.command).toMatchObject({ link: { security: "require" } });
    expect(scenarioFromJson(scenarioToFile(read.value))).toEqual(read);
  });

  test.each([
    [file({ links: [{ a: "A", b: "B", security: "yes" }] }), "topology.links[0].security: expected one of none, offer, require"],
    [file({ nodes: [{ id: "A", knows: ["C"] }, { id: "B" }] }), 'topology.nodes[0].knows[0]: no node "C" then; expected one of A, B'],
    [file({ nodes: [{ id: "A", hostKey: "stolen" }, { id: "B" }] }), "topology.nodes[0].hostKey: expected one of own, other, noSecret"],
    [file({ links: [{ a: "A", b: "B", securityA: "offer" }], switches: { profile: "c2012" } }), 'topology.links[0].securityA: "offer" needs AUTH, which the profile c2012 does not have; expected none'],
    [file({ links: [{ a: "A", b: "B", kind: "shm", securityB: "require" }] }), "topology.links[0].security: a link is either over shared memory or encrypted; expected none"],
  ])("[LINK-02] %#: a fault has its place and what was expected", (value, fault) => {
    expect(faults(value)).toEqual([fault]);
  });
});
