/** LNK_SPAN and LNK_CONN are transactions of link 0 like any other: the same tables judge them, at both ends. */
import { describe, expect, test } from "vitest";
import { parseId64 } from "../base/bytes.ts";
import { CMD } from "../wire/constants.ts";
import { Mesh, pfsNamed } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";
import { HALF } from "./tx-tables.ts";
import { cellsOf, type Cell, type Column, COMMANDS, type CommandState, type Halves, halvesAfter, REPLIES, type ReplyState } from "./tx-expected.testkit.ts";

const MSGID = "0x00777700000000aa";

interface End {
  readonly mesh: Mesh;
  readonly puppet: Puppet;
  readonly msgid: string;
}

interface Kind {
  readonly reply: boolean;
  readonly cmd: number;
  readonly prepare: (state: CommandState | ReplyState) => End;
  readonly bits: (end: End) => number;
  /** states that messages cannot reach, because the node answers a DELETE in the same moment */
  readonly unreachable: readonly string[];
  /** what the node sends when the peer closes while our half is open */
  readonly answer: (state: string) => string;
}

function spanBits({ mesh, puppet, msgid }: End, weOpened: boolean): number {
  const { core } = mesh.node("N");
  const { hi, lo } = parseId64(msgid)!;
  const row = core.findSpan(puppet.link, weOpened, hi | 0, lo | 0);
  return row < 0 ? -1 : core.spans.bits(row);
}

function halvesOf(bits: number): Halves | null {
  const half = (created: number, deleted: number): Halves["command"] => (bits & deleted ? "closed" : bits & created ? "open" : "not open");
  return bits < 0 ? null : { command: half(HALF.commandCreated, HALF.commandDeleted), reply: half(HALF.replyCreated, HALF.replyDeleted) };
}

function receivedSpan(state: string): End {
  const mesh = new Mesh();
  mesh.add("N");
  const puppet = Puppet.join(mesh, "N");
  if (state !== "none") puppet.span("far", { msgid: MSGID });
  const { hi, lo } = parseId64(MSGID)!;
  if (state === "our half closed, peer's open") mesh.ask("N", { kind: "refuseSpan", span: { link: puppet.link, msgidHi: hi, msgidLo: lo } });
  return { mesh, puppet, msgid: MSGID };
}

function sentSpan(state: string): End {
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"] });
  const puppet = Puppet.introduced(mesh, "N");
  const msgid = state === "none" ? MSGID : puppet.spanOf("own");
  if (state === "open both ways" || state === "ours closed, peer's open") puppet.send({ flags: "RC", msgid });
  if (state.startsWith("ours closed")) mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
  return { mesh, puppet, msgid };
}

function theirConn(state: string): End {
  const mesh = new Mesh();
  mesh.add("N");
  const puppet = new Puppet(mesh, "N");
  puppet.up();
  puppet.authenticate();
  puppet.acknowledgeConn();
  return { mesh, puppet, msgid: state === "none" ? MSGID : puppet.openConn() };
}

function ourConn(state: string): End {
  const mesh = new Mesh();
  mesh.add("N");
  const puppet = new Puppet(mesh, "N");
  puppet.up();
  puppet.authenticate();
  const msgid = puppet.seen.find((each) => each.name === "LNK_CONN")!.msgid;
  if (state === "open both ways" || state === "ours closed, peer's open") puppet.send({ flags: "RC", msgid });
  if (state.startsWith("ours closed")) mesh.ask("N", { kind: "closeConn", link: puppet.link });
  return { mesh, puppet, msgid: state === "none" ? MSGID : msgid };
}

const PEER_CLOSED = "peer half closed, ours open";

const KINDS: Readonly<Record<string, Kind>> = {
  "a SPAN received": { reply: false, cmd: CMD.LNK_SPAN, prepare: receivedSpan, bits: (end) => spanBits(end, false), unreachable: [PEER_CLOSED], answer: () => "LNK_ERROR RCD" },
  "a CONN received": {
    reply: false,
    cmd: CMD.LNK_CONN,
    prepare: theirConn,
    bits: ({ mesh, puppet }) => mesh.node("N").core.links[puppet.link]!.theirConn.bits,
    unreachable: [PEER_CLOSED, "our half closed, peer's open"],
    answer: (state) => (state === "none" ? "LNK_ERROR RCD" : "LNK_ERROR RD"),
  },
  "a SPAN sent": { reply: true, cmd: CMD.LNK_ERROR, prepare: sentSpan, bits: (end) => spanBits(end, true), unreachable: [PEER_CLOSED], answer: () => "LNK_ERROR D 0x5" },
  "a CONN sent": {
    reply: true,
    cmd: CMD.LNK_ERROR,
    prepare: ourConn,
    bits: ({ mesh, puppet, msgid }) => (msgid === MSGID ? -1 : mesh.node("N").core.links[puppet.link]!.ourConn.bits),
    unreachable: [PEER_CLOSED],
    answer: () => "LNK_ERROR D",
  },
};

/** Closed by the peer, these close at once from our side too; a CONN received is acknowledged when it opens. */
function expectedAfter(kind: Kind, before: Halves | null, column: Column): Halves | null {
  const after = halvesAfter(before ?? { command: "not open", reply: "not open" }, kind.reply, column);
  if (!after || (kind.reply ? after.reply : after.command) === "closed") return null;
  return kind.cmd === CMD.LNK_CONN && before === null ? { ...after, reply: "open" } : after;
}

function expectedAnswer(kind: Kind, state: string, before: Halves | null, cell: Cell, column: Column): string[] {
  if (kind.cmd === CMD.LNK_CONN && cell === "open") return ["LNK_ERROR RC"];
  const ourHalf = kind.reply ? before?.command : before?.reply;
  return column.includes("D") && ourHalf !== "closed" ? [kind.answer(state)] : [];
}

function check(kind: Kind, state: CommandState | ReplyState, column: Column, cell: Cell): void {
  const end = kind.prepare(state);
  const { mesh, puppet, msgid } = end;
  const before = halvesOf(kind.bits(end));
  puppet.take();
  const rule = kind.reply ? "TX-05" : "TX-04";
  sendColumn(kind, end, column);
  const { discarded, violations } = mesh.inspect("N").counters;
  const isDiscard = cell === "discard" || cell === "one-way if msgid 0, else discard";
  expect([discarded, violations, puppet.hungUp]).toEqual([isDiscard ? 1 : 0, cell === "violation" ? 1 : 0, cell === "violation" ? 17 : null]);
  if (cell === "violation") {
    expect(mesh.events("violation")).toMatchObject([{ rule, msgid, link: puppet.link }]);
    expect(puppet.take()).toEqual([]);
    expect(mesh.node("N").core.index.size).toBe(0);
    return;
  }
  if (isDiscard) expect(mesh.events("discarded")).toMatchObject([{ rule, msgid }]);
  expect(puppet.takeLines()).toEqual(isDiscard ? [] : expectedAnswer(kind, state, before, cell, column));
  expect(halvesOf(kind.bits(end))).toEqual(isDiscard ? before : expectedAfter(kind, before, column));
  expect(mesh.events("midStreamAbort")).toHaveLength(cell === "mid-stream abort" ? 1 : 0);
}

function sendColumn(kind: Kind, { puppet, msgid }: End, column: Column): void {
  if (kind.reply) puppet.send({ flags: `R${column}`, msgid, error: 5 });
  else if (kind.cmd === CMD.LNK_SPAN) puppet.span("far", { flags: column, msgid });
  else puppet.send({ cmd: kind.cmd, flags: column, msgid });
}

describe.each(Object.keys(KINDS).map((name) => ({ name })))("$name", ({ name }) => {
  const kind = KINDS[name]!;
  const cells = kind.reply ? cellsOf(REPLIES) : cellsOf(COMMANDS);
  test.each(cells.filter(({ state }) => !kind.unreachable.includes(state)))("[TX-04] [TX-05] $state, $column: $cell", ({ state, column, cell }) => {
    check(kind, state, column, cell);
    expect.hasAssertions();
  });
});
