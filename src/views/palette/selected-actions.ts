import type { Command, Frame, TopologyView } from "../../port/messages.ts";
import type { Selection } from "../../store/ui.ts";
import { CUT_KINDS } from "../stage/commands.ts";
import { isCut, linkState, nodeState } from "../stage/facts.ts";
import { MENU_TEXTS } from "../../texts/stage.ts";
import { TEXTS } from "../../texts/page.ts";
import type { Action, ActionContext, ActionSource } from "./action.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";

const { on } = PALETTE_TEXTS;

/** What can be done to the thing that is selected: the same commands as in its menu on the stage. */
export const selectedActions: ActionSource = ({ ui: { selection }, mirror: { topology, frame } }) => {
  if (selection === null || topology === null) return [];
  const commands = commandsOn(selection, topology, frame);
  const events = eventsOf(selection);
  return [
    ...commands.map(({ id, title, command }) => action(id, title, ({ session }) => session.onCommand(command))),
    ...(events === null ? [] : [action("events", on.itsEvents, ({ session }) => session.ui.showEventsOf(events))]),
  ];
};

function action(id: string, title: string, run: (context: ActionContext) => void): Action {
  return { id: `selected.${id}`, group: "selected", title, run };
}

interface Named {
  readonly id: string;
  readonly title: string;
  readonly command: Command;
}

function commandsOn(selection: Selection, topology: TopologyView, frame: Frame | null): Named[] {
  switch (selection.kind) {
    case "link":
      return linkCommands(selection.link, topology, frame);
    case "node":
      return nodeCommands(selection.node, topology, frame);
    case "transaction":
      return transactionCommands(selection.name, frame);
    case "message":
      return [
        { id: "drop", title: on.thing(MENU_TEXTS.drop, MENU_TEXTS.message(selection.message)), command: { do: "dropMessage", message: selection.message } },
        { id: "duplicate", title: on.thing(MENU_TEXTS.duplicate, MENU_TEXTS.message(selection.message)), command: { do: "duplicateMessage", message: selection.message } },
      ];
    case "draft":
      return [];
  }
}

function linkCommands(id: string, topology: TopologyView, frame: Frame | null): Named[] {
  const link = topology.links.findIndex((one) => one.id === id);
  if (link === -1) return [];
  const name = MENU_TEXTS.link(id);
  const cut = isCut(linkState(frame, link));
  return [
    ...(cut ? [{ id: "heal", title: on.thing(MENU_TEXTS.heal, name), command: { do: "heal", link: id } as const }] : []),
    ...CUT_KINDS.map((how) => ({ id: `cut.${how}`, title: on.thing(MENU_TEXTS.cut[how], name), command: { do: "cut", link: id, how } as const })),
    { id: "removeLink", title: on.thing(on.remove, name), command: { do: "removeLink", link: id } },
  ];
}

function nodeCommands(id: string, topology: TopologyView, frame: Frame | null): Named[] {
  const node = topology.nodes.findIndex((one) => one.id === id);
  if (node === -1) return [];
  const name = MENU_TEXTS.node(id);
  const state = nodeState(frame, node);
  if (state === "crashed" || state === "powerLost") return [{ id: "restart", title: on.thing(MENU_TEXTS.restart, name), command: { do: "restart", node: id } }];
  return [
    { id: "isolate", title: on.thing(MENU_TEXTS.isolate, name), command: { do: "isolate", node: id } },
    { id: "crash", title: on.thing(MENU_TEXTS.crash, name), command: { do: "crash", node: id } },
    { id: "power", title: on.thing(MENU_TEXTS.powerLoss, name), command: { do: "powerLoss", node: id } },
    ...topology.nodes[node].pfs.map(({ label }) => ({ id: `withdraw.${label}`, title: on.at(MENU_TEXTS.withdraw(label), id), command: { do: "withdraw", node: id, pfs: label } as const })),
    { id: "removeNode", title: on.thing(on.remove, name), command: { do: "removeNode", node: id } },
  ];
}

function transactionCommands(name: string, frame: Frame | null): Named[] {
  const line = frame?.transactions.find((one) => one.name === name);
  if (line === undefined || line.endedUs !== null) return [];
  return [
    { id: "close", title: on.thing(TEXTS.traffic.close, name), command: { do: "close", transaction: name } },
    { id: "abort", title: on.thing(TEXTS.traffic.abort, name), command: { do: "abort", transaction: name } },
    { id: "midStream", title: on.thing(TEXTS.traffic.midStream, name), command: { do: "abort", transaction: name, midStream: true } },
  ];
}

function eventsOf(selection: Selection): { readonly node: string } | { readonly link: string } | null {
  if (selection.kind === "node") return { node: selection.node };
  return selection.kind === "link" ? { link: selection.link } : null;
}
