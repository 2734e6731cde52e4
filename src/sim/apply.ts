import { unreachable } from "../base/assert.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { abortCommit, commit } from "./apply-commits.ts";
import { atEnd, cut, heal, impair, inject, isolate, resumeAll } from "./apply-links.ts";
import { lock, ofLock } from "./apply-locks.ts";
import { faultMessage } from "./apply-messages.ts";
import { ofOutside, type OutsideCommand } from "./apply-outside.ts";
import { scribble } from "./apply-shm.ts";
import { addLink, addNode, crash, powerLoss, removeLink, removeNode, restart } from "./apply-topology.ts";
import { announce, atHalf, oneWay, open, refuseSpan, updateStatus, withdraw } from "./apply-traffic.ts";
import type { ImmediateCommand } from "./commands.ts";
import { generate, pauseGenerators, resumeGenerators, stopGenerator } from "./generate.ts";
import type { Engine } from "./engine.ts";
import type { WorldLink } from "./link.ts";
import type { WorldNode } from "./world-node.ts";

/** Carries out a command; a reason when it cannot be, and then the world is as it was. */
export function applyCommand(engine: Engine, command: ImmediateCommand): string | null {
  switch (command.do) {
    case "addNode":
      return addNode(engine, command.node) ?? then(engine, resumeGenerators);
    case "addLink":
      return addLink(engine, command.link);
    case "resumeAll":
      return resumeAll(engine);
    case "open":
      return open(engine, command);
    case "oneWay":
      return oneWay(engine, command);
    case "send":
    case "close":
    case "abort":
      return atHalf(engine, command);
    case "lock":
      return lock(engine, command);
    case "upgrade":
    case "narrow":
    case "unlock":
    case "stopWaiting":
      return ofLock(engine, command);
    case "generate":
      return generate(engine, command);
    case "stopGenerator":
      return stopGenerator(engine, command.generator);
    case "commit":
      return commit(engine, command);
    case "abortCommit":
      return abortCommit(engine, command);
    case "dropMessage":
    case "delayMessage":
    case "duplicateMessage":
    case "corruptMessage":
    case "forgeMessage":
      return faultMessage(engine, command);
    case "removeLink":
    case "cut":
    case "heal":
    case "impair":
    case "closeConn":
    case "openConn":
    case "setFilter":
    case "setWeight":
    case "inject":
    case "scribble": {
      const link = engine.linkById.get(command.link);
      return link ? applyToLink(engine, link, command) : NO.link(command.link);
    }
    default: {
      const node = engine.nodeById.get(command.node);
      return node ? applyToNode(engine, node, command) : NO.node(command.node);
    }
  }
}

/** What a command that was carried out means for others. */
function then(engine: Engine, follow: (engine: Engine) => void): null {
  follow(engine);
  return null;
}

type LinkCommand = Extract<ImmediateCommand, { do: "removeLink" | "cut" | "heal" | "impair" | "closeConn" | "openConn" | "setFilter" | "setWeight" | "inject" | "scribble" }>;

function applyToLink(engine: Engine, link: WorldLink, command: LinkCommand): string | null {
  switch (command.do) {
    case "removeLink":
      return removeLink(engine, link);
    case "cut":
      return cut(engine, link, command.how);
    case "heal":
      return heal(engine, link);
    case "impair":
      return impair(engine, link, command.from, command.model);
    case "inject":
      return inject(engine, link, command);
    case "scribble":
      return scribble(engine, link, command);
    default:
      return atEnd(engine, link, command);
  }
}

type NodeCommand = Extract<ImmediateCommand, { do: "removeNode" | "isolate" | "crash" | "powerLoss" | "restart" | "announce" | "withdraw" | "updateStatus" | "refuseSpan" | "outsideUp" | "outsideBytes" | "outsideReads" | "outsideDown" }>;

function applyToNode(engine: Engine, node: WorldNode, command: NodeCommand): string | null {
  switch (command.do) {
    case "outsideUp":
    case "outsideBytes":
    case "outsideReads":
    case "outsideDown":
      return ofOutside(engine, node, command);
    case "removeNode":
      return removeNode(engine, node) ?? then(engine, pauseGenerators);
    case "isolate":
      return isolate(engine, node);
    default:
      return node.role === "outside" ? NO.notOutside(node.id) : applyToMember(engine, node, command);
  }
}

/** What only a node of the mesh can do. */
function applyToMember(engine: Engine, node: WorldNode, command: Exclude<NodeCommand, { do: "removeNode" | "isolate" } | OutsideCommand>): string | null {
  switch (command.do) {
    case "crash":
      return crash(engine, node) ?? then(engine, pauseGenerators);
    case "powerLoss":
      return powerLoss(engine, node) ?? then(engine, pauseGenerators);
    case "restart":
      return restart(engine, node) ?? then(engine, resumeGenerators);
    case "announce":
      return announce(engine, node, command.pfs);
    case "withdraw":
      return withdraw(engine, node, command.pfs);
    case "updateStatus":
      return updateStatus(engine, node, command);
    case "refuseSpan":
      return refuseSpan(engine, node, command.link, command.pfs);
    default:
      return unreachable(command, "applyCommand");
  }
}
