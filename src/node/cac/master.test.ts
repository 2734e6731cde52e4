/** CAC-01 at a master, through real bytes: clients are puppets. States: 1 SHARED, 2 EXCLUSIVE, 3 MODIFIED. */
import { describe, expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import { LOCK_OP, lockWriter, newLockBody } from "../../wire/lock-body.ts";
import { Mesh } from "../mesh.testkit.ts";
import { bodyOf, ClientPuppet, clusterOf } from "./lock.testkit.ts";
import { inspectLocks } from "./report.ts";

function master(broaderGrants = false): Mesh {
  const mesh = new Mesh();
  mesh.add("M", { pfs: ["m1"], cluster: clusterOf(["m1"], broaderGrants) });
  return mesh;
}

function records(mesh: Mesh): unknown[] {
  return inspectLocks(mesh.node("M"))!.masters.flatMap(({ records: all }) => all.map(({ state, held, pending }) => [state, held, pending]));
}

describe("grants", () => {
  test("[CAC-01] what nobody holds is granted at once, with the master's transaction id; they go up", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(1);
    const [first] = a.puppet.take().map(bodyOf);
    expect(first).toMatchObject({ op: LOCK_OP.GRANT, granted: 1, serial: 1, lockLo: 1, txidHi: 1 << 8, txidLo: 1 });
    b.request(1);
    expect(b.puppet.take().map(bodyOf)[0]).toMatchObject({ granted: 1, txidLo: 2 });
    expect(records(mesh)).toEqual([["granted", 1, 0], ["granted", 1, 0]]);
  });

  test("[CAC-01] a grant may be broader than asked: who asks for SHARED and is alone gets EXCLUSIVE, until another comes", () => {
    const mesh = master(true);
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(1);
    expect(a.heard()).toEqual(["RC GRANT EXCLUSIVE"]);
    b.request(1);
    expect([a.heard(), b.heard()]).toEqual([["R NARROW SHARED"], ["RC WAIT"]]);
    a.narrowed(1);
    expect([a.heard(), b.heard()]).toEqual([[], ["R GRANT SHARED"]]);
  });

  test("[CAC-01] to want INVAL needs nobody's consent", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(2);
    b.request(0);
    expect([b.heard(), records(mesh)]).toEqual([["RC GRANT INVAL"], [["granted", 2, 0], ["idle", 0, 0]]]);
  });

  test("[CAC-01] [WIRE-02] a big-endian client is understood and answered", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1, { bigEndian: true }), new ClientPuppet(mesh, 2)];
    a.request(2);
    b.request(2);
    expect([a.heard(), b.heard()]).toEqual([["RC GRANT EXCLUSIVE", "R NARROW INVAL"], ["RC WAIT"]]);
  });
});

describe("conflicts", () => {
  test.each([
    ["DIRENT of its directory's name", { domain: 1, inumLo: 2, flags: 2 }, "new", { domain: 3, inumLo: 2 }, true],
    ["TREE above", { domain: 2, inumLo: 3 }, "", { domain: 0, inumLo: 1 }, true],
    ["ATTR elsewhere", { domain: 2, inumLo: 3 }, "", { domain: 2, inumLo: 4 }, false],
    ["ATTR and INUM of one inode", { domain: 2, inumLo: 3 }, "", { domain: 1, inumLo: 3 }, false],
  ] as const)("[CAC-01] %s", (_, held, name, wanted, waits) => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.lock("C", { op: LOCK_OP.REQUEST, wanted: 2, serial: 1, ...held }, name);
    expect(a.heard()).toEqual(["RC GRANT EXCLUSIVE"]);
    b.lock("C", { op: LOCK_OP.REQUEST, wanted: 1, serial: 1, ...wanted });
    expect(b.heard()).toEqual([waits ? "RC WAIT" : "RC GRANT SHARED"]);
  });

  test("[CAC-01] a client never stands in its own way", () => {
    const mesh = master();
    const a = new ClientPuppet(mesh, 1);
    a.request(2);
    a.request(2, "C", { domain: 0, inumLo: 1, lockLo: 7 });
    expect(a.heard()).toEqual(["RC GRANT EXCLUSIVE", "RC GRANT EXCLUSIVE"]);
  });

  test("[CAC-01] the oldest waiting one is next, also before a reader that would go with those who hold", () => {
    const mesh = master();
    const [a, b, c] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2), new ClientPuppet(mesh, 3)];
    a.request(1);
    b.request(2);
    c.request(1);
    expect([a.heard(), b.heard(), c.heard()]).toEqual([["RC GRANT SHARED", "R NARROW INVAL"], ["RC WAIT"], ["RC WAIT"]]);
    a.release();
    expect([a.heard(), b.heard(), c.heard()]).toEqual([["RD LNK_ERROR"], ["R GRANT EXCLUSIVE", "R NARROW SHARED"], []]);
  });

  test("[CAC-01] upgrade while holding: it waits for the others to narrow, and keeps what it has", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(1);
    b.request(1);
    a.heard();
    b.heard();
    a.request(3, "");
    expect([a.heard(), b.heard(), records(mesh)]).toEqual([["R WAIT"], ["R NARROW INVAL"], [["upgrading", 1, 3], ["granted", 1, 0]]]);
    b.narrowed(0);
    expect([a.heard(), records(mesh)]).toEqual([["R GRANT MODIFIED"], [["granted", 3, 0], ["idle", 0, 0]]]);
  });

  test("[CAC-01] a call to narrow is taken back when the one who waited is gone", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(2);
    b.request(2);
    a.heard();
    b.release();
    expect([a.heard(), records(mesh)]).toEqual([["R NARROW MODIFIED"], [["granted", 2, 0]]]);
  });
});

describe("whose turn it is", () => {
  function three(mesh: Mesh): [ClientPuppet, ClientPuppet, ClientPuppet] {
    return [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2), new ClientPuppet(mesh, 3)];
  }

  test("[CAC-01] [CAC-02] the older one's, also when the younger one came first", () => {
    const mesh = master();
    const [a, b, c] = three(mesh);
    a.request(2);
    c.request(2);
    b.request(2);
    for (const each of [b, c]) each.heard();
    a.release();
    expect([b.heard(), c.heard(), records(mesh)]).toEqual([["R GRANT EXCLUSIVE", "R NARROW INVAL"], [], [["waiting", 0, 2], ["granted", 2, 0]]]);
  });

  test("[CAC-01] nobody waits for one who waits for something else", () => {
    const mesh = master();
    const [a, b, c] = three(mesh);
    a.request(2);
    b.request(2);
    c.request(2, "C", { inumLo: 4 });
    expect(c.heard()).toEqual(["RC GRANT EXCLUSIVE"]);
  });

  test("[CAC-01] those who go together get it together", () => {
    const mesh = master();
    const [a, b, c] = three(mesh);
    a.request(3);
    b.request(1);
    c.request(1);
    for (const each of [a, b, c]) each.heard();
    a.narrowed(1);
    expect([a.heard(), b.heard(), c.heard()]).toEqual([[], ["R GRANT SHARED"], ["R GRANT SHARED"]]);
  });

  test("[CAC-01] a grant is broader for nobody beside whom another waits; one who wants nothing is none; and never less than was asked for", () => {
    const mesh = master(true);
    const [a, b, c] = three(mesh);
    c.request(0);
    a.request(1);
    expect(a.heard()).toEqual(["RC GRANT EXCLUSIVE"]);
    a.request(3, "");
    expect(a.heard()).toEqual(["R GRANT MODIFIED"]);
    b.request(1);
    c.request(1, "");
    for (const each of [b, c]) each.heard();
    a.release();
    expect([b.heard(), c.heard()]).toEqual([["R GRANT SHARED"], ["R GRANT SHARED"]]);
  });
});

describe("calls to narrow", () => {
  test("[CAC-01] a holder who narrows less than he was asked to is not asked the same again", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(3);
    b.request(2);
    expect(a.heard()).toEqual(["RC GRANT MODIFIED", "R NARROW INVAL"]);
    a.narrowed(1);
    expect([a.heard(), inspectLocks(mesh.node("M"))!.masters[0]!.records[0]!.waitedForBy.length]).toEqual([[], 1]);
    a.narrowed(0);
    expect(b.heard()).toEqual(["RC WAIT", "R GRANT EXCLUSIVE"]);
  });

  test("[CAC-01] who gave it up and has it again is asked again", () => {
    const mesh = master();
    const [a, b, c] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2), new ClientPuppet(mesh, 3)];
    a.request(1);
    c.request(1);
    b.request(2);
    expect(a.heard()).toEqual(["RC GRANT SHARED", "R NARROW INVAL"]);
    a.narrowed(0);
    expect([a.heard(), b.heard()]).toEqual([[], ["RC WAIT"]]);
    a.request(1, "");
    expect(a.heard()).toEqual(["R GRANT SHARED", "R NARROW INVAL"]);
  });

  test("[CAC-01] to narrow to what is held is to want no more: the request is withdrawn, and the call for it taken back", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    for (const each of [a, b]) each.request(1);
    a.request(3, "");
    for (const each of [a, b]) each.heard();
    a.narrowed(1);
    expect([a.heard(), b.heard(), records(mesh)]).toEqual([[], ["R NARROW MODIFIED"], [["granted", 1, 0], ["granted", 1, 0]]]);
  });
});

test("[CAC-01] a master tells whatever it decides, with the lock and who waits for it, and the link over which it says so", () => {
  const mesh = master();
  const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
  a.request(2);
  b.request(1);
  b.plain("A");
  b.request(1, "");
  a.narrowed(1);
  a.release();
  b.puppet.cut();
  const told = mesh.told.filter(({ name }) => name.startsWith("lock")).map(({ name, rule, link, msgid, spanid, value }) => `${name} ${rule} ${link} ${msgid.slice(-1)} ${spanid.slice(-1)} ${value}`);
  expect(told).toEqual([
    "lockGranted CAC-01 0 1 0 1", "lockQueued CAC-01 1 2 0 0", "lockCalled CAC-01 0 1 2 0", "lockCallTakenBack CAC-01 0 1 2 0", "lockDenied CAC-01 1 2 0 35",
    "lockQueued CAC-01 1 2 0 0", "lockCalled CAC-01 0 1 2 0", "lockNarrowedAt CAC-01 -1 1 0 0", "lockGranted CAC-01 1 2 0 2", "lockFreed CAC-01 -1 1 0 0", "lockRevoked CAC-01 -1 2 0 2",
  ]);
});

describe("the end of it", () => {
  test("[CAC-01] [LINK-06] its path dies: what it held is revoked, and the next one has it", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(2);
    b.request(2);
    b.heard();
    a.puppet.cut();
    expect([b.heard(), records(mesh)]).toEqual([["R GRANT EXCLUSIVE"], [["granted", 2, 0]]]);
    expect(mesh.events("lockRevoked")).toMatchObject([{ rule: "CAC-01", value: 2 }]);
  });

  test.each(["DA", "D"])("[CAC-01] [TX-06] %s without a RELEASE ends it as well", (flags) => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(2);
    b.request(1);
    b.heard();
    a.plain(flags);
    expect([b.heard(), records(mesh).length, mesh.inspect("M").transactions.length]).toEqual([["R GRANT SHARED"], 1, 1]);
  });

  test("[CAC-01] [TX-06] CREATE|ABORT does not wait: refused at once, and nobody is asked to narrow", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(2);
    a.heard();
    b.request(1, "CA");
    expect([a.heard(), b.heard(), records(mesh)]).toEqual([[], ["RC REFUSE 0x23"], [["granted", 2, 0], ["idle", 0, 0]]]);
  });

  test("[CAC-01] [TX-06] ABORT alone: what waited is refused, what was held stays", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(1);
    b.request(1);
    b.request(2, "");
    b.heard();
    b.plain("A");
    expect([b.heard(), records(mesh)]).toEqual([["R REFUSE 0x23"], [["granted", 1, 0], ["granted", 1, 0]]]);
  });

  test("[CAC-01] [TX-02] a crash forgets the locks; transaction ids go on where they were", () => {
    const mesh = master();
    new ClientPuppet(mesh, 1).request(2);
    mesh.ask("M", { kind: "crash" });
    expect([inspectLocks(mesh.node("M"))!.masters, mesh.node("M").core.locks!.tableSizes]).toEqual([[], { visits: 0, slots: 0, unheard: 0 }]);
    const b = new ClientPuppet(mesh, 2);
    b.request(2);
    expect(b.puppet.take().map(bodyOf)[0]).toMatchObject({ op: LOCK_OP.GRANT, txidLo: 2 });
  });
});

describe("faults of the payload", () => {
  test.each([
    ["an unknown operation", { op: 9, wanted: 1 }],
    ["an operation of a master", { op: LOCK_OP.GRANT, granted: 1 }],
    ["a narrowing as the first", { op: LOCK_OP.NARROWED }],
    ["an unknown domain", { op: LOCK_OP.REQUEST, wanted: 1, domain: 4 }],
    ["an unknown state", { op: LOCK_OP.REQUEST, wanted: 4 }],
    ["an inode that is not in the tree", { op: LOCK_OP.REQUEST, wanted: 1, inumLo: 5 }],
    ["an inode number of more than 32 bits", { op: LOCK_OP.REQUEST, wanted: 1, inumHi: 1 }],
    ["inode 0", { op: LOCK_OP.REQUEST, wanted: 1, inumLo: 0 }],
    ["a name without a name", { op: LOCK_OP.REQUEST, wanted: 1, domain: 1, flags: 2 }],
  ] as const)("[CAC-01] [TX-07] %s: that transaction is refused, 0x20, and the link lives", (_, fields) => {
    const mesh = master();
    const a = new ClientPuppet(mesh, 1);
    a.lock("C", fields);
    expect([a.heard(), a.puppet.isUp, records(mesh)]).toEqual([["RCD LNK_ERROR 0x20"], true, []]);
    expect([mesh.events("lockFault").length, mesh.events("violation")]).toEqual([1, []]);
  });

  test.each([
    ["an unknown operation", "", { op: 9 }, 0x20],
    ["another inode", "", { op: LOCK_OP.NARROWED, inumLo: 4 }, 0x20],
    ["another lock", "", { op: LOCK_OP.NARROWED, lockLo: 9 }, 0x20],
    ["another domain", "", { op: LOCK_OP.NARROWED, domain: 3 }, 0x20],
    ["an inode that is not in the tree", "", { op: LOCK_OP.NARROWED, inumLo: 5 }, 0x20],
    ["an unknown state", "", { op: LOCK_OP.NARROWED, granted: 7 }, 0x20],
    ["more than is held", "", { op: LOCK_OP.NARROWED, granted: 3 }, 17],
    ["a release that leaves the half open", "", { op: LOCK_OP.RELEASE }, 17],
  ] as const)("[CAC-01] [TX-07] later on, %s: that transaction is aborted, and its lock is gone", (_, flags, fields, error) => {
    const mesh = master();
    const a = new ClientPuppet(mesh, 1);
    a.request(2);
    a.heard();
    a.lock(flags, fields);
    expect([a.heard(), a.puppet.isUp, records(mesh)]).toEqual([[`RDA LNK_ERROR 0x${error.toString(16)}`], true, []]);
    expect([mesh.events("lockFault").length, mesh.events("violation")]).toEqual([1, []]);
  });

  test("[CAC-01] [TX-07] a second request while the first waits", () => {
    const mesh = master();
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2)];
    a.request(2);
    b.request(2);
    b.heard();
    b.request(1, "");
    expect([b.heard(), records(mesh)]).toEqual([["RDA LNK_ERROR 0x11"], [["granted", 2, 0]]]);
  });

  test("[CAC-01] [TX-03] an acknowledgement is none: what is held stays", () => {
    const mesh = master();
    const a = new ClientPuppet(mesh, 1);
    a.request(2);
    a.heard();
    a.plain("");
    expect([a.heard(), records(mesh)]).toEqual([[], [["granted", 2, 0]]]);
  });

  test("[CAC-02] [ROUTE-07] two masters on a node keep two tables, whichever was offered first; on link 0 the first configured serves", () => {
    const mesh = new Mesh();
    mesh.add("M", { pfs: ["m1", "m2"], cluster: clusterOf(["m2", "m1"]) });
    const [a, b] = [new ClientPuppet(mesh, 1), new ClientPuppet(mesh, 2, {}, "m2")];
    a.request(2);
    b.request(2);
    expect([a.heard(), b.heard()]).toEqual([["RC GRANT EXCLUSIVE"], ["RC GRANT EXCLUSIVE"]]);
    expect(inspectLocks(mesh.node("M"))!.masters.map(({ master: place, records: all }) => [place, all.map(({ timeUs }) => timeUs)])).toEqual([[0, [2]], [1, [1]]]);
    const alone = master();
    const c = new ClientPuppet(alone, 3);
    c.puppet.sendBody(CMD.CAC_LOCK, lockWriter({ ...newLockBody(), op: LOCK_OP.REQUEST, wanted: 1, domain: 2, inumLo: 3 }), { flags: "C" });
    expect(c.heard()).toEqual(["RC GRANT SHARED"]);
  });

  test("[CAC-01] [CAC-02] a PFS that is no configured master grants nothing", () => {
    const mesh = new Mesh();
    mesh.add("M", { pfs: ["m1"], cluster: clusterOf(["m2"]) });
    const a = new ClientPuppet(mesh, 1);
    a.request(1);
    expect([a.heard(), a.puppet.isUp]).toEqual([["RCD LNK_ERROR 0x20"], true]);
  });
});
