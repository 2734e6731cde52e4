/** CAC-02: a master that obtains the agreement of all others for a client, between real nodes. States: 1 SHARED, 2 EXCLUSIVE, 3 MODIFIED. */
import { describe, expect, test } from "vitest";
import { LOCK_FLAG, LOCK_OP } from "../../wire/lock-body.ts";
import type { LockRequest } from "../inputs.ts";
import { Mesh } from "../mesh.testkit.ts";
import { bodyOf, ClientPuppet, clusterOf, MasterPuppet, say } from "./lock.testkit.ts";
import { inspectLocks } from "./report.ts";

const WISH = { kind: "lock", tag: 0, transactionTag: 100, path: "/home/ann", domain: 2, state: 2, master: 0, nonBlocking: false, yields: false, retries: false } as const satisfies LockRequest;

/** Clients N and O at m1, which alone sees the masters m2 and m3. */
class Obtaining {
  readonly mesh = new Mesh();
  private _since = 0;

  constructor() {
    const cluster = clusterOf(["m1", "m2", "m3"]);
    for (const id of ["m1", "m2", "m3"]) this.mesh.add(id, { pfs: [id], cluster });
    for (const id of ["N", "O"]) {
      this.mesh.add(id, { pfs: [`client ${id}`], cluster });
      this.mesh.connect(id, "m1");
    }
    this.mesh.connect("m1", "m2");
    this.mesh.connect("m1", "m3");
    this.mesh.run();
    this._since = this.mesh.story.length;
  }

  ask(id: string, request: LockRequest): Record<string, readonly string[]> {
    this.mesh.ask(id, request);
    return this.settled();
  }

  /** What m1 said to N and to O since the last time; what clients and m1 have; what the table of m2 says. */
  settled(): Record<string, readonly string[]> {
    this.mesh.run(10_000);
    const said = this.mesh.sentBy("m1", this._since).filter(({ name }) => name === "CAC_LOCK");
    this._since = this.mesh.story.length;
    const locks = (id: string) => inspectLocks(this.mesh.node(id))!;
    const last = (id: string) => locks(id).client.slice(-1).map(({ condition, state, error, slots }) => `${condition} ${state} ${error} of ${slots.length}`);
    return {
      toN: said.filter(({ link }) => link === 0).map(say),
      toO: said.filter(({ link }) => link === 1).map(say),
      N: last("N"),
      O: last("O"),
      m1: locks("m1").obtained.map(({ condition, state, slots }) => `${condition} ${state}: ${slots.map((slot) => slot.state).join()}`),
      m2: locks("m2").masters[0]!.records.map(({ state, held, pending, waitedForBy }) => `${state} ${held} ${pending} ${waitedForBy.length}`),
    };
  }
}

const all = (state: string): string => [state, state, state].join();

test("[CAC-02] it asks all, holds for its client, passes calls on to him, waits for him, and upgrades for him", () => {
  const it = new Obtaining();
  expect(it.ask("N", WISH)).toEqual({ toN: ["RC GRANT EXCLUSIVE"], toO: [], N: ["held 2 0 of 1"], O: [], m1: [`held 2: ${all("granted")}`], m2: ["granted 2 0 0"] });
  expect(it.ask("O", { ...WISH, state: 1 })).toEqual({ toN: ["R NARROW SHARED"], toO: ["RC WAIT"], N: ["held 2 0 of 1"], O: ["waiting 0 0 of 1"], m1: [`held 2: ${all("granted")}`, `waiting 0: ${all("waiting")}`], m2: ["granted 2 0 1", "waiting 0 1 0"] });
  expect(it.ask("N", { kind: "narrowLock", tag: 0, state: 1 })).toEqual({ toN: [], toO: ["R GRANT SHARED"], N: ["held 1 0 of 1"], O: ["held 1 0 of 1"], m1: [`held 1: ${all("granted")}`, `held 1: ${all("granted")}`], m2: ["granted 1 0 0", "granted 1 0 0"] });
  expect(it.ask("N", { kind: "upgradeLock", tag: 0, state: 3, nonBlocking: false })).toEqual({
    toN: ["R WAIT"], toO: ["R NARROW INVAL"], N: ["upgrading 1 0 of 1"], O: ["held 1 0 of 1"], m1: [`upgrading 1: ${all("upgrade waits")}`, `held 1: ${all("granted")}`], m2: ["upgrading 1 3 0", "granted 1 0 1"],
  });
  expect(it.ask("O", { kind: "unlock", tag: 0 })).toMatchObject({ toN: ["R GRANT MODIFIED"], N: ["held 3 0 of 1"], O: ["released 0 0 of 1"], m1: [`held 3: ${all("granted")}`], m2: ["granted 3 0 0"] });
  expect(it.ask("N", { kind: "unlock", tag: 0 })).toMatchObject({ N: ["released 0 0 of 1"], m1: [], m2: [] });
});

test("[CAC-02] [TX-06] what shall not wait is refused, and what stops waiting too; the call for it is taken back", () => {
  const it = new Obtaining();
  it.ask("N", { ...WISH, state: 3 });
  expect(it.ask("O", { ...WISH, state: 1, nonBlocking: true })).toEqual({ toN: [], toO: ["RCD REFUSE 0x23"], N: ["held 3 0 of 1"], O: ["refused 0 35 of 1"], m1: [`held 3: ${all("granted")}`], m2: ["granted 3 0 0"] });
  it.ask("O", { ...WISH, tag: 1, state: 1 });
  expect(it.ask("O", { kind: "stopWaiting", tag: 1 })).toEqual({ toN: ["R NARROW MODIFIED"], toO: ["RD REFUSE 0x23"], N: ["held 3 0 of 1"], O: ["refused 0 35 of 1"], m1: [`held 3: ${all("granted")}`], m2: ["granted 3 0 0"] });
});

test("[CAC-02] without a majority what it holds is revoked, and nothing new is obtained", () => {
  const it = new Obtaining();
  it.ask("N", WISH);
  it.mesh.cut("m1", 2);
  expect(it.settled()).toMatchObject({ toN: [], N: ["held 2 0 of 1"] });
  it.mesh.cut("m1", 3);
  expect(it.settled()).toMatchObject({ toN: ["RD REVOKE 0x27"], N: ["lost 0 39 of 1"], m1: [], m2: [] });
  expect(it.ask("O", WISH)).toMatchObject({ toO: ["RCD REFUSE 0x27"], O: ["refused 0 39 of 1"], m1: [] });
});

describe("with a client by hand", () => {
  const OBTAIN = { flags: LOCK_FLAG.OBTAIN };

  /** M is the master m1, the only one of its cluster unless there are more by hand. */
  function desk(masters: readonly string[] = ["m1"], broaderGrants = false) {
    const mesh = new Mesh();
    mesh.add("M", { pfs: ["m1"], cluster: clusterOf(masters, broaderGrants) });
    const others = masters.slice(1).map((label) => new MasterPuppet(mesh, label, "M"));
    const have = () => {
      const { obtained, masters: own } = inspectLocks(mesh.node("M"))!;
      return [obtained.map(({ condition, state }) => `${condition} ${state}`), own.flatMap(({ records }) => records.map(({ state, held, pending }) => `${state} ${held} ${pending}`))];
    };
    return { mesh, others, a: new ClientPuppet(mesh, 1), b: new ClientPuppet(mesh, 2), have };
  }

  test("[CAC-01] [CAC-02] [TX-07] what his state does not allow aborts his transaction, and what was obtained is gone", () => {
    for (const wrong of ["more than he has", "a second request"] as const) {
      const { a, b, have } = desk();
      if (wrong === "a second request") b.request(2);
      a.request(2, "C", OBTAIN);
      a.heard();
      if (wrong === "a second request") a.request(3, "", OBTAIN);
      else a.lock("", { op: LOCK_OP.NARROWED, granted: 3 });
      expect([wrong, a.heard(), have()]).toEqual([wrong, ["RDA LNK_ERROR 0x11"], [[], wrong === "a second request" ? ["granted 2 0"] : []]]);
    }
  });

  test("[CAC-02] [LINK-06] his path dies: what was obtained for him goes to the next", () => {
    const { a, b, have } = desk();
    a.request(2, "C", OBTAIN);
    b.request(2);
    expect([a.heard(), b.heard()]).toEqual([["RC GRANT EXCLUSIVE", "R NARROW INVAL"], ["RC WAIT"]]);
    a.puppet.cut();
    expect([b.heard(), have()]).toEqual([["R GRANT EXCLUSIVE"], [[], ["granted 2 0"]]]);
  });

  test("[CAC-02] he is called once by each who waits, and again when he did not give enough; to narrow to what he has is nothing wrong", () => {
    const { mesh, a, b, have } = desk();
    const c = new ClientPuppet(mesh, 3);
    a.request(3, "C", OBTAIN);
    a.heard();
    a.narrowed(3);
    b.request(1);
    c.request(2);
    expect(a.heard()).toEqual(["R NARROW SHARED", "R NARROW INVAL"]);
    a.narrowed(1);
    expect([a.heard(), b.heard(), have()[1]]).toEqual([[], ["RC WAIT", "R GRANT SHARED", "R NARROW INVAL"], ["granted 1 0", "granted 1 0", "waiting 0 2"]]);
    a.narrowed(0);
    expect([a.heard(), have()]).toEqual([[], [["waiting 0"], ["idle 0 0", "granted 1 0", "waiting 0 2"]]]);
  });

  test("[CAC-02] [TX-06] an upgrade that shall wait no longer is refused, and he keeps what he had; a mid-stream abort without one is nothing", () => {
    const { a, b, have } = desk();
    a.request(1, "C", OBTAIN);
    b.request(1);
    a.plain("A");
    a.heard();
    a.request(3, "", OBTAIN);
    expect(a.heard()).toEqual(["R WAIT"]);
    a.plain("A");
    const [refused] = a.puppet.take();
    expect([say(refused!), bodyOf(refused!).granted, have()]).toEqual(["R REFUSE 0x23", 1, [["held 1"], ["granted 1 0", "granted 1 0"]]]);
  });

  test("[CAC-02] what was granted broader is there when it is asked for: no master is asked again", () => {
    const { a, have } = desk(["m1"], true);
    a.request(1, "C", OBTAIN);
    expect(a.heard()).toEqual(["RC GRANT EXCLUSIVE"]);
    a.request(2, "", OBTAIN);
    expect([a.heard(), have()]).toEqual([["R GRANT EXCLUSIVE"], [["held 2"], ["granted 2 0"]]]);
  });

  test("[CAC-02] a master that grants less when he has it already: he is asked, once, to be content with what all have in common, and the others hear of it when he is", () => {
    const { a, others: [m2, m3], have } = desk(["m1", "m2", "m3"], true);
    a.request(1, "C", OBTAIN);
    m2!.answer("RC", { op: LOCK_OP.GRANT, granted: 2 });
    expect([a.heard(), have()[0]]).toEqual([["RC GRANT EXCLUSIVE"], ["held 2"]]);
    m3!.answer("RC", { op: LOCK_OP.GRANT, granted: 1 });
    expect([a.heard(), m2!.heard(), have()[0]]).toEqual([["R NARROW SHARED"], ["C REQUEST SHARED"], ["held 2"]]);
    m3!.answer("R", { op: LOCK_OP.NARROW, wanted: 1, lockLo: 77 });
    expect(a.heard()).toEqual([]);
    a.narrowed(1);
    expect([a.heard(), m2!.heard().at(-1), have()]).toEqual([[], "- NARROWED SHARED", [["held 1"], ["granted 1 0"]]]);
  });
});
