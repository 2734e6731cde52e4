/** CAC-01, CAC-02 at a client whose masters answer differently, late, or not at all. States: 1 SHARED, 2 EXCLUSIVE, 3 MODIFIED. */
import { describe, expect, test } from "vitest";
import { LOCK_OP, type LockState } from "../../wire/lock-body.ts";
import { Client, type WISH } from "./client.testkit.ts";
import { MasterPuppet } from "./lock.testkit.ts";
import { inspectLocks } from "./report.ts";
import { unpackKey } from "./voice.ts";

/** All that the client said to each of its masters since the last time. */
function said({ masters }: Client): string[][] {
  return masters.map((master) => {
    const heard = master.heard().slice(offsets.get(master) ?? 0);
    offsets.set(master, (offsets.get(master) ?? 0) + heard.length);
    return heard;
  });
}
const offsets = new WeakMap<MasterPuppet, number>();

function slots({ mesh }: Client, tag = 0): string[] {
  return inspectLocks(mesh.node("N"))!.client.find((each) => each.tag === tag)!.slots.map(({ state, granted }) => `${state} ${granted}`);
}

/** Holds `state` by the grants of all masters. */
function holding(state: LockState, masters: number, wish: Partial<typeof WISH> | { readonly yields: boolean } = {}): Client {
  const client = new Client(masters, ["m1", "m2", "m3"].slice(0, masters));
  client.mesh.run(1_000);
  client.ask({ ...wish, state });
  for (let at = 0; at < masters; at++) client.grant(at, state);
  said(client);
  return client;
}

function upgrade(client: Client, state: LockState, nonBlocking = false): void {
  client.mesh.ask("N", { kind: "upgradeLock", tag: 0, state, nonBlocking });
}

/** A master asks for less: somebody waits, of that age. */
function call(client: Client, master: number, to: LockState, timeLo: number, lockLo = timeLo): void {
  client.masters[master]!.answer("R", { op: LOCK_OP.NARROW, wanted: to, lockHi: 9, lockLo, timeHi: 0, timeLo, fsid: Uint32Array.of(7, 7, 7, timeLo) });
}

/**
 * An upgrade to EXCLUSIVE while two of three masters have granted `granted` to who asked for SHARED, and the last has not answered
 * that yet, or lets it wait. `answerLate`: the last one's honest answer to the old request.
 */
function upgradedTooSoon(how: string, granted: LockState): { readonly client: Client; readonly answerLate: () => void } {
  const waits = how === "lets it wait";
  const client = new Client(3);
  client.ask({ state: 1 });
  for (const at of [0, 1]) client.grant(at, granted);
  const last = client.masters[2]!;
  if (waits) last.answer("RC", { op: LOCK_OP.WAIT });
  said(client);
  const { serial } = last.last().body;
  upgrade(client, 2);
  return { client, answerLate: () => last.answer(waits ? "R" : "RC", { op: LOCK_OP.GRANT, granted: 1, serial }) };
}

const OLDER = 1;
const YOUNGER = 2_000_000_000;

describe("an upgrade", () => {
  test("[CAC-02] that too few grant leaves what was held; who granted more hears that it is not needed, and those who refused hear nothing", () => {
    const client = holding(1, 3);
    upgrade(client, 3);
    expect([said(client), client.lock()]).toEqual([[["- REQUEST MODIFIED"], ["- REQUEST MODIFIED"], ["- REQUEST MODIFIED"]], ["upgrading", 1, 0]]);
    client.grant(0, 3, "R");
    client.masters[1]!.answer("R", { op: LOCK_OP.WAIT });
    client.masters[2]!.answer("R", { op: LOCK_OP.REFUSE }, 0x23);
    expect([said(client), client.lock()]).toEqual([[[], [], []], ["upgrading", 1, 0]]);
    client.masters[1]!.answer("R", { op: LOCK_OP.REFUSE }, 0x23);
    expect([said(client), client.lock(), slots(client)]).toEqual([[["- NARROWED SHARED"], [], []], ["held", 1, 0x23], ["granted 1", "granted 1", "granted 1"]]);
    expect(client.mesh.events("lockRefused")).toMatchObject([{ value: 0x23, rule: "CAC-02" }]);
  });

  test("[CAC-02] that enough grant is there; the one who still lets it wait goes on doing so", () => {
    const client = holding(1, 3);
    upgrade(client, 2);
    client.masters[2]!.answer("R", { op: LOCK_OP.WAIT });
    for (const at of [0, 1]) client.grant(at, 2, "R");
    expect([client.lock(), slots(client), client.mesh.events("lockHeld").map(({ value }) => value)]).toEqual([["held", 2, 0], ["granted 2", "granted 2", "upgrade waits 1"], [2, 2]]);
  });

  test.each(["has not answered yet", "lets it wait"])("[CAC-01] [CAC-02] while a master %s: its answer to the old request is no fault, and it is asked anew", (how) => {
    const { client, answerLate } = upgradedTooSoon(how, 1);
    expect(said(client)).toEqual([["- REQUEST EXCLUSIVE"], ["- REQUEST EXCLUSIVE"], ["- NARROWED INVAL", "- REQUEST EXCLUSIVE"]]);
    answerLate();
    expect([said(client)[2], client.mesh.events("lockFault"), slots(client)[2]]).toEqual([[], [], "asking 0"]);
    for (const at of [0, 2]) client.grant(at, 2, "R");
    expect([client.lock(), slots(client)]).toEqual([["held", 2, 0], ["granted 2", "upgrading 1", "granted 2"]]);
  });

  test.each(["has not answered yet", "lets it wait"])("[CAC-01] [CAC-02] to what was granted already, while a master %s: no fault either, and no other is asked", (how) => {
    const { client, answerLate } = upgradedTooSoon(how, 2);
    answerLate();
    expect([said(client), client.lock(), client.mesh.events("lockFault")]).toEqual([[[], [], ["- NARROWED INVAL", "- REQUEST EXCLUSIVE"]], ["held", 2, 0], []]);
    client.grant(2, 2, "R");
    expect([client.lock(), slots(client), client.mesh.events("lockHeld").length]).toEqual([["held", 2, 0], ["granted 2", "granted 2", "granted 2"], 1]);
  });

  test("[CAC-01] to what was granted already asks nobody", () => {
    const client = new Client(1, ["m1"]);
    client.ask({ state: 1 });
    client.grant(0, 2);
    said(client);
    upgrade(client, 2);
    expect([said(client), client.lock()]).toEqual([[[]], ["held", 2, 0]]);
  });

  test("[CAC-01] [TX-06] that shall not wait says so by an abort of its own, and only then", () => {
    const client = holding(1, 1);
    upgrade(client, 2, true);
    expect(said(client)).toEqual([["- REQUEST EXCLUSIVE", "A LNK_ERROR"]]);
    client.grant(0, 2, "R");
    upgrade(client, 3, false);
    expect(said(client)).toEqual([["- REQUEST MODIFIED"]]);
  });
});

describe("a lock that has some of its masters", () => {
  test("[CAC-02] [TX-06] stops waiting where it waits or asks, and nowhere else", () => {
    const client = new Client(3);
    client.ask();
    client.grant(0, 2);
    client.masters[1]!.answer("RC", { op: LOCK_OP.WAIT });
    said(client);
    client.mesh.ask("N", { kind: "stopWaiting", tag: 0 });
    expect(said(client)).toEqual([[], ["A LNK_ERROR"], ["A LNK_ERROR"]]);
  });

  test("[CAC-01] narrowed by its user: who granted is told, who has not yet is asked for less", () => {
    const client = new Client(3);
    client.ask();
    for (const at of [0, 1]) client.grant(at, 2);
    client.masters[2]!.answer("RC", { op: LOCK_OP.WAIT });
    said(client);
    client.mesh.ask("N", { kind: "narrowLock", tag: 0, state: 1 });
    expect([said(client), client.lock(), slots(client)]).toEqual([[["- NARROWED SHARED"], ["- NARROWED SHARED"], ["- NARROWED INVAL", "- REQUEST SHARED"]], ["held", 1, 0], ["granted 1", "granted 1", "asking 0"]]);
  });

  test("[CAC-02] a vote that is broader than wanted is given back at once, also for a younger one; the rest of it is not", () => {
    const client = new Client(3);
    client.mesh.run(1_000);
    client.ask({ state: 1 });
    client.grant(0, 2);
    said(client);
    call(client, 0, 1, YOUNGER);
    expect([said(client), slots(client)[0]]).toEqual([[["- NARROWED SHARED"], [], []], "granted 1"]);
    call(client, 0, 0, YOUNGER);
    expect(said(client)).toEqual([[], [], []]);
  });

  test("[CAC-02] of an upgrade a vote goes to an older one, down to what is held, and is asked for again; a younger one does not get it", () => {
    const client = holding(1, 3);
    upgrade(client, 3);
    client.grant(0, 3, "R");
    said(client);
    call(client, 0, 1, YOUNGER);
    expect(said(client)).toEqual([[], [], []]);
    call(client, 0, 1, OLDER);
    expect([said(client), client.lock(), slots(client)[0]]).toEqual([[["- NARROWED SHARED", "- REQUEST MODIFIED"], [], []], ["upgrading", 1, 0], "upgrading 1"]);
  });

  test("[CAC-02] is refused with the reason of the one who gave one", () => {
    const client = new Client(3);
    client.ask();
    client.grant(0, 2);
    client.masters[1]!.answer("RC", { op: LOCK_OP.REFUSE }, 0x25);
    expect(client.lock()).toEqual(["waiting", 0, 0]);
    client.masters[2]!.answer("RC", { op: LOCK_OP.REFUSE });
    expect([client.lock(), said(client).map((each) => each.at(-1))]).toEqual([["refused", 0, 0x25], ["D RELEASE", "D RELEASE", "D RELEASE"]]);
  });

  test("[CAC-01] [WIRE-11] a refusal without a reason is one all the same, and a loss of what was held is one of the quorum", () => {
    const client = new Client(1, ["m1"]);
    client.ask();
    client.masters[0]!.answer("RC", { op: LOCK_OP.REFUSE });
    expect(client.lock()).toEqual(["refused", 0, 0x23]);
    const held = holding(2, 1);
    held.masters[0]!.answer("R", { op: LOCK_OP.REVOKE, serial: 0 }, 0);
    expect(held.lock()).toEqual(["lost", 0, 0x27]);
  });
});

describe("how a master may end it", () => {
  test("[CAC-01] [TX-03] with its answer: the client's half closes with a release, and the reason is the answer's", () => {
    const client = new Client(1, ["m1"]);
    client.ask();
    client.masters[0]!.answer("RCD", { op: LOCK_OP.REFUSE }, 0x25);
    expect([said(client), client.lock(), client.mesh.inspect("N").transactions]).toEqual([[["C REQUEST EXCLUSIVE", "D RELEASE"]], ["refused", 0, 0x25], []]);
  });

  test("[CAC-01] [TX-03] with LNK_ERROR and no reason, while it is held: it is lost", () => {
    const client = holding(2, 1);
    const { seen } = client.masters[0]!.last();
    client.masters[0]!.puppet.send({ flags: "RD", msgid: seen.msgid, spanid: seen.spanid });
    expect([said(client), client.lock(), client.mesh.inspect("N").transactions]).toEqual([[["D RELEASE"]], ["lost", 0, 0x27], []]);
  });

  test("[CAC-01] [ROUTE-06] by a lost path: it is opened again at once where there is a way; for another reason it is not, before the ways change", () => {
    for (const [error, again] of [[0x21, true], [0x2a, true], [0x25, false]] as const) {
      const client = new Client(3);
      client.ask();
      said(client);
      const { seen } = client.masters[0]!.last();
      client.masters[0]!.puppet.send({ flags: "RCDA", msgid: seen.msgid, spanid: seen.spanid, error });
      expect([error, said(client)[0]]).toEqual([error, ["DA LNK_ERROR".concat(` 0x${error.toString(16)}`), ...(again ? ["C REQUEST EXCLUSIVE"] : [])]]);
      client.masters[0]!.puppet.cut();
      client.masters[0] = new MasterPuppet(client.mesh, "m1");
      expect(slots(client)[0]).toBe("asking 0");
    }
  });

  test("[CAC-01] [TX-03] one of several: its half is closed in answer, its reason stays with it, and it is not asked again", () => {
    const client = new Client(3);
    client.ask();
    client.masters[0]!.answer("RCD", { op: LOCK_OP.REFUSE }, 0x25);
    client.grant(1, 2);
    const { seen } = client.masters[1]!.last();
    client.masters[1]!.puppet.send({ flags: "RD", msgid: seen.msgid, spanid: seen.spanid });
    expect([said(client), slots(client), client.lock()]).toEqual([[["C REQUEST EXCLUSIVE", "D RELEASE"], ["C REQUEST EXCLUSIVE", "D RELEASE"], ["C REQUEST EXCLUSIVE", "D RELEASE"]], ["closed 0", "closed 0", "closing 0"], ["refused", 0, 0x25]]);
    expect(client.mesh.node("N").core.locks!.tableSizes).toEqual({ visits: 0, slots: 1, unheard: 0 });
  });

  test("[CAC-01] REVOKE by one of several takes that grant alone, with its reason", () => {
    const client = holding(2, 3);
    client.masters[2]!.answer("R", { op: LOCK_OP.REVOKE, serial: 0 }, 0x25);
    expect([client.lock(), inspectLocks(client.mesh.node("N"))!.client[0]!.slots.map(({ granted, error }) => [granted, error])]).toEqual([["held", 2, 0], [[2, 0], [2, 0], [0, 0x25]]]);
  });

  test("[CAC-01] [TX-07] a grant of what was granted already is a fault; a call to one who has nothing is passed over, and one of an old serial counts", () => {
    const twice = holding(2, 1);
    twice.grant(0, 2, "R");
    expect([said(twice), twice.lock()]).toEqual([[["DA LNK_ERROR 0x11"]], ["lost", 0, 0x27]]);
    const nothing = new Client(3);
    nothing.ask();
    nothing.masters[0]!.answer("RC", { op: LOCK_OP.REFUSE }, 0x25);
    call(nothing, 0, 0, OLDER);
    expect([slots(nothing)[0], nothing.mesh.events("lockFault")]).toEqual(["idle 0", []]);
    nothing.masters[1]!.answer("RC", { op: LOCK_OP.REFUSE }, 0x26);
    expect(nothing.lock()).toEqual(["refused", 0, 0x25]);
    const late = holding(2, 1);
    late.masters[0]!.answer("R", { op: LOCK_OP.NARROW, wanted: 1, lockLo: 77, serial: 0 });
    expect(inspectLocks(late.mesh.node("N"))!.client[0]!.slots[0]!.calledTo).toBe(1);
  });

  test("[ROUTE-04] [CAC-01] a better way to a master that is being talked to changes nothing", () => {
    const client = holding(2, 1);
    client.masters[0]!.puppet.span("m1", { msgid: "0x0000000100000001" });
    expect([client.lock(), said(client)]).toEqual([["held", 2, 0], [[]]]);
    client.mesh.ask("N", { kind: "unlock", tag: 0 });
    expect(said(client)).toEqual([["D RELEASE"]]);
  });

  test("[CAC-01] what it says behind the client's release has crossed with it", () => {
    const client = holding(2, 1);
    client.mesh.ask("N", { kind: "unlock", tag: 0 });
    const tellable = [{ op: LOCK_OP.GRANT, granted: 3 as const }, { op: LOCK_OP.NARROW, wanted: 0 as const }, { op: LOCK_OP.REVOKE }, { op: LOCK_OP.WAIT }];
    for (const fields of tellable) client.masters[0]!.answer("R", fields);
    expect([said(client), client.lock(), client.mesh.events("lockFault")]).toEqual([[["D RELEASE"]], ["released", 0, 0], []]);
  });
});

describe("who is waited for", () => {
  test("[CAC-01] of several calls one that is taken back leaves the others", () => {
    const client = holding(2, 1, { yields: false });
    call(client, 0, 0, OLDER, 77);
    call(client, 0, 1, OLDER, 78);
    call(client, 0, 3, OLDER, 77);
    expect(inspectLocks(client.mesh.node("N"))!.client[0]!.slots[0]!.calledTo).toBe(1);
    call(client, 0, 3, OLDER, 78);
    expect(inspectLocks(client.mesh.node("N"))!.client[0]!.slots[0]!.calledTo).toBeNull();
  });

  test("[CAC-02] who holds much, waits for more and is called by an older one gives way down to that, and no further", () => {
    const client = holding(2, 1);
    upgrade(client, 3);
    client.masters[0]!.answer("R", { op: LOCK_OP.WAIT });
    said(client);
    call(client, 0, 1, OLDER);
    expect([said(client), client.lock()]).toEqual([[["- NARROWED EXCLUSIVE", "- NARROWED SHARED"]], ["held", 1, 0x28]]);
    expect(client.mesh.events("lockDeadlocked")).toMatchObject([{ rule: "CAC-02", value: 0x28 }]);
  });

  test("[CAC-02] and who is called to nothing loses all of it", () => {
    const client = holding(1, 1);
    upgrade(client, 3);
    client.masters[0]!.answer("R", { op: LOCK_OP.WAIT });
    call(client, 0, 0, OLDER);
    expect([client.lock(), said(client)[0]!.at(-1)]).toEqual([["deadlocked", 0, 0x28], "D RELEASE"]);
    expect(client.mesh.node("N").core.alarms.count).toBe(0);
  });

  test("[CAC-02] the loser asks again after 50 ms, not before, and not when its user has given it up", () => {
    for (const givesUp of [false, true]) {
      const client = holding(2, 1);
      call(client, 0, 0, OLDER);
      client.ask({ tag: 1, path: "/var", retries: true });
      client.masters[0]!.answer("RC", { op: LOCK_OP.WAIT });
      expect([client.lock(1), client.mesh.node("N").core.alarms.count]).toEqual([["deadlocked", 0, 0x28], 1]);
      if (givesUp) client.mesh.ask("N", { kind: "unlock", tag: 1 });
      said(client);
      client.mesh.run(49_999);
      expect(said(client)).toEqual([[]]);
      client.mesh.run(2);
      expect([said(client), client.lock(1)[0]]).toEqual([givesUp ? [[]] : [["C REQUEST EXCLUSIVE"]], givesUp ? "released" : "waiting"]);
    }
  });
});

describe("what is told", () => {
  /** Of every event of locks: name, rule, value and state. */
  function told({ mesh }: Client): string[] {
    return mesh.told.filter(({ name }) => name.startsWith("lock")).map(({ name, rule, link, value, extra }) => `${name} ${rule} ${link} ${value} ${unpackKey(extra).state}`);
  }

  test("[CAC-01] [CAC-02] with the state that is meant, the number of masters, and the rule of one or of several", () => {
    const client = new Client(3);
    client.ask({ state: 1 });
    client.masters[2]!.answer("RC", { op: LOCK_OP.WAIT });
    client.grant(0, 2);
    client.grant(1, 2);
    client.grant(2, 1, "R");
    upgrade(client, 2);
    for (const at of [0, 1]) client.masters[at]!.answer("R", { op: LOCK_OP.WAIT });
    client.masters[2]!.answer("R", { op: LOCK_OP.WAIT });
    client.mesh.ask("N", { kind: "unlock", tag: 0 });
    expect(told(client)).toEqual(["lockAsked CAC-02 -1 0 1", "lockHeld CAC-02 -1 2 2", "lockNarrowed CAC-02 -1 1 1", "lockAsked CAC-02 -1 0 2", "lockWaits CAC-02 -1 3 2", "lockReleased CAC-02 -1 0 1"]);
    expect(client.mesh.events("transactionOpened").map(({ value }) => value)).toEqual([100, 101, 102]);
    const one = holding(2, 1, { yields: true });
    call(one, 0, 1, YOUNGER);
    one.mesh.ask("N", { kind: "narrowLock", tag: 0, state: 0 });
    expect(told(one)).toEqual(["lockAsked CAC-01 -1 0 2", "lockHeld CAC-01 -1 1 2", "lockNarrowed CAC-01 -1 1 1", "lockReleased CAC-01 -1 0 1"]);
    const lost = holding(2, 1);
    lost.masters[0]!.puppet.cut();
    lost.ask({ tag: 1, state: 3 });
    expect(told(lost).slice(2)).toEqual(["lockLost CAC-01 -1 39 2", "lockAsked CAC-01 -1 1 3", "lockRefused CAC-01 -1 39 3"]);
  });

  test("[CAC-01] [LINK-08] a queue that is full is the reason that it was refused", () => {
    const client = new Client(1, ["m1"]);
    client.mesh.input("N", { kind: "sendQueue", link: client.masters[0]!.puppet.link, queuedBytes: 4_194_305 });
    client.ask();
    expect([client.lock(), said(client)]).toEqual([["refused", 0, 0x25], [[]]]);
  });

  test("[TX-02] a crash forgets all locks, and what was to be tried again", () => {
    const client = holding(2, 1);
    client.mesh.ask("N", { kind: "crash" });
    client.mesh.run(1_000_000);
    expect([inspectLocks(client.mesh.node("N")), client.mesh.node("N").core.locks!.tableSizes]).toEqual([{ client: [], obtained: [], masters: [] }, { visits: 0, slots: 0, unheard: 0 }]);
  });
});
