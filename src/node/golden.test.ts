/** What the C program of 2012 put on the wire, fed to a node of the c2012 profile: its verdicts against the recorded ones. */
import { describe, expect, test } from "vitest";
import { CMD } from "../wire/constants.ts";
import { Encoder, writeU64 } from "../wire/encode.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { type GoldenEntry, type GoldenMessage, goldenMessages, goldenTranscripts } from "../wire/golden/golden.testkit.ts";
import { parseId64 } from "../base/bytes.ts";
import { Mesh } from "./mesh.testkit.ts";
import { Puppet } from "./puppet.testkit.ts";

/** A stream without history: the node has sent its CONN and nothing came back. PADs bring the counter to where the recording stands. */
function fedWith(golden: GoldenMessage): { readonly mesh: Mesh; readonly puppet: Puppet } {
  const mesh = new Mesh({ profile: "c2012" });
  mesh.add("N", { pfs: ["own"] });
  const puppet = new Puppet(mesh, "N", { profile: "c2012" });
  puppet.up();
  puppet.take();
  const framer = new Framer("c2012", false);
  framer.push(golden.bytes);
  const first = framer.next() === FRAME.MESSAGE ? framer.message.sequence : 0;
  const encoder = new Encoder("c2012", false);
  for (encoder.salt = 0; encoder.salt < first; encoder.salt++) puppet.sendRaw(encoder.header(CMD.LNK_PAD));
  puppet.sendRaw(golden.bytes);
  return { mesh, puppet };
}

/** The number that the C program gave on a stream without history; 0 = taken. */
function recorded({ name, expect: { framing, fresh_stream_error, error, parse } }: GoldenMessage): number {
  if (name.startsWith("DISCARD")) return 16;
  if (framing === "ok") return fresh_stream_error ?? 0;
  return parse === "ok" ? 0 : error!;
}

function ours(mesh: Mesh, puppet: Puppet): number {
  const { discarded } = mesh.inspect("N").counters;
  return puppet.hungUp ?? (discarded > 0 ? 16 : 0);
}

/** Recorded entries that the rules judge otherwise, and why. */
const JUDGED_OTHERWISE: Readonly<Record<string, readonly [number, string]>> = {
  "LNK_SPAN mid-stream status update (no flags, open msgid)": [16, "TX-04: a flagless message of no transaction is one-way only with msgid 0"],
  "POS no-flag message with unknown nonzero msgid": [16, "TX-04: the same"],
  "LNK_SPAN create empty label dist -1 type 255": [17, "SPAN-01: a negative dist is a violation"],
};

const framed = goldenMessages.filter(({ name, profile }) => profile === "c2012" && !name.startsWith("POS(bug)"));
const transactional = framed.filter((golden) => [16, 17].includes(recorded(golden)));

describe("recorded verdicts", () => {
  test("there are 11 entries that the transaction code of the C program refused or dropped", () => {
    expect(transactional.map(({ name }) => name)).toHaveLength(11);
  });

  test.each(transactional)("[TX-04] [TX-05] [TX-07] $name", (golden) => {
    const { mesh, puppet } = fedWith(golden);
    expect(ours(mesh, puppet)).toBe(recorded(golden));
    const { violations } = mesh.inspect("N").counters;
    expect(violations).toBe(recorded(golden) === 17 ? 1 : 0);
    expect(mesh.events("decodeFault")).toEqual([]);
  });

  test.each(framed.filter((golden) => ![-1, 16, 17].includes(recorded(golden))))("[WIRE-09] [TX-01] $name", (golden) => {
    const { mesh, puppet } = fedWith(golden);
    expect(ours(mesh, puppet)).toBe(JUDGED_OTHERWISE[golden.name]?.[0] ?? recorded(golden));
  });
});

/** What one side of a recorded conversation opened and left open: labels of SPANs, by msgid. */
function spansLeftOpen(entries: readonly GoldenEntry[]): string[] {
  const open = new Map<string, string>();
  for (const { cmd, flags, msgid, label } of entries) {
    if (cmd === "LNK_SPAN" && flags === "C") open.set(msgid!, label!);
    else if (flags === "D") open.delete(msgid!);
  }
  return [...open.values()].sort();
}

/** A reply names what the other C program opened; the node's own opening of the same kind stands in for it, if it made one. */
function answered(puppet: Puppet, entry: GoldenEntry, others: readonly GoldenEntry[]): string | undefined {
  if (!entry.flags!.includes("R") || Number(entry.msgid) === 0) return entry.msgid;
  const opening = others.findLast(({ flags, msgid }) => flags === "C" && msgid === entry.msgid);
  return puppet.seen.find(({ name, flags }) => flags === "C" && name === opening?.cmd && name === "LNK_CONN")?.msgid;
}

/** The messages of one side, played to a node in the place of the other side. */
function played(entries: readonly GoldenEntry[], dir: "i>a" | "a>i"): { readonly mesh: Mesh; readonly puppet: Puppet } {
  const mesh = new Mesh({ profile: "c2012" });
  mesh.add("N");
  const puppet = new Puppet(mesh, "N", { profile: "c2012" });
  puppet.up();
  for (const [i, entry] of entries.entries()) {
    if (entry.dir !== dir || entry.bytes.length === 0) continue;
    const msgid = answered(puppet, entry, entries.slice(0, i).filter((other) => other.dir !== dir));
    if (msgid === undefined) continue;
    const bytes = entry.bytes.slice();
    const { hi, lo } = parseId64(msgid)!;
    writeU64(bytes, 8, hi, lo, false);
    puppet.sendRaw(puppet.encoder.resend(bytes, puppet.sentCount & 255));
  }
  return { mesh, puppet };
}

describe("recorded conversations, one side of each played to a node", () => {
  const sides = goldenTranscripts.flatMap(({ name, entries }) => (["i>a", "a>i"] as const).map((dir) => ({ name, dir, entries })));

  test.each(sides)("[LINK-04] [SPAN-01] [SPAN-08] $name $dir: taken without a word of complaint", ({ entries, dir }) => {
    const { mesh, puppet } = played(entries, dir);
    expect([mesh.events("violation"), mesh.events("decodeFault"), puppet.isUp]).toEqual([[], [], true]);
    const side = entries.filter((entry) => entry.dir === dir);
    const labels = mesh.inspect("N").received.map(({ identity }) => mesh.identities.labelText(identity)).sort();
    expect(labels).toEqual(spansLeftOpen(side));
    const openings = side.filter(({ cmd, flags }) => cmd === "LNK_CONN" && flags === "C").length;
    expect(puppet.seen.filter(({ flags, name }) => name === "LNK_ERROR" && flags === "RC")).toHaveLength(openings);
    const closings = side.filter(({ flags, cmd }) => flags === "D" && cmd === "LNK_ERROR").length;
    expect(puppet.seen.filter(({ flags }) => flags === "RCD" || flags === "RD")).toHaveLength(closings);
  });
});
