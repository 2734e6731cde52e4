/** CAC-02: a master that obtains the agreement of all others for a client, between real nodes. States: 1 SHARED, 2 EXCLUSIVE, 3 MODIFIED. */
import { expect, test } from "vitest";
import type { LockRequest } from "../inputs.ts";
import { Mesh } from "../mesh.testkit.ts";
import { clusterOf, say } from "./lock.testkit.ts";
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
