/** DBG-01 at a target and an opener, through real bytes. */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../base/limits.ts";
import { CMD, PFS_TYPE } from "../../wire/constants.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions, refOf, type Spec, ZERO_ID } from "../puppet.testkit.ts";
import { VERBS } from "./verbs.ts";

const PACE_US = 1_000;

/** A puppet that opens shells at node N, which offers "own" and, as a client, relays "far" of the puppet. */
class Desk {
  readonly mesh = new Mesh();
  readonly puppet: Puppet;
  readonly own: string;
  msgid = "";

  constructor(options: PuppetOptions = {}) {
    this.mesh.add("N", { pfs: ["own"] });
    this.puppet = new Puppet(this.mesh, "N", options);
    this.puppet.up();
    this.puppet.authenticate();
    this.puppet.acknowledgeConn();
    this.puppet.openConn();
    this.own = this.puppet.spanOf("own");
    this.puppet.take();
  }

  open(text: string | undefined, flags = "C"): void {
    this.msgid = this.puppet.send({ cmd: CMD.DBG_SHELL, flags, spanid: this.own, ...(text === undefined ? {} : { text }) });
  }

  say(text: string, spec: Spec = {}): void {
    this.puppet.send({ cmd: CMD.DBG_SHELL, msgid: this.msgid, spanid: this.own, text, ...spec });
  }

  flags(flags: string): void {
    this.puppet.send({ flags, msgid: this.msgid, spanid: this.own });
  }

  /** What came: "LNK_ERROR R" is a prompt. */
  heard(): string[] {
    return this.puppet.take().map(({ name, flags, text, error }) => `${name} ${flags}${error ? ` 0x${error.toString(16)}` : ""}${text ? ` ${JSON.stringify(text)}` : ""}`);
  }

  /** The text alone. */
  text(): string {
    return this.puppet.take().map(({ text }) => text).join("");
  }

  /** More PFSes than one element of output can tell of. */
  crowd(count = 40): void {
    for (let i = 0; i < count; i++) this.puppet.span(`pfs${String(i).padStart(2, "0")}`);
    this.mesh.run(2 * PACE_US);
    this.puppet.take();
  }
}

const PROMPT = "LNK_ERROR R";

describe("lines and prompts", () => {
  test("[DBG-01] [TX-03] an empty opening is answered by the prompt, which opens the reply half; each line by text and the prompt", () => {
    const desk = new Desk();
    desk.open(undefined);
    expect(desk.heard()).toEqual(["LNK_ERROR RC"]);
    desk.say("help exit");
    expect(desk.puppet.seen[0]!.aux.at(-1)).toBe(0);
    expect(desk.heard()).toEqual(['DBG_SHELL R "exit                   closes this shell\\n"', PROMPT]);
    desk.say("");
    expect(desk.heard()).toEqual([PROMPT]);
  });

  test("[DBG-01] [TX-02] the line that opens is carried out, and its text opens the reply half", () => {
    const desk = new Desk();
    desk.open("help exit");
    expect(desk.heard().map((line) => line.slice(0, 12))).toEqual(["DBG_SHELL RC", PROMPT]);
    expect(desk.mesh.events("shellRuns")).toMatchObject([{ rule: "DBG-01", value: VERBS.findIndex(({ name }) => name === "help") + 1 }]);
  });

  test("[DBG-01] the text ends at its NUL; what is no text, no command or too much is answered with what was expected", () => {
    const desk = new Desk();
    desk.open(undefined);
    desk.heard();
    for (const [text, answer] of [
      ["help exit\0rm", "exit                   closes this shell\n"],
      ["spna", 'no command "spna"\nexpected one of help, span, links, states, route, stats, watch, exit\n'],
      ["spans", 'no command "spans"; "span" perhaps?\nexpected one of help, span, links, states, route, stats, watch, exit\n'],
      ["links all", 'links: "all" is too much; expected links\n'],
      ["watch", "watch: expected the time between two rounds and a command, such as watch 2 span\n"],
      ["watch soon span", 'watch: "soon" is no time between two rounds; expected seconds, or a time from 1ms to 60min\n'],
      ["watch 0 span", 'watch: "0" is no time between two rounds; expected seconds, or a time from 1ms to 60min\n'],
      ["watch 1 watch", "watch: watch is not to be repeated\n"],
      ["x".repeat(LIMITS.shellLineBytesMax + 1), "the line is too long; expected at most 1024 bytes\n"],
      ["\u001b[2J\n", 'no command "[2J"\nexpected one of help, span, links, states, route, stats, watch, exit\n'],
    ]) {
      desk.say(text!);
      expect(desk.text()).toBe(answer);
    }
    desk.puppet.send({ cmd: CMD.DBG_SHELL, msgid: desk.msgid, spanid: desk.own, aux: Uint8Array.of(0xff, 0xfe) });
    expect([desk.text().startsWith('no command "\ufffd\ufffd"'), desk.puppet.isUp]).toEqual([true, true]);
  });

  test("[DBG-01] [SVC-01] elements of another command are no lines", () => {
    const desk = new Desk();
    desk.open(undefined);
    desk.heard();
    desk.say("help", { cmd: CMD.DOM_ECHO });
    desk.flags("");
    expect(desk.heard()).toEqual([]);
  });

  test("[DBG-01] an opener hears the prompts, and closes when the other half is closed", () => {
    const mesh = new Mesh();
    for (const id of ["A", "B", "C"]) mesh.add(id, { pfs: [id] });
    mesh.connect("A", "B");
    mesh.connect("B", "C");
    mesh.run();
    mesh.ask("A", { kind: "open", via: mesh.node("A").bestSpan("C", -1)!, base: CMD.DBG_SHELL, text: "", flags: 0, tag: 1 });
    mesh.run();
    const { link, spanid, msgid } = mesh.inspect("A").transactions[0]!;
    for (const text of ["stats", "exit"]) mesh.ask("A", { kind: "send", transaction: refOf(link, spanid, msgid), text });
    mesh.run();
    expect(mesh.events("shellPrompt").map(({ node }) => node)).toEqual(["A", "A"]);
    expect(mesh.events("transactionClosed").map(({ value }) => value)).toEqual([0, 0]);
    expect(["A", "B", "C"].flatMap((id) => [...mesh.inspect(id).transactions, ...mesh.inspect(id).entries])).toEqual([]);
  });
});

describe("what it tells", () => {
  test("[DBG-01] [SPAN-02] span: cluster, node, the SPANs received for it, which is chosen and where it is relayed", () => {
    const desk = new Desk();
    const other = Puppet.join(desk.mesh, "N", {});
    const near = desk.puppet.span("far");
    const alien = other.span("far", { dist: 3, cluster: 1 });
    other.span("alien", { cluster: 2, pfsType: PFS_TYPE.CLIENT });
    desk.mesh.run(2_000);
    desk.puppet.take();
    desk.open("span");
    const fsid = (label: string): string => Array.from(pfsNamed(label).fsid, (word) => word.toString(16).padStart(8, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    expect(desk.text().split("\n")).toEqual([
      "cluster 00000c1d-0000-0000-0000-000000000001",
      `  far  MASTER  ${fsid("far")}`,
      `    *  link 0  dist 0  cost 1  span ${near}  relayed to link 1`,
      `       link 1  dist 3  cost 4  span ${alien}  relayed to link 0`,
      `  own  MASTER  ${fsid("own")}  offered here`,
      "cluster 00000c1d-0000-0000-0000-000000000002",
      `  alien  CLIENT  ${fsid("alien")}`,
      expect.stringMatching(/^ {4}\*  link 1  dist 0  cost 1  span 0x[0-9a-f]{16}  relayed to link 0$/),
      "",
    ]);
    desk.say("span fa?");
    expect(desk.text().split("\n")).toHaveLength(5);
    desk.say("span nobody");
    expect(desk.text()).toBe('no PFS "nobody" is known\n');
  });

  test("[DBG-01] [LINK-02] links: session, CONNs, what was negotiated, who takes shells from whom", () => {
    const desk = new Desk({ auth: { auxBytesMax: 512, rights: 0 } });
    desk.mesh.attach("N", desk.puppet, {});
    desk.open("links");
    const rows = desk.text().trimEnd().split("\n").map((line) => line.split(/\s{2,}/));
    expect(rows).toEqual([
      ["link", "session", "our CONN", "their CONN", "weight", "aux max", "SPANs out", "SPANs in", "queued", "shells from it", "shells to it"],
      ["0", "open", "open", "open", "1", "512", "1", "0", expect.any(String), "granted", "refused"],
      ["1", "down", "none", "none", "1", "-", "0", "0", "-", "granted", "-"],
    ]);
  });

  test("[DBG-01] [ROUTE-03] states and route: this shell, others' transactions, entries, the way to each PFS", () => {
    const desk = new Desk();
    const other = Puppet.join(desk.mesh, "N", {});
    const far = desk.puppet.span("far");
    desk.mesh.run(2_000);
    const relay = other.spanOf("far");
    const passing = other.send({ flags: "C", spanid: relay, text: "hello" });
    desk.puppet.take();
    desk.open("states");
    expect(desk.text().split("\n")).toEqual([
      "transactions 1",
      `  ${desk.msgid}  DBG_SHELL  target  on link 0 span ${desk.own}  command open  reply not open  this shell`,
      "entries 1",
      `  ${passing}  DOM_ECHO  in link 1 span ${relay}  out link 0 span ${far}  command open  reply not open`,
      "",
    ]);
    desk.say("route far");
    expect(desk.text().split("\n").slice(0, 3)).toEqual(["ways 1", `  far  MASTER  over link 0  span ${far}  dist 0  0 other ways`, "entries 1"]);
    desk.say("route own");
    expect(desk.text().split("\n")).toEqual(["ways 1", "  own  MASTER  offered here", "entries 0", ""]);
    desk.say("route nobody");
    expect(desk.text()).toBe('no PFS "nobody" is known, so nothing can go there\n');
  });

  test("[DBG-01] stats: the node's own counters and tables", () => {
    const desk = new Desk();
    desk.open("stats");
    const { counters } = desk.mesh.inspect("N");
    const text = desk.text();
    // Its own text and prompt were sent behind the counting.
    expect(text).toMatch(new RegExp(`^messages sent +${counters.sent - 2}$`, "m"));
    expect(text).toMatch(new RegExp(`^messages received +${counters.received}$`, "m"));
    expect(text).toMatch(/^shells +1$/m);
    expect(text).toMatch(/^clock 0\.\d{6} s$/m);
  });

  test("[DBG-01] what it tells of changes nothing: the same answer twice", () => {
    const desk = new Desk();
    desk.open(undefined);
    for (const line of ["span", "links", "states", "route", "help"]) {
      desk.heard();
      desk.say(line);
      const first = desk.text();
      desk.say(line);
      // The queue of a link that no world empties grows with every answer.
      expect(desk.text().replace(/\d{3,}/g, "n")).toBe(first.replace(/\d{3,}/g, "n"));
    }
  });
});

describe("streams", () => {
  test("[DBG-01] a long answer comes in elements, one after the other in simulated time, none larger than the link allows", () => {
    for (const auxBytesMax of [65_536, 200, 128]) {
      const desk = new Desk({ auth: { auxBytesMax } });
      desk.crowd();
      desk.open("span");
      const first = desk.puppet.take();
      expect(first).toHaveLength(1);
      const elements = [...first];
      while (elements.at(-1)!.name === "DBG_SHELL") {
        desk.mesh.run(PACE_US);
        const came = desk.puppet.take();
        expect(came.length).toBeGreaterThan(0);
        expect(came.length).toBeLessThan(3);
        elements.push(...came);
      }
      expect(Math.max(...elements.map(({ aux }) => aux.length))).toBeLessThanOrEqual(Math.min(auxBytesMax, 1_024));
      expect(elements.map(({ text }) => text).join("").split("\n")).toHaveLength(1 + 2 * 40 + 1 + 1);
    }
  });

  test("[DBG-01] watch repeats its command until it is stopped", () => {
    const desk = new Desk();
    desk.open("watch 2 help exit");
    expect(desk.text()).toBe("-- help, round 1 at 0.000000 s\nexit                   closes this shell\n");
    desk.mesh.run(1_999_999);
    expect(desk.text()).toBe("");
    desk.mesh.run(1);
    expect(desk.text()).toBe("-- help, round 2 at 2.000000 s\nexit                   closes this shell\n");
    expect(desk.mesh.node("N").busy).toBe(true);
    desk.flags("A");
    desk.mesh.run(5_000_000);
    expect([desk.heard().filter((line) => line !== "LNK_PING -"), desk.mesh.node("N").busy]).toEqual([[PROMPT], false]);
  });

  test("[DBG-01] a watch that nobody stops ends with its last round", () => {
    const desk = new Desk();
    desk.open("watch 1ms help exit");
    desk.mesh.run(2_000_000);
    expect([desk.text().match(/round/g)!.length, desk.mesh.node("N").busy]).toEqual([LIMITS.shellRoundsMax, false]);
  });

  test("[TX-06] [DBG-01] a mid-stream abort drops what is not sent and what waits, ends the command, and the prompt comes back", () => {
    const desk = new Desk();
    desk.crowd();
    desk.open("span");
    desk.say("stats");
    expect(desk.heard()).toHaveLength(1);
    desk.flags("A");
    desk.mesh.run(100 * PACE_US);
    expect(desk.heard()).toEqual([PROMPT]);
    const [ended] = desk.mesh.events("shellEnded");
    expect([ended!.value, ended!.extra > 50]).toEqual([1, true]);
    desk.say("help exit");
    expect(desk.heard()).toHaveLength(2);
    desk.flags("A");
    expect(desk.heard()).toEqual([PROMPT]);
  });

  test("[TX-06] a non-blocking shell answers once and at once", () => {
    const desk = new Desk();
    desk.crowd();
    desk.open("watch 1 span", "CA");
    const heard = desk.heard();
    expect([heard.at(-1), heard.filter((line) => line.startsWith("DBG_SHELL")).length > 3, desk.mesh.node("N").busy]).toEqual([PROMPT, true, false]);
    desk.say("watch 1 help exit");
    expect(desk.heard()).toHaveLength(2);
  });

  test("[TX-06] [LINK-08] a link that takes no more makes a shell wait, and cuts short what must not wait", () => {
    for (const [flags, waits] of [["C", true], ["CA", false]] as const) {
      const desk = new Desk();
      desk.crowd();
      desk.mesh.input("N", { kind: "sendQueue", link: 0, queuedBytes: 100_000 });
      desk.open("span", flags);
      expect(desk.text()).toBe(waits ? "" : "… cut short: the link takes no more, and this request does not wait\n");
      desk.mesh.input("N", { kind: "sendQueue", link: 0, queuedBytes: 0 });
      desk.mesh.run(100 * PACE_US);
      expect(desk.text().length > 1_000).toBe(waits);
    }
  });
});

describe("lines that wait", () => {
  test("[DBG-01] they are carried out in their order; one too many is told", () => {
    const desk = new Desk();
    desk.crowd();
    desk.open("span");
    desk.heard();
    for (let i = 0; i < LIMITS.shellLinesMax; i++) desk.say(i % 2 ? "help exit" : "help help");
    expect(desk.heard()).toEqual([]);
    desk.say("stats");
    expect(desk.heard()).toEqual(['DBG_SHELL R "(not taken: 16 lines wait already)\\n"']);
    expect(desk.mesh.events("shellLineRefused")).toMatchObject([{ rule: "DBG-01", value: 16 }]);
    desk.mesh.run(200 * PACE_US);
    const answers = desk.heard().filter((line) => /"(exit|help) /.test(line)).map((line) => line.slice(13, 17));
    expect(answers).toEqual(Array.from({ length: 16 }, (_, i) => (i % 2 ? "exit" : "help")));
    expect(desk.mesh.events("shellRuns").map(({ extra }) => extra)).toEqual([0, ...Array.from({ length: 16 }, (_, i) => 15 - i)]);
  });
});

describe("ends", () => {
  test("[DBG-01] [TX-02] DELETE of the opener closes; what has come is carried out first, nothing is repeated", () => {
    const idle = new Desk();
    idle.open(undefined);
    idle.heard();
    idle.flags("D");
    expect([idle.heard(), idle.mesh.inspect("N").transactions]).toEqual([["LNK_ERROR RD"], []]);

    const busy = new Desk();
    busy.crowd();
    busy.open("span");
    busy.say("help exit");
    busy.flags("D");
    busy.mesh.run(100 * PACE_US);
    expect(busy.heard().slice(-2)).toEqual(['DBG_SHELL R "exit                   closes this shell\\n"', "LNK_ERROR RD"]);
    expect(busy.mesh.inspect("N").transactions).toEqual([]);

    const watching = new Desk();
    watching.mesh.run(2_000);
    watching.open("watch 1 help exit");
    watching.heard();
    watching.flags("D");
    expect([watching.heard(), watching.mesh.node("N").busy]).toEqual([["LNK_ERROR RD"], false]);
  });

  test("[DBG-01] a shell of one message: CREATE and DELETE with its line; no prompt, as no line will come", () => {
    for (const [line, elements] of [["help exit", 1], ["watch 1 help exit", 1], ["", 0]] as const) {
      const desk = new Desk();
      desk.open(line, "CD");
      const heard = desk.heard();
      expect([heard.length, heard.at(-1)]).toEqual([elements + 1, elements > 0 ? "LNK_ERROR RD" : "LNK_ERROR RCD"]);
    }
  });

  test("[DBG-01] [TX-02] exit closes the reply half at once; lines behind it are nothing any more", () => {
    const desk = new Desk();
    desk.open("exit");
    expect(desk.heard()).toEqual(["LNK_ERROR RCD"]);
    desk.say("help");
    desk.flags("A");
    expect(desk.heard()).toEqual([]);
    desk.flags("D");
    expect([desk.mesh.inspect("N").transactions, desk.puppet.isUp]).toEqual([[], true]);
  });

  test("[TX-06] [LINK-06] an abort, a lost link and a crash stop the stream", () => {
    for (const end of ["abort", "link", "crash"] as const) {
      const desk = new Desk();
      desk.open("watch 1 span");
      if (end === "abort") desk.flags("DA");
      else if (end === "link") desk.puppet.cut();
      else desk.mesh.ask("N", { kind: "crash" });
      desk.heard();
      desk.mesh.run(3_000_000);
      expect([desk.heard().filter((line) => line.startsWith("DBG")), desk.mesh.node("N").busy, desk.mesh.inspect("N").transactions]).toEqual([[], false, []]);
    }
  });
});

test("[DBG-01] several shells at once, each with its own lines; one more than there may be is refused", () => {
  const desk = new Desk();
  const shells = Array.from({ length: LIMITS.shellsPerNodeMax }, () => {
    desk.open("watch 1 help exit");
    return desk.msgid;
  });
  desk.heard();
  desk.open("help");
  expect(desk.heard()).toEqual(["LNK_ERROR RCD 0x25"]);
  desk.flags("D");
  desk.msgid = shells[3]!;
  desk.flags("A");
  desk.say("stats");
  expect(desk.text()).toMatch(/^shells +32$/m);
  desk.mesh.run(1_000_000);
  expect(desk.heard().filter((line) => line.startsWith("DBG_SHELL"))).toHaveLength(31);
  expect(new Set(shells).size).toBe(32);
});

test("[DBG-01] [LINK-02] a link that allows too little aux data for a line of output gets no shell", () => {
  const desk = new Desk({ auth: { auxBytesMax: 64 } });
  desk.open("help");
  expect(desk.heard()).toEqual(["LNK_ERROR RCD 0x26"]);
});

describe("in c2012 a shell has no transaction", () => {
  function asked(spec: Partial<Parameters<Puppet["send"]>[0]>, profile: "c2012" | "header" = "c2012"): string[] {
    const mesh = new Mesh({ profile });
    mesh.add("N", { pfs: ["own"] });
    const puppet = Puppet.join(mesh, "N");
    puppet.send({ cmd: CMD.DBG_SHELL, msgid: ZERO_ID, ...spec });
    expect(mesh.events("oneWayReceived")).toHaveLength(1);
    return puppet.takeLines();
  }

  test("[C12-06] a line to the direct peer is answered one-way: a message a line, then the prompt", () => {
    const answer = asked({ text: "help" });
    expect(answer).toHaveLength(VERBS.length + 1);
    expect(answer[0]).toMatch(/^DBG_SHELL R "help \[COMMAND\] .*\\n"$/);
    expect(answer.at(-1)).toBe("LNK_ERROR R");
  });

  test("[C12-06] an empty line gets the prompt alone, tree is what span is, and nothing is repeated", () => {
    expect(asked({ text: "" })).toEqual(["LNK_ERROR R"]);
    expect(asked({ text: "tree" })).toEqual(asked({ text: "span" }));
    expect(asked({ text: "watch 1 span" })).toEqual([expect.stringContaining("expected a command to be carried out once"), "LNK_ERROR R"]);
    expect(asked({ text: "fly" })[0]).toContain("no command");
  });

  test("[C12-05] [C12-06] what is an answer itself is never answered; nor is anything one-way in the header profile", () => {
    expect(asked({ flags: "R", text: "help" })).toEqual([]);
    expect(asked({ text: "help" }, "header")).toEqual([]);
  });
});
