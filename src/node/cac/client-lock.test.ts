/** CAC-01, CAC-02: what a lock at several masters amounts to: how much is agreed, what is hoped for, who calls the loudest. */
import { expect, test } from "vitest";
import { LOCK_STATE, type LockState } from "../../wire/lock-body.ts";
import { ClientLock, OVER } from "./client-lock.ts";
import { SLOT, type SlotState } from "./machines.ts";

const { INVAL, SHARED, EXCLUSIVE, MODIFIED } = LOCK_STATE;
const claimant = (timeLo: number, lockLo = timeLo) => ({ fsid: Uint32Array.of(0, 0, 0, timeLo), timeHi: 0, timeLo, lockHi: 0, lockLo });

/** Of three masters, with what each granted and how its slot stands. */
function lock(wanted: LockState, ...slots: readonly (readonly [SlotState | null, LockState])[]): ClientLock {
  const made = new ClientLock(0, { path: "/", domain: 2, inum: 1, byName: false, name: "" }, claimant(5), slots.map((_, master) => master), 2, null, wanted, { nonBlocking: false, yields: false, retries: false }, 0);
  for (const [i, [state, granted]] of slots.entries()) Object.assign(made.slots[i]!, { state, granted });
  return made;
}

const G = SLOT.granted;

test("[CAC-02] agreed is the weakest of those that are enough for what is asked, and nothing while they are too few", () => {
  const three = lock(SHARED, [G, MODIFIED], [G, EXCLUSIVE], [G, SHARED]);
  expect([SHARED, EXCLUSIVE, MODIFIED, INVAL].map((least) => three.agreed(least))).toEqual([SHARED, EXCLUSIVE, INVAL, SHARED]);
  const one = lock(SHARED, [G, MODIFIED], [SLOT.idle, INVAL], [SLOT.idle, INVAL]);
  expect([one.agreed(SHARED), one.agreed(INVAL)]).toEqual([INVAL, INVAL]);
});

test("[CAC-02] hope is in masters that granted enough, or have not answered; one that granted nothing when nothing was wanted is none", () => {
  expect(lock(EXCLUSIVE, [G, EXCLUSIVE], [G, SHARED], [SLOT.waiting, INVAL]).hopeful).toBe(2);
  expect(lock(EXCLUSIVE, [SLOT.asking, INVAL], [SLOT.upgradeWaits, SHARED], [null, INVAL]).hopeful).toBe(2);
  expect(lock(INVAL, [SLOT.idle, INVAL], [SLOT.idle, INVAL], [G, SHARED]).hopeful).toBe(1);
});

test("[CAC-02] blocked is who waits at some master while no answer is under way, and does not have what it wants", () => {
  const waits = lock(EXCLUSIVE, [SLOT.waiting, INVAL], [G, EXCLUSIVE], [SLOT.idle, INVAL]);
  expect(waits.isBlocked).toBe(true);
  expect(lock(EXCLUSIVE, [SLOT.waiting, INVAL], [SLOT.asking, INVAL], [SLOT.idle, INVAL]).isBlocked).toBe(false);
  expect(lock(EXCLUSIVE, [G, EXCLUSIVE], [G, EXCLUSIVE], [SLOT.idle, INVAL]).isBlocked).toBe(false);
  waits.state = EXCLUSIVE;
  expect(waits.isBlocked).toBe(false);
  waits.upgrading = true;
  expect(waits.isBlocked).toBe(true);
  waits.over = OVER.released;
  expect(waits.isBlocked).toBe(false);
});

test("[CAC-02] of those who call the one who leaves the least is answered, of several of them the oldest; whom the slot suits already is none", () => {
  const [slot] = lock(EXCLUSIVE, [G, EXCLUSIVE]).slots;
  const call = (id: string, to: LockState, timeLo: number) => slot!.calls.set(id, { to, by: claimant(timeLo) });
  expect(slot!.call).toBeNull();
  call("a", EXCLUSIVE, 1);
  expect(slot!.call).toBeNull();
  call("b", SHARED, 4);
  call("c", SHARED, 2);
  call("d", SHARED, 3);
  expect(slot!.call).toMatchObject({ to: SHARED, by: { timeLo: 2 } });
  call("e", INVAL, 9);
  call("f", SHARED, 1);
  expect(slot!.call).toMatchObject({ to: INVAL, by: { timeLo: 9 } });
  slot!.calls.delete("e");
  expect(slot!.call).toMatchObject({ to: SHARED, by: { timeLo: 1 } });
});
