/** Tables that no event shows to grow: each is planted too full, and the check says which it is. */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import type { NodeCore } from "../node/core.ts";
import type { Copies, CopiesTable } from "../node/dup/copies.ts";
import type { Duplication } from "../node/dup/duplication.ts";
import type { Replay } from "../node/dup/replay.ts";
import type { Qrm } from "../node/qrm/qrm.ts";
import type { Shell } from "../node/shell/shell.ts";
import type { World } from "../sim/world.ts";
import { CMD } from "../wire/constants.ts";
import { RecordReader } from "../wire/record.ts";
import { CheckedWorld, meshOf } from "./checks.testkit.ts";

const NAME = "within-limits";
const EARLY_US = 3_000_000;
const LATER_US = 6_000_000;
/** Shells, copies, locks, commits and generators: something is in every table. */
const BUSY = meshOf(
  { nodes: ["A", "B", "M"].map((id) => ({ id, pfs: [{ label: id.toLowerCase() }] })), links: [{ a: "A", b: "B" }, { a: "B", b: "M" }, { a: "A", b: "M" }] },
  {
    switches: { duplication: true },
    cluster: { masters: ["m"] },
    commands: [
      { at: "1s", do: "open", as: "s", from: "A", to: "b", service: "shell", text: "watch 1s stats" },
      { at: "1s", do: "open", as: "t", from: "A", to: "m", text: "one", copies: 2 },
      { at: "1s", do: "open", as: "u", from: "A", to: "m", text: "one", copies: 2 },
      { at: "2s", do: "close", transaction: "u" },
      { at: "1s", do: "lock", as: "k", node: "A", key: "/", domain: "TREE", state: "SHARED" },
      { at: "1s", do: "commit", as: "c", node: "A", text: "x" },
      { at: "1s", do: "generate", as: "g", from: ["A"], to: ["b"], everyUs: 500_000, holdUs: 1_000_000, untilUs: 20_000_000 },
    ],
  },
);

/** The verdict after something was planted in a run under way: `when` all is looked at again, with nothing said to be quiet. */
function verdictWith(plant: (world: World, core: NodeCore) => void, node = 0): string {
  const run = new CheckedWorld(BUSY).runTo(EARLY_US);
  plant(run.world, run.world.nodes[node]!.protocol.core);
  const { state, text } = run.runTo(LATER_US).verdict(NAME);
  return `${state}: ${text}`;
}

const full = (count: number): Record<string, never>[] => Array.from({ length: count }, () => ({}));
const count = (of: object, name: string, value: number): void => void Object.defineProperty(of, name, { get: () => value });
const shellOf = (core: NodeCore): Shell => core.services.get(CMD.DBG_SHELL) as Shell;
const qrmOf = (core: NodeCore): Qrm => core.services.get(CMD.QRM_COMMIT) as Qrm;
const copiesOf = (core: NodeCore): CopiesTable => (core.copies as Duplication).table;
const sessionOf = (core: NodeCore) => [...shellOf(core).sessions.values()][0]!;
const groupOf = (core: NodeCore, finished: boolean): Copies => [...copiesOf(core).all()].find((group) => group.finished === finished && group.replay !== null)!;

/** A message that a replay may keep, of so many bytes. */
function kept(replay: Replay, bytes: number): void {
  (replay as unknown as { readonly _messages: Uint8Array[] })._messages.push(new Uint8Array(bytes));
}

test("everything in use, and nothing beyond", () => {
  const run = new CheckedWorld(BUSY).runTo(LATER_US);
  expect(run.verdict(NAME).state).toBe("holds");
  const [a, b, m] = run.world.nodes.map(({ protocol }) => protocol.core);
  expect([shellOf(b!).open, sessionOf(b!).rounds > 1, groupOf(m!, false).replay!.keptBytes > 0, groupOf(m!, true).replay!.keptBytes > 0]).toEqual([1, true, true, true]);
  expect([a!.locks!.client.locks.size, m!.locks!.tableSizes.visits, qrmOf(m!).desk.entries.length, run.world.generators.all.length, run.world.generators.heldCount]).toEqual([1, 1, 1, 1, 2]);
});

describe("[LINK-08] [DBG-01] [DUP-01] a table that is fuller than it may be is noticed, whoever fills it", () => {
  test.each<readonly [string, number, (world: World, core: NodeCore) => void, RegExp]>([
    ["shells", 1, (_, core) => count(shellOf(core).sessions, "size", LIMITS.shellsPerNodeMax + 1), /^violated: shells open at B: 33, at most 32$/],
    ["lines of a shell", 1, (_, core) => count(sessionOf(core), "waitingLines", LIMITS.shellLinesMax + 1), /^violated: lines that wait in a shell at B: 17, at most 16$/],
    ["output of a shell", 1, (_, core) => count(sessionOf(core), "outputLines", LIMITS.shellOutputLinesMax + 3), /^violated: lines of output that a shell at B keeps: 2.003, at most 2.002$/],
    ["rounds of a shell", 1, (_, core) => count(sessionOf(core), "rounds", LIMITS.shellRoundsMax + 1), /^violated: rounds of one command of a shell at B: 1.001, at most 1.000$/],
    ["replies of a transaction", 2, (_, core) => kept(groupOf(core, false).replay!, LIMITS.replayBytesMax), /^violated: bytes of replies that M keeps of one transaction: 262.\d+, at most 262.144$/],
    ["notes on messages", 2, (_, core) => groupOf(core, false).commandsFrom.push(...Array<number>(100_000).fill(0)), /^violated: notes of M on messages of one transaction in copies: 100.\d+, at most \d+$/],
    ["SPANs that are counted and not there", 0, (_, core) => count(core.spans, "count", 500), /^violated: rows of the table of SPANs of A: 500, at most \d+$/],
    ["statuses", 0, (_, core) => { for (let i = 0; i < 100; i++) core.updates.set(1_000 + i, { status: 0, pfsType: 0, text: new Uint8Array(0) }); }, /^violated: statuses that A keeps of SPANs: 100, at most \d+$/],
    ["PFSes", 0, (_, core) => count(core.pfs, "known", 500), /^violated: PFSes that A knows: 500, at most \d+$/],
    ["holds", 0, (_, core) => count(core.pfs, "holdsKept", 5_000), /^violated: places in the queue of holds of A: 5.000, at most 1.\d+$/],
    ["keys", 0, (_, core) => count(core.transactions, "keyCount", 500), /^violated: keys of transactions and entries of A: 500, at most \d+$/],
    ["what services have not heard", 0, (_, core) => count(core.services, "untold", 1), /^violated: ends of transactions that services of A have not heard of .*: 1, at most 0$/],
    ["alarms", 0, (_, core) => { for (let key = 0; key < 50; key++) core.alarms.add({ base: 77, key, atUs: 1e12 }); }, /^violated: alarms of services of A: 5\d, at most \d+$/],
    ["a message that is held", 0, (_, core) => count(core.links[0]!.framer, "heldBytes", 70_000), /^violated: bytes of a message that A holds on A-B: 70.000, at most 67.584$/],
    ["a record that is held", 0, (_, core) => {
      core.links[0]!.records = new RecordReader({ open: () => null });
      count(core.links[0]!.records, "heldBytes", 70_000);
      core.links[0]!.records.next = () => null;
    }, /^violated: bytes of a record that A holds on A-B: 70.000, at most 67.616$/],
    ["refused SPANs", 0, (_, core) => { for (let i = 0; i < 100; i++) core.links[0]!.refused.add(1_000 + i); }, /^violated: SPANs that A notes as refused on A-B: 100, at most \d+$/],
    ["refused PFSes", 0, (_, core) => { for (let i = 0; i < 100; i++) core.links[0]!.refusedOwn.add(1_000 + i); }, /^violated: PFSes that A notes as refused on A-B: 100, at most 3$/],
    ["clients of locks", 2, (_, core) => Object.defineProperty(core.locks, "tableSizes", { get: () => ({ visits: 500, slots: 0, unheard: 0 }) }), /^violated: clients of locks that came to M: 500, at most \d+$/],
    ["slots of locks", 0, (_, core) => Object.defineProperty(core.locks, "tableSizes", { get: () => ({ visits: 0, slots: 500, unheard: 0 }) }), /^violated: transactions of locks of A: 500, at most \d+$/],
    ["unheard words of locks", 0, (_, core) => Object.defineProperty(core.locks, "tableSizes", { get: () => ({ visits: 0, slots: 1, unheard: 1 }) }), /^violated: words between a master and a client of A .*: 1, at most 0$/],
    ["locks", 0, (_, core) => core.locks!.client.locks.set(77, core.locks!.client.locks.values().next().value!), /^violated: locks of A: 2, at most 1$/],
    ["locks obtained", 0, (_, core) => core.locks!.client.obtained.add(core.locks!.client.locks.values().next().value!), /^violated: locks that A obtains for others: 1, at most 0$/],
    ["records of locks", 2, (_, core) => { const { records } = [...core.locks!.masters.tables.values()][0]!; records.push(records[0]!, records[0]!); }, /^violated: records of locks of a master at M: 3, at most 1$/],
    ["commits that are coordinated", 0, (_, core) => count(qrmOf(core).desk.commits, "size", LIMITS.commitsPerNodeMax + 1), /^violated: commits that A coordinates: 4.097, at most 4.096$/],
    ["exchanges about commits", 0, (_, core) => count(qrmOf(core).desk.asking, "size", 500), /^violated: exchanges about commits of A: 500, at most \d+$/],
    ["askers of a commit", 2, (_, core) => { qrmOf(core).desk.entries[0]!.asked = full(50) as never; }, /^violated: exchanges in which a master of M is asked about one commit: 50, at most \d+$/],
  ])("%s", (_, node, plant, text) => {
    expect(verdictWith(plant, node)).toMatch(text);
  });

  test("[DUP-01] replies of closed transactions: counted anew, whatever the table says", () => {
    const of = (plant: (table: CopiesTable, closed: Copies) => void): string => verdictWith((_, core) => plant(copiesOf(core), groupOf(core, true)), 2);
    const more = (table: CopiesTable, closed: Copies, groups: number, bytes: number): void => {
      for (let i = 0; i < groups; i++) {
        const group = table.add(closed.space, closed.base, 0x77, i, closed.pfs, closed.lead, 0, true);
        group.finished = true;
        if (bytes > 0) kept(group.replay!, bytes);
      }
    };
    expect(of((table, closed) => more(table, closed, LIMITS.copiesRememberedMax, 0))).toMatch(/^violated: closed transactions that M remembers: 4.09\d, at most 4.096$/);
    expect(of((table, closed) => more(table, closed, 17, 250_000))).toMatch(/^violated: bytes of replies that M keeps of closed transactions: 4.250.\d+, at most 4.194.304$/);
  });

  test("[QRM-01] the log of a master", () => {
    expect(verdictWith((_, core) => {
      const { entries } = qrmOf(core).desk;
      for (let i = 0; i < LIMITS.commitsPerNodeMax; i++) entries.push(entries[0]!);
    }, 2)).toMatch(/^violated: commits in the log of M: 4.097, at most 4.096$/);
  });
});

describe("what the run itself keeps", () => {
  test.each<readonly [string, (world: World) => void, RegExp]>([
    ["identities", (world) => count(world.identities, "count", LIMITS.identitiesMax + 1), /^violated: identities of the run: 65.537, at most 65.536$/],
    ["masters", (world) => Object.assign(world.cluster!, { masters: Array.from({ length: 10 }, () => world.cluster!.masters[0]!) }), /^violated: masters of the run: 10, at most 9$/],
    ["inodes", (world) => Object.assign(world.cluster!, { tree: Array<string>(257).fill("/") }), /^violated: inodes that locks are about: 257, at most 256$/],
    ["regions", (world) => Object.assign(world.links[0]!, { memory: { region: { length: LIMITS.regionBytesTotalMax + 128 } } }), /^violated: bytes of all shared regions: 67.108.992, at most 67.108.864$/],
    ["flights", (world) => count(world, "flightCount", LIMITS.pendingEventsMax + 7), /^violated: messages on their way: 4.194.311, at most 4.194.310$/],
    ["pending events", (world) => count(world, "pendingEvents", LIMITS.pendingEventsMax + 1), /^violated: events that wait in the queue of the run: 4.194.305, at most 4.194.304$/],
    ["generators", (world) => { const [one] = world.generators.all; for (let i = 0; i < LIMITS.generatorsMax; i++) world.generators.all.push(one!); }, /^violated: generators of the run: 65, at most 64$/],
    ["what generators hold open", (world) => count(world.generators, "heldCount", LIMITS.generatedOpenMax + 1), /^violated: what generators have opened and will close: 4.097, at most 4.096$/],
    ["what generators opened", (world) => { world.generators.namedCount = LIMITS.generatedMax + 1; }, /^violated: what generators opened under names of its own: 200.00\d, at most 200.000$/],
    ["targets of a generator", (world) => world.generators.all[0]!.targets.push(...Array<string>(300).fill("x")), /^violated: targets that a generator has chosen: 301, at most \d+$/],
    ["names of transactions", (world) => { for (let i = 0; i < 100; i++) world.transactions.all.push(world.transactions.all[0]!); }, /^violated: names of transactions: 1\d\d, at most \d+$/],
    ["names of commits", (world) => { for (let i = 0; i < 100; i++) world.commits.all.push(world.commits.all[0]!); }, /^violated: names of commits: 101, at most \d+$/],
  ])("%s", (_, plant, text) => {
    expect(verdictWith(plant)).toMatch(text);
  });

  test("what is planted behind the last look is found when all is quiet", () => {
    const run = new CheckedWorld(BUSY).runTo(LATER_US);
    for (let i = 0; i < 100; i++) run.world.locks.all.push(run.world.locks.all[0]!);
    expect(run.verdict(NAME).state).toBe("holds");
    expect(run.quiet().verdict(NAME).text).toMatch(/^names of locks: 101, at most \d+$/);
  });

  test("commands", () => {
    const run = new CheckedWorld(BUSY).runTo(LATER_US);
    for (let i = 0; i < 2 * LIMITS.commandsMax; i++) run.world.log.push(run.world.log[0]!);
    expect(run.quiet().verdict(NAME).text).toMatch(/^commands of the run: 200.00\d, at most 200.000$/);
  });
});
