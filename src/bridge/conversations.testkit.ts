/** Which node of ours stands in for the C program in each recorded conversation, what surrounds it, and what is done to it when. */
import type { Command, NodeJson } from "../sim/commands.ts";
import { scenarioFromJson, type Scenario } from "../sim/scenario.ts";
import { seenBytes } from "../node/seen.testkit.ts";
import type { GoldenTranscript } from "../wire/golden/golden.testkit.ts";
import type { Dir } from "./player.testkit.ts";

export interface Part {
  readonly scenario: Scenario;
  /** the node that plays */
  readonly node: string;
  /** before the entry of that index of the recording can be said */
  readonly acts: ReadonlyMap<number, readonly Command[]>;
}

const LINE = ["leafA", "svcA", "svcB", "svcC", "leafC"];
const TYPES: Readonly<Record<number, string>> = { 5: "SLAVE", 8: "MASTER" };

/** The part of `dir` in a conversation. */
export function partOf(transcript: GoldenTranscript, dir: Dir): Part {
  const kind = transcript.name.replace(/^\d+-[a-z]+-/, "");
  if (kind === "shell") return shellPart(transcript, dir);
  if (kind === "svc-svc-cut") return part([service("svc")], [], "svc", true);
  if (kind === "leaf-svc") return dir === "i>a" ? leavingLeaf(transcript) : leftService(transcript);
  return lineSide(transcript, dir);
}

function service(id: string): NodeJson {
  return { id };
}

/** The leaf of the recording that offers the PFS of that label. */
function leaf(transcript: GoldenTranscript, id: string, label: string): NodeJson {
  const { pfs } = transcript.entries.flatMap(({ bytes }) => (bytes.length === 0 ? [] : [seenBytes(bytes, "c2012")])).find((seen) => seen.pfs?.label === label)!;
  return { id, role: "leaf", pfs: [{ label, clid: pfs!.clid, fsid: pfs!.fsid, type: TYPES[pfs!.pfsType]! }] };
}

function part(nodes: readonly NodeJson[], links: readonly (readonly [string, string])[], node: string, splitHorizon: boolean, acts: readonly (readonly [number, readonly Command[]])[] = []): Part {
  const read = scenarioFromJson({
    spanscope: 1,
    title: "A recorded conversation",
    summary: "the C program's part in it",
    seed: 1,
    switches: { profile: "c2012", splitHorizon },
    topology: { nodes, links: links.map(([a, b]) => ({ a, b, model: { latencyUs: 200 } })) },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return { scenario: read.value, node, acts: new Map(acts) };
}

/** leafA-svcA-svcB-svcC-leafC, cut at one link: our side of it. A leaf of ours comes when the recording first tells of its PFS. */
function lineSide(transcript: GoldenTranscript, dir: Dir): Part {
  const [initiator, acceptor] = transcript.name.split(".")[1]!.split("-") as [string, string];
  const [ours, theirs] = dir === "i>a" ? [initiator, acceptor] : [acceptor, initiator];
  const at = LINE.indexOf(ours);
  const side = at < LINE.indexOf(theirs) ? LINE.slice(0, at + 1) : LINE.slice(at);
  const splitHorizon = transcript.name.startsWith("30");
  const isLeaf = (id: string): boolean => id.startsWith("leaf");
  if (isLeaf(ours)) return part([leaf(transcript, ours, ours.replace("leaf", "pfs"))], [], ours, splitHorizon);
  const services = side.filter((id) => !isLeaf(id));
  const comes = side.find(isLeaf)!;
  const label = comes.replace("leaf", "pfs");
  const first = transcript.entries.findIndex((entry) => entry.label === label && entry.cmd === "LNK_SPAN");
  const joins: Command[] = [{ do: "addNode", node: leaf(transcript, comes, label) }, { do: "addLink", link: { a: comes, b: comes.replace("leaf", "svc"), model: { latencyUs: 200 } } }];
  const links = services.slice(1).map((id, i) => [services[i]!, id] as const);
  return part(services.map(service), links, ours, splitHorizon, [[first, joins]]);
}

/** 01: the leaf takes its PFS back and goes. */
function leavingLeaf(transcript: GoldenTranscript): Part {
  const closing = transcript.entries.findIndex(({ dir, flags }) => dir === "i>a" && flags === "D");
  return part([leaf(transcript, "leafA", "pfsA")], [], "leafA", false, [[closing, [{ do: "withdraw", node: "leafA", pfs: "pfsA" }]]]);
}

/** 01: the service, which echoes, and closes its CONN when the leaf has taken its PFS back. */
function leftService(transcript: GoldenTranscript): Part {
  const conn = transcript.entries.find(({ dir, cmd }) => dir === "a>i" && cmd === "LNK_CONN")!.msgid;
  const closing = transcript.entries.findIndex(({ dir, flags, msgid }) => dir === "a>i" && flags === "D" && msgid === conn);
  return part([service("svcA")], [], "svcA", false, [[closing, [{ do: "closeConn", node: "svcA", link: "svcA-outside" }]]]);
}

/** 13: who asks is nobody's neighbour otherwise; who answers knows pfsA from a leaf of its own. */
function shellPart(transcript: GoldenTranscript, dir: Dir): Part {
  if (dir === "a>i") return part([service("svcA"), { id: "leafA", role: "leaf", pfs: [{ label: "pfsA" }] }], [["leafA", "svcA"]], "svcA", false);
  const asks = transcript.entries.flatMap(({ cmd, dir: by, aux_text: text = "" }, i) => (cmd === "DBG_SHELL" && by === "i>a" ? [[i, [{ do: "oneWay", from: "asks", to: "peer", via: "asks-outside", text }]] as const] : []));
  return part([{ id: "asks", role: "endpoint" }], [], "asks", false, asks as readonly (readonly [number, readonly Command[]])[]);
}
