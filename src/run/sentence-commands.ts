import { unreachable } from "../base/assert.ts";
import { formatUs } from "../base/time.ts";
import type { Command } from "../sim/commands.ts";
import { say, sayBytes, sayDuration } from "./fill.ts";
import type { Names } from "./names.ts";
import { sayPlan } from "./sentence-generators.ts";

/** What a command's own words cannot tell. */
type CommandNames = Pick<Names, "linkById" | "transactionNamed">;

/** A command as something that is done, with the names it was given: "cut link B–C, both ends know at once". */
export function sayCommand(command: Command, names: CommandNames): string {
  switch (command.do) {
    case "addNode":
      return say("do.addNode", { node: command.node.id });
    case "removeNode":
    case "isolate":
    case "crash":
    case "powerLoss":
    case "restart":
      return say(`do.${command.do}`, { node: command.node });
    case "outsideUp":
    case "outsideDown":
      return say(`do.${command.do}`, { node: command.node });
    case "outsideReads":
      return say(command.reads ? "do.outsideReads" : "do.outsideReads.not", { node: command.node });
    case "outsideBytes":
      return say("do.outsideBytes", { node: command.node, bytes: sayBytes(command.bytes.length / 2) });
    case "addLink":
      return say("do.addLink", { a: command.link.a, b: command.link.b });
    case "removeLink":
    case "heal":
    case "impair":
      return say(`do.${command.do}`, { link: names.linkById(command.link) });
    case "cut":
      return say("do.cut", { link: names.linkById(command.link), how: say(`cut.${command.how}`) });
    case "resumeAll":
      return say("do.resumeAll");
    case "schedule":
      return say("do.schedule", { at: formatUs(command.whenUs), what: sayCommand(command.command, names) });
    case "announce":
      return say("do.announce", { node: command.node, pfs: command.pfs.label });
    case "withdraw":
      return say("do.withdraw", { node: command.node, pfs: command.pfs });
    case "updateStatus":
      return say("do.updateStatus", { node: command.node, pfs: command.pfs, text: command.text });
    case "lock":
      return say("do.lock", { node: command.node, lock: say("name.lock", { name: command.as }), what: say("name.lockOf", { state: command.state, domain: command.domain, path: command.key }) });
    case "upgrade":
    case "narrow":
      return say(`do.${command.do}`, { lock: say("name.lock", { name: command.lock }), state: command.state });
    case "unlock":
    case "stopWaiting":
      return say(`do.${command.do}`, { lock: say("name.lock", { name: command.lock }) });
    default:
      return sayTraffic(command, names);
  }
}

type TrafficCommand = Extract<Command, { do: "open" | "send" | "close" | "abort" | "oneWay" | "generate" | "stopGenerator" | "commit" | "abortCommit" | "closeConn" | "openConn" | "setFilter" | "refuseSpan" | "setWeight" | "dropMessage" | "delayMessage" | "duplicateMessage" | "corruptMessage" | "forgeMessage" | "inject" | "scribble" }>;

function sayTraffic(command: TrafficCommand, names: CommandNames): string {
  switch (command.do) {
    case "generate":
      return say("do.generate", { generator: command.as, plan: sayPlan(command) });
    case "stopGenerator":
      return say("do.stopGenerator", { generator: command.generator });
    case "commit":
      return say("do.commit", { node: command.node, text: command.text, commit: say("name.commit", { name: command.as }) });
    case "abortCommit":
      return say("do.abortCommit", { commit: say("name.commit", { name: command.commit }) });
    case "open":
      if (command.service === "shell") return say("do.open.shell", { name: command.as, node: command.from, target: sayTarget(command.to) });
      return say(copiesOf(command) > 1 ? "do.open.copies" : "do.open", { copies: copiesOf(command), transaction: say("name.transaction", { name: command.as }), node: command.from, target: sayTarget(command.to) });
    case "send":
      return say("do.send", { ...sayEnd(command, names), text: command.text });
    case "close":
    case "abort":
      return say(`do.${command.do}`, sayEnd(command, names));
    case "oneWay":
      return say(copiesOf(command) > 1 ? "do.oneWay.copies" : "do.oneWay", { copies: copiesOf(command), node: command.from, target: sayTarget(command.to), text: command.text });
    case "closeConn":
    case "openConn":
      return say(`do.${command.do}`, { node: command.node, link: names.linkById(command.link) });
    case "setFilter":
      return say("do.setFilter", { node: command.node, link: names.linkById(command.link), filter: sayFilter(command.filter) });
    case "refuseSpan":
      return say("do.refuseSpan", { node: command.node, link: names.linkById(command.link), pfs: command.pfs });
    case "setWeight":
      return say("do.setWeight", { node: command.node, link: names.linkById(command.link), weight: command.weight });
    case "dropMessage":
    case "duplicateMessage":
    case "forgeMessage":
      return say(`do.${command.do}`, { message: command.message });
    case "delayMessage":
      return say("do.delayMessage", { message: command.message, duration: sayDuration(command.us) });
    case "corruptMessage":
      return say("do.corruptMessage", { message: command.message, bit: command.bit });
    case "inject":
      return say("do.inject", { link: names.linkById(command.link), node: command.from });
    case "scribble":
      return say("do.scribble", { what: say(`scribble.${command.how}`, { node: command.from }), link: names.linkById(command.link) });
    default:
      return unreachable(command, "command");
  }
}

/** What an end asks for, in words (LINK-05). */
export function sayFilter({ label = "", clid = "", fsid = "" }: { readonly label?: string; readonly clid?: string; readonly fsid?: string } = {}): string {
  const parts = [label === "" || label === "*" ? "" : say("filter.label", { label }), clid === "" ? "" : say("filter.cluster", { clid: clid.slice(0, 8) }), fsid === "" ? "" : say("filter.node", { fsid: fsid.slice(0, 8) })];
  const asked = parts.filter((part) => part !== "");
  return asked.length === 0 ? say("filter.none") : asked.join(", ");
}

/** DUP-01 */
function copiesOf(command: { readonly copies?: number }): number {
  return command.copies ?? 1;
}

function sayTarget(to: string): string {
  return to === "peer" ? say("name.neighbour") : to;
}

function sayEnd(command: { readonly transaction: string; readonly by?: "opener" | "target" }, names: CommandNames): { readonly transaction: string; readonly by: string } {
  return { transaction: names.transactionNamed(command.transaction), by: say(`name.${command.by ?? "opener"}`) };
}
