import { unreachable } from "../base/assert.ts";
import type { Command } from "../sim/commands.ts";
import { say, sayDuration } from "./fill.ts";

/** A command as something that is done, with the names it was given: "cut link B–C, both ends know at once". */
export function sayCommand(command: Command, linkName: (id: string) => string): string {
  switch (command.do) {
    case "addNode":
      return say("do.addNode", { node: command.node.id });
    case "removeNode":
    case "isolate":
    case "crash":
    case "powerLoss":
    case "restart":
      return say(`do.${command.do}`, { node: command.node });
    case "addLink":
      return say("do.addLink", { a: command.link.a, b: command.link.b });
    case "removeLink":
    case "heal":
    case "impair":
      return say(`do.${command.do}`, { link: linkName(command.link) });
    case "cut":
      return say("do.cut", { link: linkName(command.link), how: say(`cut.${command.how}`) });
    case "resumeAll":
      return say("do.resumeAll");
    case "announce":
      return say("do.announce", { node: command.node, pfs: command.pfs.label });
    case "withdraw":
      return say("do.withdraw", { node: command.node, pfs: command.pfs });
    case "updateStatus":
      return say("do.updateStatus", { node: command.node, pfs: command.pfs, text: command.text });
    default:
      return sayTraffic(command, linkName);
  }
}

type TrafficCommand = Extract<Command, { do: "open" | "send" | "close" | "abort" | "oneWay" | "closeConn" | "openConn" | "refuseSpan" | "setWeight" | "dropMessage" | "delayMessage" | "duplicateMessage" | "corruptMessage" | "forgeMessage" | "inject" }>;

function sayTraffic(command: TrafficCommand, linkName: (id: string) => string): string {
  switch (command.do) {
    case "open":
      return say("do.open", { transaction: say("name.transaction", { name: command.as }), node: command.from, target: sayTarget(command.to) });
    case "send":
      return say("do.send", { ...sayEnd(command), text: command.text });
    case "close":
    case "abort":
      return say(`do.${command.do}`, sayEnd(command));
    case "oneWay":
      return say("do.oneWay", { node: command.from, target: sayTarget(command.to), text: command.text });
    case "closeConn":
    case "openConn":
      return say(`do.${command.do}`, { node: command.node, link: linkName(command.link) });
    case "refuseSpan":
      return say("do.refuseSpan", { node: command.node, link: linkName(command.link), pfs: command.pfs });
    case "setWeight":
      return say("do.setWeight", { node: command.node, link: linkName(command.link), weight: command.weight });
    case "dropMessage":
    case "duplicateMessage":
    case "forgeMessage":
      return say(`do.${command.do}`, { message: command.message });
    case "delayMessage":
      return say("do.delayMessage", { message: command.message, duration: sayDuration(command.us) });
    case "corruptMessage":
      return say("do.corruptMessage", { message: command.message, bit: command.bit });
    case "inject":
      return say("do.inject", { link: linkName(command.link), node: command.from });
    default:
      return unreachable(command, "command");
  }
}

function sayTarget(to: string): string {
  return to === "peer" ? say("name.neighbour") : to;
}

function sayEnd(command: { readonly transaction: string; readonly by?: "opener" | "target" }): { readonly transaction: string; readonly by: string } {
  return { transaction: say("name.transaction", { name: command.transaction }), by: say(`name.${command.by ?? "opener"}`) };
}
