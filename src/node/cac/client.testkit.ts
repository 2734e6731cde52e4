/** A client of locks with masters by hand (CAC-02). */
import { LOCK_OP } from "../../wire/lock-body.ts";
import type { LockRequest } from "../inputs.ts";
import { Mesh } from "../mesh.testkit.ts";
import { clusterOf, MasterPuppet } from "./lock.testkit.ts";
import { inspectLocks } from "./report.ts";

/** EXCLUSIVE of /home/ann's attributes. */
export const WISH = { kind: "lock", tag: 0, transactionTag: 100, path: "/home/ann", domain: 2, state: 2, master: -1, nonBlocking: false, yields: false, retries: false } as const satisfies LockRequest;

/** The client is N. */
export class Client {
  readonly mesh = new Mesh();
  readonly masters: MasterPuppet[];

  /** `seen`: how many of the three configured masters it can reach */
  constructor(seen: number, configured = ["m1", "m2", "m3"]) {
    this.mesh.add("N", { pfs: ["client"], cluster: clusterOf(configured) });
    this.masters = configured.slice(0, seen).map((label) => new MasterPuppet(this.mesh, label));
  }

  ask(request: Partial<Extract<LockRequest, { kind: "lock" }>> = {}): void {
    this.mesh.ask("N", { ...WISH, ...request });
  }

  grant(master: number, granted: number, flags = "RC"): void {
    this.masters[master]!.answer(flags, { op: LOCK_OP.GRANT, granted });
  }

  lock(tag = 0): unknown[] {
    const { condition, state, error } = inspectLocks(this.mesh.node("N"))!.client.find((each) => each.tag === tag)!;
    return [condition, state, error];
  }
}
