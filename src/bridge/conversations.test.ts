/**
 * The recorded conversations of the C program of 2012, played over real TCP streams against a bridge: in each of the 16 a node of ours takes the part of
 * the one program, then of the other. What it says is what that program said, but for the differences that stand here.
 */
import { describe, expect, test } from "vitest";
import { type GoldenTranscript, goldenTranscripts } from "../wire/golden/golden.testkit.ts";
import { Bridge } from "./bridge.ts";
import { replayed } from "./bridges.testkit.ts";
import { FastClock } from "./clock.testkit.ts";
import { partOf } from "./conversations.testkit.ts";
import { type Dir, Player } from "./player.testkit.ts";
import { TcpBridge } from "./tcp.ts";

/** Where our node rightly says something else, by conversation and the part that it has. */
const DIFFERENCES: Readonly<Record<string, { readonly rule: string; readonly why: string; readonly found: readonly string[] }>> = {
  "13-near-shell i>a": {
    rule: "C12-03",
    why: "who asks is the shell program there, which has no CONN and refuses one; ours is a node, which opens its own and takes the peer's",
    found: ["other: LNK_ERROR RCD 0x20 | LNK_ERROR RC", "too much: LNK_ERROR RD", "too much: LNK_CONN C *@0"],
  },
  "20-near-line3-converge.svcB-svcA i>a": {
    rule: "C12-07",
    why: "of two equal relays, that program of 2012 takes the one that happens to lie lower in memory, and changes over to it at once; ours stays with the first (SPAN-02)",
    found: ["not said: LNK_ERROR D", "not said: LNK_SPAN C pfsA@4"],
  },
  "20-near-line3-converge.svcC-svcB a>i": {
    rule: "C12-07",
    why: "the same",
    found: ["not said: LNK_ERROR D", "not said: LNK_SPAN C pfsA@4"],
  },
};

/** C12-06: the texts of a shell are its own, and how many lines they take; that they come, and the prompt behind them, is compared. */
const OWN_TEXTS = "13-near-shell a>i";

const plays = goldenTranscripts.flatMap((transcript) => (["i>a", "a>i"] as const).map((ours) => ({ name: `${transcript.name} ${ours}`, transcript, ours })));

interface Played {
  readonly player: Player;
  readonly bridge: Bridge;
  readonly events: readonly string[];
}

async function played(name: string, transcript: GoldenTranscript, ours: Dir): Promise<Played> {
  const clock = new FastClock();
  const { scenario, node, acts } = partOf(transcript, ours);
  const events: string[] = [];
  const bridge = new Bridge({ scenario, node, peersMax: 1, clockUs: clock.nowUs(), onLine: ({ event }) => events.push(event) });
  const tcp = new TcpBridge(bridge, clock, () => {});
  const player = new Player(clock, transcript, ours === "i>a" ? "a>i" : "i>a");
  if (name === OWN_TEXTS) player.foldTexts();
  if (ours === "a>i") player.connectTo((await tcp.listen({ host: "127.0.0.1", port: 0 })).port);
  else tcp.connect({ host: "127.0.0.1", port: await player.accept() });
  const act = (commands: readonly Parameters<typeof bridge.run.apply>[0][]) => (): void => {
    for (const command of commands) expect(bridge.run.apply(command)).toBeNull();
    tcp.wake();
  };
  await player.play(new Map([...acts].map(([index, commands]) => [index, act(commands)])));
  player.destroy();
  const closed = tcp.close("the play is over");
  await clock.pass(2_000);
  await closed;
  return { player, bridge, events };
}

/** What rule of the profile each kind of conversation is about. */
function rulesOf({ name }: GoldenTranscript): string {
  if (name.includes("shell")) return "[C12-03] [C12-05] [C12-06]";
  if (name.includes("cut")) return "[C12-03] [C12-04]";
  if (name.includes("leaf-svc")) return "[C12-03] [C12-08]";
  return name.startsWith("30") ? "[C12-03] [C12-09]" : "[C12-03] [C12-07]";
}

const totals = { sent: 0, compared: 0, plays: 0 };

describe("a node of ours in the place of one program", () => {
  test.each(plays.map((play) => [rulesOf(play.transcript), play.name, play] as const))("%s %s", async (_, name, { transcript, ours }) => {
    const { player, bridge, events } = await played(name, transcript, ours);
    expect(player.differences.toSorted()).toEqual((DIFFERENCES[name]?.found ?? []).toSorted());
    expect(events.filter((event) => ["violation", "decodeFault", "linkLost", "queueOverflow"].includes(event))).toEqual([]);
    expect(player.ended).toBe(true);
    expect(replayed(bridge)).toEqual({ digest: bridge.run.digest, steps: bridge.run.steps, violated: [] });
    totals.sent += player.sent;
    totals.compared += player.compared;
    totals.plays++;
  });

  test("all of them were played in both parts, and every recorded message was compared once", () => {
    const messages = goldenTranscripts.reduce((sum, { entries }) => sum + entries.filter(({ bytes }) => bytes.length > 0).length, 0);
    expect([goldenTranscripts.length, totals.plays, messages, totals.compared]).toEqual([16, 32, 154, 154]);
    // Said by the player: all of its part, but what answers something that our node did not say.
    expect(messages - totals.sent).toBe(2);
    expect(Object.keys(DIFFERENCES).every((name) => plays.some((play) => play.name === name))).toBe(true);
  });
});
