/** A node of a cluster of masters, with a puppet that is all the others: what tests of commits talk to (QRM-01). */
import { parseId64 } from "../../base/bytes.ts";
import { CMD } from "../../wire/constants.ts";
import { Message } from "../../wire/message.ts";
import { ballotOf, ballotText, newQrmBody, QRM_OP, qrmWriter, type QrmBody, readQrmBody } from "../../wire/qrm.ts";
import type { ClusterConfig } from "../config.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet, type Spec } from "../puppet.testkit.ts";
import type { Seen } from "../seen.testkit.ts";
import { type CommitReport, reportCommit, reportLog } from "./report.ts";

export const LABELS = ["m1", "m2", "m3"];
export const CLUSTER = clusterOf(LABELS);
const OPS = Object.fromEntries(Object.entries(QRM_OP).map(([name, op]) => [op, name]));
/** The coordinator has node number 5. */
const OPERATION = { operationHi: 5 << 8, operationLo: 77 };
export const FIRST = ballotOf(1, 5);

export function clusterOf(labels: readonly string[]): ClusterConfig {
  return { clid: pfsNamed("m1").clid, masters: labels.map((label) => ({ label, fsid: pfsNamed(label).fsid })), tree: ["/"], broaderGrants: true };
}

function bodyOf(fields: Partial<QrmBody>): QrmBody {
  return { ...newQrmBody(), masters: 3, ...OPERATION, ...fields };
}

export interface Ends {
  readonly mesh: Mesh;
  readonly puppet: Puppet;
  /** names the node's master m1 */
  readonly own: string;
}

/** N is the master m1; the puppet announces those of `far`. */
export function master(far: readonly string[] = ["m2", "m3"], bigEndian = false, cluster = CLUSTER): Ends {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["m1"], cluster });
  const puppet = new Puppet(mesh, "N", { bigEndian });
  joined(puppet);
  const own = puppet.spanOf("m1");
  for (const label of far) puppet.span(label);
  puppet.take();
  return { mesh, puppet, own };
}

export function joined(puppet: Puppet): void {
  puppet.up();
  puppet.authenticate();
  puppet.acknowledgeConn();
  puppet.openConn();
}

export function say(puppet: Puppet, spec: Spec, fields: Partial<QrmBody>): string {
  return puppet.send({ cmd: CMD.QRM_COMMIT, body: qrmWriter(bodyOf(fields)), ...spec });
}

/** "ACK RC 1.5": what a message says of a commit, with its flags; others as usual. */
export function lineOf(seen: Seen): string {
  if (seen.name !== "QRM_COMMIT") return `${seen.name} ${seen.flags}${seen.error === 0 ? "" : ` 0x${seen.error.toString(16)}`}`;
  const { op, ballot, decision, loggedBallot, loggedDecision } = qrmOf(seen);
  const words = ["", " commit", " abort"];
  const logged = loggedBallot === 0 ? "" : ` (${ballotText(loggedBallot)}${words[loggedDecision]})`;
  return `${OPS[op]} ${seen.flags} ${ballotText(ballot)}${words[decision]}${logged}`;
}

export function qrmOf(seen: Seen): QrmBody {
  const message = new Message();
  message.readBase(seen.bytes, 0, seen.bigEndian);
  const body = newQrmBody();
  readQrmBody(message, body);
  return body;
}

export function said(puppet: Puppet): string[] {
  return puppet.take().map(lineOf);
}

/** What is said of commits alone. */
export function saidOfCommits(puppet: Puppet): string[] {
  return puppet.take().filter(({ name }) => name === "QRM_COMMIT").map(lineOf);
}

export function stateOf({ mesh }: { readonly mesh: Mesh }): string {
  return reportLog(mesh.node("N"), 0).map(({ state, inDoubt }) => `${state}${inDoubt ? "?" : ""}`).join();
}

/** N coordinates a commit. */
export interface Coordinating {
  readonly mesh: Mesh;
  readonly puppet: Puppet;
  /** what the puppet names the masters by, that it announces */
  readonly spans: ReadonlyMap<string, string>;
  /** the first messages of N's exchanges with them */
  readonly asked: readonly Seen[];
}

/** The puppet announces the masters of those labels; `own`: N offers these itself. */
export function coordinating(text = "one", labels: readonly string[] = LABELS, nonBlocking = false, own: readonly string[] = []): Coordinating {
  const mesh = new Mesh();
  mesh.add("N", { cluster: CLUSTER, pfs: own });
  const puppet = Puppet.join(mesh, "N");
  const spans = new Map(labels.map((label) => [label, puppet.span(label)]));
  puppet.take();
  mesh.ask("N", { kind: "commit", text, nonBlocking, tag: 0 });
  return { mesh, puppet, spans, asked: puppet.take() };
}

/** A master answers in an exchange, which is named by its place among those that were asked first, or by its first message. */
export function answer({ puppet, asked }: Coordinating, exchange: number | Seen, flags: string, fields: Partial<QrmBody>): void {
  const first = typeof exchange === "number" ? asked[exchange]! : exchange;
  const { operationHi, operationLo, ballot } = qrmOf(first);
  say(puppet, { flags, msgid: first.msgid, spanid: first.spanid }, { operationHi, operationLo, ballot, ...fields });
}

function operationOf(mesh: Mesh): { readonly hi: number; readonly lo: number } {
  return parseId64(mesh.events("commitStarted")[0]!.msgid)!;
}

export function commitOf({ mesh }: Coordinating): CommitReport | null {
  return reportCommit(mesh.node("N"), operationOf(mesh));
}

export function abort({ mesh }: Coordinating): void {
  const { hi, lo } = operationOf(mesh);
  mesh.ask("N", { kind: "abortCommit", operationHi: hi, operationLo: lo });
}
