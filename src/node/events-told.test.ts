/** What nodes tell of a mesh of three in which a transaction comes and goes: every event in order, with rule, link, PFS, value and extra. */
import { describe, expect, test } from "vitest";
import { FLAG } from "../wire/constants.ts";
import { Mesh } from "./mesh.testkit.ts";
import { refOf } from "./puppet.testkit.ts";

/** A - B - C, where C offers "far". */
class Told {
  readonly mesh = new Mesh();
  private _since = 0;

  constructor() {
    for (const id of ["A", "B"]) this.mesh.add(id);
    this.mesh.add("C", { pfs: ["far"] });
    this.mesh.connect("A", "B");
    this.mesh.connect("B", "C");
    this.mesh.run();
  }

  open(text: string, flags: number): void {
    this.mesh.ask("A", { kind: "open", via: this.mesh.node("A").bestSpan("far", -1)!, text, flags, tag: 7 });
    this.mesh.run(1_000);
  }

  ask(kind: "close" | "abort"): void {
    const { link, spanid, msgid } = this.mesh.inspect("A").transactions[0]!;
    this.mesh.ask("A", { kind, transaction: refOf(link, spanid, msgid), midStream: false });
    this.mesh.run(1_000);
  }

  /** Of one node since the last time: `name rule link/pfs value extra`. */
  take(): Record<string, string[]> {
    const told = this.mesh.story.slice(this._since).filter((each) => "name" in each);
    this._since = this.mesh.story.length;
    return Object.fromEntries(["A", "B", "C"].map((id) => [id, told.filter(({ node }) => node === id).map(({ name, rule, link, pfs, value, extra }) => `${name} ${rule} ${link}/${pfs} ${value} ${extra}`)]));
  }
}

const session = (link: number): string[] => [`linkOpen LINK-02 ${link}/-1 65536 0`, `connSent LINK-04 ${link}/-1 0 0`];

describe("what is told", () => {
  test("[LINK-07] [LINK-02] [LINK-04] [SPAN-01] [SPAN-02] [SPAN-03] while a mesh comes together", () => {
    const { A, B, C } = new Told().take();
    expect(A).toEqual(["linkUp LINK-07 0/-1 0 0", ...session(0), "connReceived LINK-04 0/-1 0 0", "connAcknowledged LINK-04 0/-1 0 0", "spanReceived SPAN-02 0/0 1 0", "bestChanged SPAN-02 0/0 1 0"]);
    expect(C).toEqual(["pfsOffered SPAN-01 -1/0 0 0", "linkUp LINK-07 0/-1 0 0", ...session(0), "connReceived LINK-04 0/-1 0 0", "announced SPAN-01 0/0 0 -1", "connAcknowledged LINK-04 0/-1 0 0"]);
    expect(B).toEqual([
      "linkUp LINK-07 0/-1 0 0", "linkUp LINK-07 1/-1 0 0", ...session(0), ...session(1), "connReceived LINK-04 0/-1 0 0", "connReceived LINK-04 1/-1 0 0", "connAcknowledged LINK-04 0/-1 0 0", "connAcknowledged LINK-04 1/-1 0 0",
      "spanReceived SPAN-02 1/0 0 0", "bestChanged SPAN-02 1/0 0 0", "relayOpened SPAN-03 0/0 1 1",
    ]);
  });

  test("[TX-02] [TX-04] [TX-05] [ROUTE-01] [ROUTE-03] of a transaction at opener, hop and target", () => {
    const told = new Told();
    told.take();
    told.open("hello", 0);
    const echo = FLAG.CREATE | FLAG.REPLY;
    expect(told.take()).toEqual({
      A: ["transactionOpened TX-02 0/0 7 0", "elementSent SVC-01 0/0 6 0", "elementReceived TX-05 0/0 6 0"],
      B: ["entryOpened ROUTE-03 0/0 1 1", `forwarded ROUTE-01 0/0 1 ${FLAG.CREATE}`, `forwarded ROUTE-01 1/0 0 ${echo}`],
      C: ["transactionAccepted TX-02 0/0 0 2097409", "elementReceived TX-04 0/0 6 0", "elementSent SVC-01 0/0 6 0"],
    });
    told.ask("close");
    expect(told.take()).toEqual({
      A: ["ourHalfClosed TX-03 0/0 0 0", "peerHalfClosed TX-05 0/0 0 0", "transactionClosed TX-02 0/0 0 0"],
      B: [`forwarded ROUTE-01 0/0 1 ${FLAG.DELETE}`, "entryHalfClosed TX-04 0/0 0 0", `forwarded ROUTE-01 1/0 0 ${FLAG.DELETE | FLAG.REPLY}`, "entryClosed TX-02 0/0 0 0"],
      C: ["peerHalfClosed TX-04 0/0 0 0", "ourHalfClosed TX-03 0/0 0 0", "transactionClosed TX-02 0/0 0 0"],
    });
  });

  test("[TX-02] of one that is a single message each way", () => {
    const told = new Told();
    told.take();
    told.open("bye", FLAG.DELETE | FLAG.ABORT);
    const { A, B, C } = told.take();
    expect(A).toEqual([`transactionOpened TX-02 0/0 7 ${FLAG.DELETE | FLAG.ABORT}`, "elementSent SVC-01 0/0 4 0", "ourHalfClosed TX-02 0/0 0 0", "elementReceived TX-05 0/0 4 0", "peerHalfClosed TX-05 0/0 0 0", "transactionClosed TX-02 0/0 0 0"]);
    expect(B!.map((line) => line.split(" ")[0])).toEqual(["entryOpened", "forwarded", "forwarded", "entryClosed"]);
    expect(C).toEqual(["transactionAccepted TX-02 0/0 1 2097409", "elementReceived TX-04 0/0 4 0", "peerHalfClosed TX-04 0/0 0 0", "elementSent SVC-01 0/0 4 0", "ourHalfClosed TX-02 0/0 0 0", "transactionClosed TX-02 0/0 0 0"]);
  });

  test("[TX-06] of one that its opener aborts", () => {
    const told = new Told();
    told.open("hello", 0);
    told.take();
    told.ask("abort");
    const { A, C } = told.take();
    expect(A!.at(-1)).toBe("transactionClosed TX-02 0/0 1 0");
    expect(C!.slice(0, 2)).toEqual(["peerHalfClosed TX-06 0/0 35 1", "transactionAborted TX-06 0/0 35 0"]);
  });

  test("[ROUTE-05] [ROUTE-06] [SPAN-08] [LINK-06] when its path is lost", () => {
    const told = new Told();
    told.open("hello", 0);
    told.take();
    told.mesh.cut("B", 1);
    told.mesh.run(1_000);
    expect(told.take()).toEqual({
      A: ["peerHalfClosed TX-06 0/0 2 1", "transactionAborted TX-06 0/0 2 1", "ourHalfClosed TX-03 0/0 2 0", "transactionClosed TX-02 0/0 1 0", "spanClosing SPAN-08 0/0 2 0", "spanClosed SPAN-08 0/0 0 0", "bestChanged SPAN-02 -1/0 -1 0"],
      B: [
        "linkDown LINK-06 1/-1 2 0", "entryDead ROUTE-05 0/0 2 1", "spanClosing SPAN-08 1/0 2 0", "relayClosing SPAN-08 0/0 2 0", "spanClosed SPAN-08 1/0 0 0", "bestChanged SPAN-02 -1/0 -1 0", "connClosed LINK-04 1/-1 0 0", "connClosed LINK-04 1/-1 1 0",
        `thrownOut SPAN-08 0/-1 3 ${FLAG.DELETE | FLAG.ABORT}`, "entryClosed ROUTE-05 -1/0 1 0", "relayClosed SPAN-08 0/0 0 0",
      ],
      C: ["linkDown LINK-06 0/-1 2 0", "transactionAborted ROUTE-06 0/0 2 0", "ourHalfClosed TX-03 0/0 2 0", "transactionClosed TX-02 0/0 1 0", "relayClosed SPAN-08 0/0 0 0", "connClosed LINK-04 0/-1 1 0", "connClosed LINK-04 0/-1 0 0"],
    });
  });
});
