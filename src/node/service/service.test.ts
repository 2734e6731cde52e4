/** What every service may count on, shown with one that does nothing but remember. */
import { describe, expect, test } from "vitest";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet } from "../puppet.testkit.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { cancelAlarm, setAlarm } from "./alarms.ts";
import { openTransaction, spanTo } from "./opening.ts";
import type { Service } from "./service.ts";

const BASE = 0x2fff01;

class Diary implements Service {
  readonly base = BASE;
  readonly pfsTypes = [8];
  readonly lines: string[] = [];
  accept(): number {
    this.lines.push("accept");
    return ERR.NONE;
  }
  element(transaction: Transaction, message: Message, closes: boolean): void {
    this.lines.push(`${transaction.role === ROLE.opener ? "reply" : "command"} ${message.error}${closes ? " closes" : ""}`);
  }
  midStreamAbort(): void {
    this.lines.push("mid-stream abort");
  }
  ended(transaction: Transaction): void {
    this.lines.push(`ended ${transaction.aborted ? "aborted" : "closed"} ${transaction.error}`);
  }
  alarm(key: number): void {
    this.lines.push(`alarm ${key}`);
  }
  crash(): void {
    this.lines.push("crash");
  }
}

function served(): { readonly mesh: Mesh; readonly puppet: Puppet; readonly diary: Diary; readonly own: string; readonly far: string } {
  const mesh = new Mesh();
  const diary = new Diary();
  mesh.add("N", { pfs: ["own"] }).core.services.add(diary);
  const puppet = Puppet.introduced(mesh, "N");
  const own = puppet.spanOf("own");
  const far = puppet.span("far");
  puppet.take();
  return { mesh, puppet, diary, own, far };
}

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
  expect(diary.lines.slice(2)).toEqual(["crash"]);
  expect(CMD.DOM_ECHO).not.toBe(BASE);
});
