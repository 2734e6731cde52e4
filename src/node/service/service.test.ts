/** What every service may count on, shown with one that does nothing but remember. */
import { describe, expect, test } from "vitest";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { pfsNamed } from "../mesh.testkit.ts";
import { Outbox, OUTPUT } from "../outbox.ts";
import { abortEnd } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import { alarmsDue, cancelAlarm, setAlarm } from "./alarms.ts";
import { openTransaction, spanTo } from "./opening.ts";
import { BASE, Diary, served } from "./service.testkit.ts";

describe("at the target", () => {
  test("[SVC-01] accept, every element with whether it closes, then the end, once", () => {
    const { puppet, diary, own } = served();
    const msgid = puppet.send({ cmd: BASE, flags: "C", spanid: own });
    puppet.send({ cmd: BASE, msgid, spanid: own });
    puppet.send({ flags: "A", msgid, spanid: own });
    puppet.send({ flags: "D", msgid, spanid: own, error: 7 });
    expect(diary.lines).toEqual(["accept", "command 0", "command 0", "mid-stream abort", "command 7 closes"]);
  });

  test("[TX-06] [ROUTE-06] an abort, a lost SPAN and a lost link are told with their reason, once", () => {
    for (const [end, error] of [["abort", 5], ["link", 2]] as const) {
      const { puppet, diary, own } = served();
      const msgid = puppet.send({ cmd: BASE, flags: "C", spanid: own });
      if (end === "abort") puppet.send({ flags: "DA", msgid, spanid: own, error });
      else puppet.cut();
      expect(diary.lines.slice(2)).toEqual([`ended aborted ${error}`]);
    }
  });

  test("[ROUTE-07] on link 0 only a PFS of a fitting type serves", () => {
    const { mesh, puppet, diary } = served();
    puppet.send({ cmd: BASE, flags: "C" });
    expect(diary.lines[0]).toBe("accept");
    mesh.ask("N", { kind: "announce", pfs: { ...pfsNamed("client"), pfsType: 2 } });
    puppet.send({ cmd: BASE, flags: "C" });
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("second") });
    puppet.take();
    puppet.send({ cmd: BASE, flags: "C" });
    expect(puppet.takeLines()).toEqual(["LNK_ERROR RCD 0x20"]);
  });
});

describe("at the opener", () => {
  test("[TX-03] replies, and a refusal, which closes our half too", () => {
    const { mesh, puppet, diary } = served();
    const { core } = mesh.node("N");
    const { clid, fsid } = pfsNamed("far");
    mesh.with("N", () => openTransaction(core, spanTo(core, clid, fsid)!, { base: BASE }, 0, -1));
    const { msgid, spanid } = puppet.take()[0]!;
    puppet.send({ cmd: BASE, flags: "RC", msgid, spanid });
    puppet.send({ flags: "RD", msgid, spanid, error: 0x23 });
    expect(diary.lines).toEqual(["reply 0", "reply 35 closes", "ended closed 35"]);
    expect(puppet.takeLines()).toEqual(["LNK_ERROR D"]);
  });

  test("[ROUTE-01] there is no way to a PFS that no SPAN tells of, or over one that is closing", () => {
    const { mesh, puppet, far } = served();
    const { core } = mesh.node("N");
    expect(spanTo(core, pfsNamed("nowhere").clid, pfsNamed("nowhere").fsid)).toBeNull();
    const via = spanTo(core, pfsNamed("far").clid, pfsNamed("far").fsid)!;
    puppet.send({ flags: "D", msgid: far });
    expect(openTransaction(core, via, { base: BASE }, FLAG.DELETE, -1)).toBe(ERR.SPAN_LOST);
  });
});

test("alarms come in order of time, a key set again replaces itself, a crash forgets them", () => {
  const { mesh, diary } = served();
  const { core } = mesh.node("N");
  mesh.with("N", () => {
    for (const [key, us] of [[1, 300], [2, 200], [3, 200], [4, 100]] as const) setAlarm(core, BASE, key, mesh.nowUs + us);
    setAlarm(core, BASE, 4, mesh.nowUs + 400);
    cancelAlarm(core, BASE, 3);
  });
  expect(mesh.node("N").busy).toBe(true);
  mesh.run(350);
  expect(diary.lines).toEqual(["alarm 2", "alarm 1"]);
  mesh.ask("N", { kind: "crash" });
  mesh.run(1_000);
  expect([diary.lines.slice(2), mesh.node("N").busy]).toEqual([["crash"], false]);
  mesh.with("N", () => setAlarm(core, BASE, 9, mesh.nowUs + 10));
  mesh.run(100);
  expect(diary.lines.slice(3)).toEqual(["alarm 9"]);
  expect(CMD.DOM_ECHO).not.toBe(BASE);
});

test("the timer that alarms share is set for the earliest, and for nothing when there is none", () => {
  const { mesh } = served();
  const { core } = mesh.node("N");
  const said = (what: () => void): string[] => {
    core.out = new Outbox();
    what();
    const { out } = core;
    return Array.from({ length: out.count }, (_, i) => (out.kinds[i] === OUTPUT.setTimer ? `at ${out.timesUs[i]}` : out.kinds[i] === OUTPUT.cancelTimer ? "cancelled" : "other"));
  };
  core.nowUs = 100;
  expect(said(() => setAlarm(core, BASE, 1, 500))).toEqual(["at 500"]);
  expect(said(() => setAlarm(core, BASE, 2, 300))).toEqual(["at 300"]);
  expect(said(() => setAlarm(core, BASE, 3, 900))).toEqual(["at 300"]);
  expect(said(() => cancelAlarm(core, BASE, 3))).toEqual([]);
  core.nowUs = 300;
  expect(said(() => alarmsDue(core))).toEqual(["at 500"]);
  expect(said(() => cancelAlarm(core, BASE, 1))).toEqual(["cancelled"]);
  setAlarm(core, BASE, 4, 600);
  core.nowUs = 600;
  expect(said(() => alarmsDue(core))).toEqual([]);
});

test("an alarm of a key is one service's own", () => {
  const { mesh, diary } = served();
  const { core } = mesh.node("N");
  mesh.with("N", () => {
    for (const base of [BASE, CMD.DOM_ECHO]) setAlarm(core, base, 7, mesh.nowUs + 100);
    cancelAlarm(core, CMD.DOM_ECHO, 7);
  });
  mesh.run(200);
  expect(diary.lines).toEqual(["alarm 7"]);
});

test("[TX-06] what one alarm ends is told before the next one rings", () => {
  const { mesh, puppet, diary, own } = served();
  const { core } = mesh.node("N");
  puppet.send({ cmd: BASE, flags: "C", spanid: own });
  diary.does = (heard) => heard === "alarm 1" && abortEnd(core, diary.transaction!, ERR.LIMIT, RULE["TX-06"]);
  mesh.with("N", () => [1, 2].forEach((key) => setAlarm(core, BASE, key, mesh.nowUs + 50)));
  mesh.run(100);
  expect(diary.lines.slice(2)).toEqual(["alarm 1", `ended aborted ${ERR.LIMIT}`, "alarm 2"]);
});

describe("ways", () => {
  class Watcher extends Diary {
    waysChanged(pairs: ReadonlySet<number>): void {
      this.lines.push(`ways ${[...pairs].join()}`);
      this.does?.("ways");
    }
  }

  test("[SPAN-02] a link that opened, a PFS that came, that is nearer over another SPAN, and that went: each is told once, with its pair", () => {
    const watcher = new Watcher();
    const { mesh, puppet, far } = served(watcher);
    const { core } = mesh.node("N");
    const pair = core.identities.internPair(pfsNamed("far").clid, pfsNamed("far").fsid);
    const own = core.identities.internPair(pfsNamed("own").clid, pfsNamed("own").fsid);
    expect(watcher.lines).toEqual(["ways -1", `ways ${pair}`]);
    puppet.span("far", { dist: 9 });
    expect(watcher.lines).toHaveLength(2);
    puppet.send({ flags: "D", msgid: far });
    mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("own").fsid });
    puppet.cut();
    expect(watcher.lines.slice(2)).toEqual([`ways ${pair}`, `ways ${own}`, `ways ${pair}`]);
    expect(core.services.untold).toBe(0);
  });

  test("[ROUTE-06] what ended is told first, then the ways, and what they bring about too, all within one input", () => {
    const watcher = new Watcher();
    const { mesh, puppet, own } = served(watcher);
    const { core } = mesh.node("N");
    puppet.send({ cmd: BASE, flags: "C", spanid: own });
    const second = watcher.transaction!;
    const first = puppet.send({ cmd: BASE, flags: "C", spanid: own });
    watcher.does = (heard) => heard === "ways" && abortEnd(core, second, ERR.LIMIT, RULE["TX-06"]);
    puppet.send({ flags: "DA", msgid: first, spanid: own, error: 7 });
    expect(watcher.lines.slice(-1)).toEqual(["ended aborted 7"]);
    puppet.span("new");
    expect(watcher.lines.slice(-2)).toEqual([expect.stringMatching(/^ways /), `ended aborted ${ERR.LIMIT}`]);
    puppet.send({ cmd: BASE, flags: "C", spanid: own });
    puppet.cut();
    expect(watcher.lines.slice(-2)).toEqual(["ended aborted 2", expect.stringMatching(/^ways \d+,\d+$/)]);
    expect(core.services.untold).toBe(0);
  });

  test("[TX-02] a crash tells of no ways and no ends, and later inputs do not either", () => {
    const watcher = new Watcher();
    const { mesh, puppet, own } = served(watcher);
    puppet.send({ cmd: BASE, flags: "C", spanid: own });
    const before = watcher.lines.length;
    mesh.ask("N", { kind: "crash" });
    expect([watcher.lines.slice(before), mesh.node("N").core.services.untold]).toEqual([["crash"], 0]);
  });
});
