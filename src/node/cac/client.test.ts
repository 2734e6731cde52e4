/** CAC-02 at a client, through real bytes: masters are puppets. States: 1 SHARED, 2 EXCLUSIVE, 3 MODIFIED. */
import { describe, expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import type { LockState } from "../../wire/lock-body.ts";
import { LOCK_OP, lockWriter, newLockBody } from "../../wire/lock-body.ts";
import type { LockRequest } from "../inputs.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Client, WISH } from "./client.testkit.ts";
import { ClientPuppet, clusterOf, MasterPuppet } from "./lock.testkit.ts";
import { inspectLocks, lockRows } from "./report.ts";

describe("the majority", () => {
  test("[CAC-02] it asks every master, and holds when a majority of the configured number granted", () => {
    const client = new Client(3);
    client.ask();
    for (const master of client.masters) expect(master.heard()).toEqual(["C REQUEST EXCLUSIVE"]);
    client.grant(0, 2);
    expect(client.lock()).toEqual(["waiting", 0, 0]);
    client.grant(1, 2);
    expect(client.lock()).toEqual(["held", 2, 0]);
    client.masters[0]!.puppet.cut();
    expect(client.lock()).toEqual(["lost", 0, 0x27]);
    expect(client.masters[1]!.heard().at(-1)).toBe("D RELEASE");
  });

  test("[CAC-02] with three of five the loss of one is the loss of all; the fifth keeps it", () => {
    const client = new Client(5, ["m1", "m2", "m3", "m4", "m5"]);
    client.ask();
    for (const at of [0, 1, 2, 3]) client.grant(at, 2);
    client.masters[0]!.puppet.cut();
    expect(client.lock()).toEqual(["held", 2, 0]);
    client.masters[1]!.puppet.cut();
    expect(client.lock()).toEqual(["lost", 0, 0x27]);
  });

  test("[CAC-02] fewer masters than a majority of those configured: 0x27 at once", () => {
    const client = new Client(1);
    client.ask();
    expect([client.lock(), client.mesh.events("lockRefused")[0]!.value]).toEqual([["refused", 0, 0x27], 0x27]);
  });

  test("[CAC-02] held is what all of them granted in common, and those who granted more hear of it", () => {
    const client = new Client(3);
    client.ask({ state: 1 });
    client.grant(0, 2);
    client.grant(1, 2);
    expect(client.lock()).toEqual(["held", 2, 0]);
    client.grant(2, 1);
    expect(client.lock()).toEqual(["held", 1, 0]);
    expect(client.masters.map((master) => master.heard().at(-1))).toEqual(["- NARROWED SHARED", "- NARROWED SHARED", "C REQUEST SHARED"]);
  });

  test("[CAC-02] a master that comes back is asked again, and makes it one more", () => {
    const client = new Client(3);
    client.ask();
    client.grant(0, 2);
    client.grant(1, 2);
    client.masters[2]!.puppet.cut();
    const again = new MasterPuppet(client.mesh, "m3");
    client.masters[2] = again;
    client.mesh.run();
    expect([client.lock()[0], inspectLocks(client.mesh.node("N"))!.client[0]!.slots.map(({ state }) => state)]).toEqual(["held", ["granted", "granted", "asking"]]);
  });

  test("[CAC-02] a master on the same node needs no link", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["m1"], cluster: clusterOf(["m1"]) });
    mesh.ask("N", WISH);
    expect(inspectLocks(mesh.node("N"))).toMatchObject({ client: [{ condition: "held", state: 2 }], masters: [{ records: [{ held: 2 }] }] });
    expect(mesh.events("lockGranted")).toMatchObject([{ link: -1, value: 1 }]);
    mesh.ask("N", { kind: "unlock", tag: 0 });
    expect(inspectLocks(mesh.node("N"))).toMatchObject({ client: [{ condition: "released" }], masters: [{ records: [] }] });
    mesh.ask("N", WISH);
    mesh.ask("N", { kind: "withdraw", fsid: clusterOf(["m1"]).masters[0]!.fsid });
    expect(inspectLocks(mesh.node("N"))!.client[0]).toMatchObject({ condition: "lost", error: 0x27 });
    // Offered again, the master has forgotten all of it.
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("m1") });
    mesh.ask("N", { ...WISH, tag: 1 });
    expect(inspectLocks(mesh.node("N"))).toMatchObject({ client: [{ condition: "lost" }, { condition: "held" }], masters: [{ records: [{ held: 2, waitedForBy: [] }] }] });
  });
});

test("[CAC-01] [CAC-02] [SPAN-02] a PFS of another cluster is no master, whatever its own id", () => {
  const mesh = new Mesh();
  mesh.add("M", { cluster: clusterOf(["m1"]) });
  mesh.ask("M", { kind: "announce", pfs: pfsNamed("m1", 2) });
  mesh.ask("M", WISH);
  expect(inspectLocks(mesh.node("M"))).toMatchObject({ client: [{ condition: "refused", error: 0x27 }], masters: [] });
  const other = new ClientPuppet(mesh, 1);
  for (const flags of ["C", "CD"]) other.request(1, flags);
  other.puppet.sendBody(CMD.CAC_LOCK, lockWriter({ ...newLockBody(), op: LOCK_OP.REQUEST, wanted: 1, domain: 2, inumLo: 3 }), { flags: "C" }); // to whatever master is here
  expect([other.heard(), inspectLocks(mesh.node("M"))!.masters]).toEqual([["RCD LNK_ERROR 0x20", "RCD LNK_ERROR 0x20", "RCD LNK_ERROR 0x20"], []]);
});

describe("narrowing", () => {
  test("[CAC-01] what is broader than wanted goes when somebody waits for it; what is in use stays", () => {
    const client = new Client(1, ["m1"]);
    const [master] = client.masters;
    client.ask({ state: 1 });
    client.grant(0, 2);
    master!.answer("R", { op: LOCK_OP.NARROW, wanted: 1, lockLo: 77, timeLo: 1 });
    expect([master!.heard().at(-1), client.lock()]).toEqual(["- NARROWED SHARED", ["held", 1, 0]]);
    master!.answer("R", { op: LOCK_OP.NARROW, wanted: 0, lockLo: 78, timeLo: 1 });
    expect(client.lock()).toEqual(["held", 1, 0]);
  });

  test("[CAC-01] one that yields gives way to whoever waits", () => {
    const client = new Client(1, ["m1"]);
    client.ask({ yields: true });
    client.grant(0, 2);
    client.masters[0]!.answer("R", { op: LOCK_OP.NARROW, wanted: 1, lockLo: 77 });
    expect([client.masters[0]!.heard().at(-1), client.lock()]).toEqual(["- NARROWED SHARED", ["held", 1, 0]]);
    client.masters[0]!.answer("R", { op: LOCK_OP.NARROW, wanted: 0, lockLo: 77 });
    expect([client.masters[0]!.heard().at(-1), client.lock()]).toEqual(["D RELEASE", ["released", 0, 0]]);
  });

  test("[CAC-01] upgrade and narrow by the user", () => {
    const client = new Client(1, ["m1"]);
    const [master] = client.masters;
    client.ask({ state: 1 });
    client.grant(0, 1);
    client.mesh.ask("N", { kind: "upgradeLock", tag: 0, state: 3, nonBlocking: false });
    expect([master!.heard().at(-1), client.lock()]).toEqual(["- REQUEST MODIFIED", ["upgrading", 1, 0]]);
    master!.answer("R", { op: LOCK_OP.REFUSE }, 0x23);
    expect(client.lock()).toEqual(["held", 1, 0x23]);
    client.mesh.ask("N", { kind: "upgradeLock", tag: 0, state: 3, nonBlocking: false });
    client.grant(0, 3, "R");
    client.mesh.ask("N", { kind: "narrowLock", tag: 0, state: 2 as LockState });
    expect([master!.heard().at(-1), client.lock()]).toEqual(["- NARROWED EXCLUSIVE", ["held", 2, 0]]);
  });
});

describe("wound-wait", () => {
  /** Holds tag 0 and waits for tag 1. */
  function holding(age: number, retries = false): Client {
    const client = new Client(1, ["m1"]);
    client.mesh.run(1_000);
    client.ask();
    client.grant(0, 2);
    client.masters[0]!.answer("R", { op: LOCK_OP.NARROW, wanted: 0, lockHi: 5, lockLo: 77, timeHi: 0, timeLo: age, fsid: Uint32Array.of(1, 1, 1, 1) });
    client.ask({ tag: 1, path: "/var", retries });
    client.masters[0]!.answer("RC", { op: LOCK_OP.WAIT });
    return client;
  }

  test("[CAC-02] who holds what an older one waits for, and waits himself, gives way: 0x28, and he sees to whom", () => {
    const client = holding(1);
    expect([client.lock(0), client.lock(1)]).toEqual([["deadlocked", 0, 0x28], ["deadlocked", 0, 0x28]]);
    expect(client.mesh.events("lockDeadlocked")).toMatchObject([{ rule: "CAC-02", value: 0x28, spanid: "0x000000050000004d" }, { value: 0x28 }]);
    expect(client.masters[0]!.heard().slice(-2)).toEqual(["D RELEASE", "D RELEASE"]);
  });

  test("[CAC-02] the older one waits on: the younger has to give way", () => {
    const client = holding(2_000_000_000);
    expect([client.lock(0), client.lock(1)]).toEqual([["held", 2, 0], ["waiting", 0, 0]]);
  });

  test("[CAC-02] a retry keeps the old time, and so does whatever the client asks for until it gives up", () => {
    const client = holding(1, true);
    const before = client.masters[0]!.last().body.timeLo;
    client.mesh.run(100_000);
    expect([client.masters[0]!.heard().at(-1), client.masters[0]!.last().body.timeLo, client.lock(1)]).toEqual(["C REQUEST EXCLUSIVE", before, ["waiting", 0, 0]]);
    client.mesh.ask("N", { kind: "unlock", tag: 0 });
    client.mesh.ask("N", { kind: "unlock", tag: 1 });
    client.ask({ tag: 2 });
    expect(client.masters[0]!.last().body.timeLo).toBeGreaterThan(before);
  });

  test("[CAC-02] a vote that is no majority yet goes to an older one, and is asked for again; a younger one does not get it", () => {
    const client = new Client(2);
    client.mesh.run(1_000);
    client.ask();
    client.grant(0, 2);
    client.masters[0]!.answer("R", { op: LOCK_OP.NARROW, wanted: 0, lockLo: 77, timeLo: 2_000_000_000 });
    expect(client.masters[0]!.heard().at(-1)).toBe("C REQUEST EXCLUSIVE");
    client.masters[0]!.answer("R", { op: LOCK_OP.NARROW, wanted: 0, lockLo: 78, timeLo: 1 });
    expect(client.masters[0]!.heard().slice(-2)).toEqual(["- NARROWED INVAL", "- REQUEST EXCLUSIVE"]);
  });
});

describe("what a master may not say", () => {
  test.each([
    ["an unknown operation", { op: 99 }],
    ["an operation of a client", { op: LOCK_OP.REQUEST, wanted: 1 }],
    ["less than was asked for", { op: LOCK_OP.GRANT, granted: 1 }],
    ["an unknown state", { op: LOCK_OP.GRANT, granted: 9 }],
  ] as const)("[CAC-01] [TX-07] %s: that transaction is aborted, and the link lives", (_, fields) => {
    const client = new Client(1, ["m1"]);
    client.ask();
    client.masters[0]!.answer("RC", fields);
    expect([client.masters[0]!.heard().at(-1), client.masters[0]!.puppet.isUp, client.lock()[0]]).toEqual(["DA LNK_ERROR 0x11", true, "refused"]);
    expect([client.mesh.events("lockFault").length, client.mesh.events("violation")]).toEqual([1, []]);
  });

  test("[CAC-01] [TX-06] a mid-stream abort from a master changes nothing", () => {
    const client = new Client(1, ["m1"]);
    client.ask();
    client.grant(0, 2);
    const { seen } = client.masters[0]!.last();
    client.masters[0]!.puppet.send({ flags: "RA", msgid: seen.msgid, spanid: seen.spanid });
    expect([client.lock(), client.masters[0]!.heard()]).toEqual([["held", 2, 0], ["C REQUEST EXCLUSIVE"]]);
  });

  test("[CAC-01] an answer to an earlier request is out of date and changes nothing", () => {
    const client = new Client(1, ["m1"]);
    client.ask();
    client.masters[0]!.answer("RC", { op: LOCK_OP.GRANT, granted: 2, serial: 0 });
    expect([client.lock(), client.masters[0]!.heard()]).toEqual([["waiting", 0, 0], ["C REQUEST EXCLUSIVE"]]);
  });

  test("[CAC-01] REVOKE takes what was held, and both halves close", () => {
    const client = new Client(1, ["m1"]);
    client.ask();
    client.grant(0, 2);
    client.masters[0]!.answer("RD", { op: LOCK_OP.REVOKE }, 0x27);
    expect([client.lock(), client.masters[0]!.heard().at(-1), client.mesh.inspect("N").transactions]).toEqual([["lost", 0, 0x27], "D RELEASE", []]);
  });

  test("[CAC-01] [SVC-01] a master that knows no locks refuses with 0x20, and is not asked again", () => {
    const client = new Client(1, ["m1"]);
    client.ask();
    const { seen } = client.masters[0]!.last();
    client.masters[0]!.puppet.send({ flags: "RCD", msgid: seen.msgid, spanid: seen.spanid, error: 0x20 });
    expect([client.lock(), client.mesh.inspect("N").transactions, client.masters[0]!.heard()]).toEqual([["refused", 0, 0x20], [], ["C REQUEST EXCLUSIVE", "D LNK_ERROR"]]);
  });
});

describe("what its user may not ask", () => {
  test("[CAC-01] is refused with its reason, and nothing has changed", () => {
    const client = new Client(1, ["m1"]);
    const refused = (request: LockRequest): unknown => {
      const before = inspectLocks(client.mesh.node("N"));
      const count = client.mesh.events("requestRefused").length;
      client.mesh.ask("N", request);
      if (client.mesh.events("requestRefused").length === count) return "done";
      expect(inspectLocks(client.mesh.node("N"))).toEqual(before);
      return client.mesh.events("requestRefused").at(-1)!.value;
    };
    const upgrade = (state: LockState): LockRequest => ({ kind: "upgradeLock", tag: 0, state, nonBlocking: false });
    const narrow = (state: LockState): LockRequest => ({ kind: "narrowLock", tag: 0, state });
    const [stop, unlock] = [{ kind: "stopWaiting", tag: 0 } as const, { kind: "unlock", tag: 0 } as const];
    expect([{ ...WISH, path: "/nowhere" }, { ...WISH, state: 0 } as const, upgrade(3), narrow(1), narrow(0), stop, unlock].map(refused)).toEqual([0x20, 0x20, 0x11, 0x11, 0x11, 0x11, 0x11]);
    client.ask();
    expect([WISH, upgrade(3), narrow(1)].map(refused)).toEqual([0x24, 0x11, 0x11]); // it waits
    client.grant(0, 2);
    expect([WISH, upgrade(2), upgrade(1), narrow(2), narrow(3), stop].map(refused)).toEqual([0x24, 0x11, 0x11, 0x11, 0x11, 0x11]);
    expect([upgrade(3), upgrade(3)].map(refused)).toEqual(["done", 0x11]);
    client.grant(0, 3, "R");
    expect([narrow(1), narrow(0), unlock, narrow(1), WISH].map(refused)).toEqual(["done", "done", 0x11, 0x11, "done"]);
  });

  test("[CAC-01] [TX-06] to stop waiting is an ABORT to the master, whose refusal ends it", () => {
    const client = new Client(1, ["m1"]);
    client.ask();
    client.masters[0]!.answer("RC", { op: LOCK_OP.WAIT });
    client.mesh.ask("N", { kind: "stopWaiting", tag: 0 });
    expect(client.masters[0]!.heard().at(-1)).toMatch(/^A /);
    client.masters[0]!.answer("R", { op: LOCK_OP.REFUSE }, 0x23);
    expect(client.lock()).toEqual(["refused", 0, 0x23]);
  });
});

describe("client and master in one node", () => {
  test("[CAC-01] [CAC-02] its own client waits for another, gives up waiting, waits again, and is waited for", () => {
    const mesh = new Mesh();
    mesh.add("M", { pfs: ["m1"], cluster: clusterOf(["m1"]) });
    const other = new ClientPuppet(mesh, 1);
    const said = (): unknown => {
      const { client, masters } = inspectLocks(mesh.node("M"))!;
      return [client.map(({ condition, state, error, slots }) => `${condition} ${state} ${error} ${slots[0]!.state} ${slots[0]!.calledTo}`), masters[0]!.records.map(({ state, held, pending, waitedForBy }) => `${state} ${held} ${pending} ${waitedForBy.length}`)];
    };
    mesh.run(1_000);
    other.request(3);
    mesh.ask("M", { ...WISH, state: 1 });
    expect(said()).toEqual([["waiting 0 0 waiting null"], ["granted 3 0 1", "waiting 0 1 0"]]);
    expect([mesh.events("lockWaits").map(({ value }) => value), other.heard()]).toEqual([[1], ["RC GRANT MODIFIED", "R NARROW SHARED"]]);
    mesh.ask("M", { kind: "stopWaiting", tag: 0 });
    expect([said(), other.heard()]).toEqual([[["refused 0 35 closed null"], ["granted 3 0 0"]], ["R NARROW MODIFIED"]]);
    mesh.ask("M", { ...WISH, tag: 1, state: 1, nonBlocking: true });
    expect([said(), other.heard()]).toEqual([[["refused 0 35 closed null", "refused 0 35 closed null"], ["granted 3 0 0"]], []]);
    mesh.ask("M", { ...WISH, state: 1 });
    other.narrowed(1);
    expect(said()).toEqual([["held 1 0 granted null", "refused 0 35 closed null"], ["granted 1 0 0", "granted 1 0 0"]]);
    mesh.ask("M", { kind: "upgradeLock", tag: 0, state: 3, nonBlocking: false });
    expect(said()).toEqual([["upgrading 1 0 upgrade waits null", "refused 0 35 closed null"], ["granted 1 0 1", "upgrading 1 3 0"]]);
    other.release();
    expect(said()).toEqual([["held 3 0 granted null", "refused 0 35 closed null"], ["granted 3 0 0"]]);
    other.request(1);
    expect(said()).toEqual([["held 3 0 granted 1", "refused 0 35 closed null"], ["granted 3 0 1", "waiting 0 1 0"]]);
    expect([lockRows(mesh.node("M")), mesh.node("M").mayUnlock(0), mesh.node("M").mayUnlock(1)]).toEqual([3, true, false]);
    mesh.ask("M", { kind: "unlock", tag: 0 });
    expect([other.heard().at(-1), mesh.node("M").core.locks!.tableSizes]).toEqual(["R GRANT SHARED", { visits: 1, slots: 0, unheard: 0 }]);
  });
});
