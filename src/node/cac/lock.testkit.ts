/** Puppets that speak CAC_LOCK, as clients and as masters. */
import { utf8Encode } from "../../base/bytes.ts";
import { CMD } from "../../wire/constants.ts";
import { FRAME, Framer } from "../../wire/framer.ts";
import { LOCK_OP, type LockBody, lockOpName, lockStateName, lockWriter, newLockBody, readLockBody } from "../../wire/lock-body.ts";
import type { ClusterConfig } from "../config.ts";
import { type Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions, type Spec } from "../puppet.testkit.ts";
import type { Seen } from "../seen.testkit.ts";

export const TREE = ["/", "/home", "/home/ann", "/var"];

export function clusterOf(masters: readonly string[], broaderGrants = false): ClusterConfig {
  return { clid: pfsNamed("m1").clid, masters: masters.map((label) => ({ label, fsid: pfsNamed(label).fsid })), tree: TREE, broaderGrants };
}

export function bodyOf(seen: Seen): LockBody {
  const framer = new Framer("header", false);
  framer.push(seen.bytes);
  if (framer.next() !== FRAME.MESSAGE) throw new Error("not a message");
  const body = newLockBody();
  readLockBody(framer.message, body);
  return body;
}

/** "RC GRANT SHARED", "R NARROW INVAL", "RD REFUSE REFUSED"; of other messages name, flags and error. */
export function say(seen: Seen): string {
  const error = seen.error === 0 ? "" : ` 0x${seen.error.toString(16)}`;
  if (seen.name !== "CAC_LOCK") return `${seen.flags} ${seen.name}${error}`;
  const { op, wanted, granted } = bodyOf(seen);
  const state = op === LOCK_OP.REQUEST || op === LOCK_OP.NARROW ? wanted : granted;
  const shown = op === LOCK_OP.WAIT || op === LOCK_OP.RELEASE || op === LOCK_OP.REVOKE || op === LOCK_OP.REFUSE ? "" : ` ${lockStateName(state)}`;
  return `${seen.flags} ${lockOpName(op)}${shown}${error}`;
}

/** A client by hand, at the node M, which offers the master of that label. */
export class ClientPuppet {
  readonly puppet: Puppet;
  private readonly _span: string;
  private readonly _number: number;
  private _serial = 0;
  msgid = "";

  constructor(mesh: Mesh, number: number, options: PuppetOptions = {}, label = "m1") {
    const puppet = Puppet.introduced(mesh, "M", options);
    this._span = puppet.spanOf(label);
    puppet.take();
    this.puppet = puppet;
    this._number = number;
  }

  /** Any message; fields as given, about /home/ann's ATTR unless said. */
  lock(flags: string, fields: Partial<LockBody>, name = ""): void {
    const body: LockBody = { ...newLockBody(), domain: 2, inumLo: 3, fsid: Uint32Array.of(0, 0, 0, this._number), lockLo: this._number, timeLo: this._number, serial: this._serial, ...fields };
    const spec: Spec = { flags, spanid: this._span, ...(flags.includes("C") ? {} : { msgid: this.msgid }), ...(name === "" ? {} : { aux: utf8Encode(name) }) };
    const msgid = this.puppet.sendBody(CMD.CAC_LOCK, lockWriter(body), spec);
    if (flags.includes("C")) this.msgid = msgid;
  }

  request(wanted: number, flags = "C", fields: Partial<LockBody> = {}): void {
    this._serial++;
    this.lock(flags, { op: LOCK_OP.REQUEST, wanted, ...fields });
  }

  narrowed(granted: number): void {
    this._serial++;
    this.lock("", { op: LOCK_OP.NARROWED, granted });
  }

  release(): void {
    this.lock("D", { op: LOCK_OP.RELEASE });
  }

  /** LNK_ERROR on the lock's transaction. */
  plain(flags: string, error = 0): void {
    this.puppet.send({ flags, msgid: this.msgid, spanid: this._span, error });
  }

  heard(): string[] {
    return this.puppet.take().map(say);
  }
}

/** A master by hand, beside a node that is a client, or a master itself. */
export class MasterPuppet {
  readonly puppet: Puppet;
  readonly span: string;

  constructor(mesh: Mesh, label: string, node = "N") {
    this.puppet = Puppet.join(mesh, node);
    this.span = this.puppet.span(label);
    this.puppet.take();
  }

  /** What the client said last. */
  last(): { readonly seen: Seen; readonly body: LockBody } {
    const seen = this.puppet.seen.findLast(({ name }) => name === "CAC_LOCK")!;
    return { seen, body: bodyOf(seen) };
  }

  /** An answer to what it said last, or what `fields` say. */
  answer(flags: string, fields: Partial<LockBody>, error = 0): void {
    const { seen, body } = this.last();
    this.puppet.sendBody(CMD.CAC_LOCK, lockWriter({ ...body, wanted: 0, granted: 0, ...fields }), { flags, msgid: seen.msgid, spanid: seen.spanid, error });
  }

  heard(): string[] {
    return this.puppet.seen.map(say);
  }

  forget(): void {
    const last = this.puppet.seen.findLast(({ name }) => name === "CAC_LOCK");
    this.puppet.take();
    if (last) this.puppet.seen.push(last);
  }
}

