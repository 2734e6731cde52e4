import { describe, expect, test } from "vitest";
import type { Claim } from "../../sim/scenario-expect.ts";
import { judge } from "./judge.ts";
import { sayExpectation } from "./say-claim.ts";
import type { ScenarioWitness } from "./witnessed.ts";

/** A mesh of A, B and C as a run could have left it: C offers pfsC, B knows it, A does not. */
const witness: ScenarioWitness = {
  nodesUp: () => ["A", "B", "C"],
  offers: () => [{ label: "pfsC", node: "C" }, { label: "pfsB", node: "B" }],
  received: (node, pfs) => {
    if (node === "B" && pfs === "pfsC") return [{ link: "B-C", dist: 0 }, { link: "A-B", dist: 4 }];
    return pfs === "pfsB" && node !== "B" ? [{ link: node === "A" ? "A-B" : "B-C", dist: 0 }] : [];
  },
  sent: (node, link, pfs) => (node === "C" && link === "B-C" && pfs === "pfsC" ? 1 : 0),
  link: (link) => (link === "A-B" ? "open" : link === "B-C" ? "silent" : null),
  transaction: (name) => (name === "t" ? { opener: { state: "aborted", error: 2 }, target: { state: "closed", error: 0 }, path: ["A", "B", "C"] } : null),
  commit: (name) =>
    name === "c"
      ? { coordinator: { state: "aborted", error: 0x27 }, masters: [{ label: "m1", state: "aborted" }, { label: "m2", state: "in doubt" }, { label: "m3", state: "unknown" }] }
      : name === "d" ? { coordinator: { state: "committed", error: 0 }, masters: [{ label: "m1", state: "committed" }] } : null,
  counter: (name) => (name === "pings" ? 7 : 0),
  events: (name, rule, node) => (name === "linkLost" && rule === null ? 3 : name === "linkLost" && rule === "LINK-03" && node === "B" ? 1 : 0),
  pieces: (link) => (link === "A-B" ? 2 : null),
  tables: (node) => (node === "A" ? { spansReceived: 0, spansSent: 0, transactions: 0, entries: 0, locks: 0 } : node === "B" ? { spansReceived: 2, spansSent: 0, transactions: 0, entries: 1, locks: 0 } : null),
  status: (node) => (node === "B" ? { text: "busy", status: 3, type: "SLAVE" } : node === "A" ? { text: "", status: 0, type: "NONE" } : null),
  reason: (node, link) => (node === "B" && link === "A-B" ? "filtered" : null),
  check: (name) => (name === "same-path" ? { state: "violated", text: "B sent it elsewhere" } : null),
  limitReached: () => true,
  lock: (name) => (name === "w" ? { condition: "held", holds: "SHARED", masters: 2, error: 0x28 } : null),
  generator: (name) => (name === "load" ? { state: "running", acts: 7, failed: 2 } : null),
  byteOrderDifference: () => null,
};

describe("a claim, one that holds and one that does not", () => {
  test.each<[Claim, string]>([
    [{ that: "span", node: "B", pfs: "pfsC" }, "known at dist 0 through B-C, SPANs of it: 2"],
    [{ that: "span", node: "B", pfs: "pfsC", dist: 0, via: "B-C", copies: 2 }, "known at dist 0"],
    [{ that: "span", node: "B", pfs: "pfsC", dist: { atMost: 1 }, copies: { atLeast: 1, atMost: 2 } }, "known at dist 0"],
    [{ that: "span", node: "A", pfs: "pfsC", known: false }, "unknown there"],
    [{ that: "relays", node: "C", link: "B-C", pfs: "pfsC", count: 1 }, "1 SPAN"],
    [{ that: "reached", pfs: "pfsB" }, "all of them"],
    [{ that: "transaction", name: "t", state: "aborted", end: "opener", error: 2 }, "opener: aborted with EOF, target: closed"],
    [{ that: "path", transaction: "t", nodes: ["A", "B", "C"] }, "A, B, C"],
    [{ that: "commit", name: "c", state: "aborted", end: "coordinator", error: 0x27 }, "coordinator: aborted with NO_QUORUM, m1: aborted, m2: in doubt, m3: unknown"],
    [{ that: "commit", name: "c", state: "in doubt", master: "m2" }, "m2: in doubt"],
    [{ that: "commit", name: "d", state: "committed" }, "coordinator: committed, m1: committed"],
    [{ that: "commit", name: "d", state: "committed", end: "masters" }, "m1: committed"],
    [{ that: "link", link: "B-C", state: "silent" }, "silent"],
    [{ that: "count", of: "pings", is: { atLeast: 5 } }, "7"],
    [{ that: "events", name: "linkLost", is: 3 }, "3 events"],
    [{ that: "events", name: "linkLost", rule: "LINK-03", node: "B", is: 1 }, "1 event"],
    [{ that: "table", node: "B", table: "entries", is: 1 }, "1 row"],
    [{ that: "tablesEmpty", node: "A" }, "nothing left"],
    [{ that: "status", node: "B", pfs: "pfsC", text: "busy" }, "status 3, type SLAVE"],
    [{ that: "status", node: "B", pfs: "pfsC", text: "busy", status: 3, type: "SLAVE" }, '"busy"'],
    [{ that: "status", node: "A", pfs: "pfsC", text: "" }, "no status"],
    [{ that: "reason", node: "B", link: "A-B", pfs: "pfsC", is: "filtered" }, "filtered"],
    [{ that: "check", name: "same-path", state: "violated" }, "B sent it elsewhere"],
    [{ that: "lock", name: "w" }, "held, holds SHARED, granted by 2, DEADLOCK"],
    [{ that: "lock", name: "w", state: "held", holds: "SHARED", masters: { atLeast: 2 }, error: 0x28 }, "held"],
    [{ that: "limit" }, "it stands still"],
    [{ that: "byteOrderMakesNoDifference" }, "the same"],
    [{ that: "region", link: "A-B", pieces: 2 }, "2 pieces"],
    [{ that: "generator", name: "load", state: "running", acts: 7, failed: { atMost: 2 } }, "running, acted 7 times, could not 2 times"],
  ])("%j holds", (claim, found) => {
    const { met, found: said } = judge(claim, witness);
    expect(met).toBe(true);
    expect(said).toContain(found);
  });

  test.each<[Claim, string]>([
    [{ that: "span", node: "B", pfs: "pfsC", known: false }, "known at dist 0"],
    [{ that: "span", node: "A", pfs: "pfsC" }, "unknown there"],
    [{ that: "span", node: "B", pfs: "pfsC", dist: 1 }, "known at dist 0"],
    [{ that: "span", node: "B", pfs: "pfsC", via: "A-B" }, "through B-C"],
    [{ that: "span", node: "B", pfs: "pfsC", copies: { atLeast: 3 } }, "SPANs of it: 2"],
    [{ that: "relays", node: "B", link: "A-B", pfs: "pfsC", count: 1 }, "0 SPANs"],
    [{ that: "reached", pfs: "pfsC" }, "unknown: pfsC at A"],
    [{ that: "reached" }, "unknown: pfsC at A"],
    [{ that: "transaction", name: "t", state: "aborted" }, "target: closed"],
    [{ that: "transaction", name: "t", state: "aborted", end: "opener", error: 33 }, "aborted with EOF"],
    [{ that: "transaction", name: "u", state: "none" }, "there is no such transaction"],
    [{ that: "path", transaction: "t", nodes: ["A", "C"] }, "A, B, C"],
    [{ that: "commit", name: "c", state: "aborted" }, "m2: in doubt"],
    [{ that: "commit", name: "c", state: "aborted", end: "masters" }, "m3: unknown"],
    [{ that: "commit", name: "c", state: "aborted", end: "coordinator", error: 2 }, "aborted with NO_QUORUM"],
    [{ that: "commit", name: "c", state: "unknown", master: "m1" }, "m1: aborted"],
    [{ that: "commit", name: "e", state: "unknown" }, "there is no such commit"],
    [{ that: "path", transaction: "t", nodes: ["A", "B", "C", "D"] }, "A, B, C"],
    [{ that: "path", transaction: "u", nodes: ["A"] }, "there is no such transaction"],
    [{ that: "link", link: "A-B", state: "silent" }, "open"],
    [{ that: "link", link: "X-Y", state: "open" }, "there is no such link"],
    [{ that: "count", of: "pings", is: { atMost: 6 } }, "7"],
    [{ that: "events", name: "linkLost", rule: "LINK-03", node: "A", is: 1 }, "0 events"],
    [{ that: "table", node: "B", table: "entries", is: 0 }, "1 row"],
    [{ that: "table", node: "Z", table: "entries", is: 0 }, "there is no such node"],
    [{ that: "tablesEmpty" }, "B has 2 rows in spansReceived"],
    [{ that: "status", node: "B", pfs: "pfsC", text: "idle" }, '"busy"'],
    [{ that: "status", node: "B", pfs: "pfsC", text: "busy", status: 4 }, "status 3"],
    [{ that: "status", node: "B", pfs: "pfsC", text: "busy", type: "MASTER" }, "type SLAVE"],
    [{ that: "status", node: "C", pfs: "pfsC", text: "" }, "the PFS is unknown there"],
    [{ that: "reason", node: "B", link: "A-B", pfs: "pfsC", is: "relayed" }, "filtered"],
    [{ that: "reason", node: "A", link: "A-B", pfs: "pfsC", is: "relayed" }, "nothing to be relayed there"],
    [{ that: "check", name: "same-path", state: "holds" }, "violated"],
    [{ that: "check", name: "no-such", state: "holds" }, "there is no such check"],
    [{ that: "lock", name: "w", state: "waiting" }, "held"],
    [{ that: "lock", name: "w", holds: "INVAL" }, "holds SHARED"],
    [{ that: "lock", name: "w", masters: 3 }, "granted by 2"],
    [{ that: "lock", name: "w", error: 0 }, "DEADLOCK"],
    [{ that: "lock", name: "v", state: "none" }, "there is no such lock"],
    [{ that: "limit", reached: false }, "it stands still"],
    [{ that: "region", link: "A-B", pieces: 0 }, "2 pieces"],
    [{ that: "generator", name: "load", state: "ended" }, "running"],
    [{ that: "generator", name: "load", acts: 8 }, "acted 7"],
    [{ that: "generator", name: "load", failed: 0 }, "could not 2"],
    [{ that: "generator", name: "lode" }, "it was not started"],
    [{ that: "region", link: "B-C", pieces: 0 }, "no such link over shared memory"],
  ])("%j does not hold", (claim, found) => {
    const { met, found: said } = judge(claim, witness);
    expect(met).toBe(false);
    expect(said).toContain(found);
  });

  test("when nothing is offered, nothing is reached", () => {
    expect(judge({ that: "reached" }, { ...witness, offers: () => [] })).toEqual({ met: false, found: "nothing is offered" });
  });
});

test("a byte order that makes a difference is told with the first one", () => {
  expect(judge({ that: "byteOrderMakesNoDifference" }, { ...witness, byteOrderDifference: () => "A, dist: 1" })).toEqual({ met: false, found: "A, dist: 1" });
});

test("claims in words, with their time", () => {
  expect(sayExpectation({ atUs: 2_100_000, claim: { that: "span", node: "A", pfs: "pfsD", dist: { atLeast: 1, atMost: 3 }, via: "A-B" } })).toBe("at 2.100000 s: A knows pfsD at dist 1 to 3 through A-B");
  expect(sayExpectation({ atUs: "end", claim: { that: "transaction", name: "t", state: "aborted", error: 0x22 } })).toBe("at the end: t is aborted with SPAN_REPLACED at both ends");
  expect(sayExpectation({ atUs: "end", claim: { that: "events", name: "violation", rule: "TX-04", node: "B", is: { atMost: 0 } } })).toBe("at the end: at most 0 events violation by TX-04 at B");
});
