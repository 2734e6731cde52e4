import { CUT_KINDS, UNIMPAIRED, isImpaired, type LinkKind } from "./commands.ts";
import { addNodeAt } from "./actions.ts";
import { isCut, linkState, nodeState } from "./facts.ts";
import type { Hands, MenuRequest } from "./hands.ts";
import type { StageEngine } from "./stage-engine.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { MENU_TEXTS } from "../../texts/stage.ts";

const DELAYS_US = [1_000, 10_000, 100_000, 1_000_000];

/** bit numbers of the base header: byte offset times 8, and one within */
const CORRUPT_BITS = [
  { of: "cmd", bit: 24 * 8 + 1 },
  { of: "msgid", bit: 8 * 8 + 5 },
  { of: "spanid", bit: 16 * 8 + 3 },
  { of: "salt", bit: 4 * 8 + 2 },
  { of: "crc", bit: 60 * 8 + 6 },
] as const;

/** What the menus offer, by kind and state of the thing. Each entry that is not plain has one sentence beside it. */
export interface MenuItem {
  readonly text: string;
  readonly hint?: string;
  readonly disabled?: boolean;
  readonly run?: () => void;
  /** leads on to a form in the same place */
  readonly keepsOpen?: boolean;
  readonly items?: readonly MenuItem[];
}

export type MenuEntry = MenuItem | "line";

/** The forms that a menu leads to. */
export type StageForm = "impair" | "offer" | "leaf" | { readonly statusOf: string };

/** What the menu of a thing needs, wherever it opens: on the stage or in a table. */
export interface ThingContext {
  readonly engine: Pick<StageEngine, "topology" | "frame"> & { readonly places: Pick<StageEngine["places"], "isPinned" | "unpin"> };
  readonly hands: Pick<Hands, "command" | "select" | "pause" | "capture">;
  readonly openForm: (form: StageForm) => void;
  readonly connect: (node: number, kind: LinkKind) => void;
}

export interface MenuContext extends ThingContext {
  readonly engine: Pick<StageEngine, "topology" | "frame" | "places" | "fit">;
  readonly hands: Pick<Hands, "command" | "select" | "pause" | "capture" | "forge">;
  readonly request: MenuRequest;
  /** begins to draw the line that divides */
  readonly divide: () => void;
}

export function linkMenu({ engine, hands, openForm }: ThingContext, id: string): MenuEntry[] {
  const link = engine.topology?.links.findIndex((one) => one.id === id) ?? -1;
  if (engine.topology === null || link === -1) return [];
  const state = linkState(engine.frame, link);
  const { model } = engine.topology.links[link];
  const current = { suspend: "suspended", close: "closed", silent: "silent" } as const;
  const entries: MenuEntry[] = [];
  if (isCut(state)) {
    entries.push({ text: MENU_TEXTS.heal, hint: MENU_TEXTS.healHint, run: () => hands.command({ do: "heal", link: id }) });
  }
  for (const how of CUT_KINDS) {
    entries.push({
      text: MENU_TEXTS.cut[how],
      hint: MENU_TEXTS.cutHint[how],
      disabled: current[how] === state,
      run: () => hands.command({ do: "cut", link: id, how }),
    });
  }
  entries.push("line", { text: MENU_TEXTS.impair, hint: MENU_TEXTS.impairHint, keepsOpen: true, run: () => openForm("impair") });
  if (isImpaired(model)) {
    entries.push({ text: MENU_TEXTS.repair, run: () => hands.command({ do: "impair", link: id, model: UNIMPAIRED }) });
  }
  entries.push("line", { text: MENU_TEXTS.inspect, run: () => hands.select({ kind: "link", link: id }) });
  entries.push({ text: CAPTURE_PAGE_TEXTS.save.link, hint: CAPTURE_PAGE_TEXTS.save.linkHint, run: () => hands.capture(id) });
  entries.push({ text: MENU_TEXTS.removeLink, run: () => hands.command({ do: "removeLink", link: id }) });
  return entries;
}

export function nodeMenu(context: ThingContext, id: string): MenuEntry[] {
  const { engine, hands, openForm, connect } = context;
  const node = engine.topology?.nodes.findIndex((one) => one.id === id) ?? -1;
  if (engine.topology === null || node === -1) return [];
  const { pfs, role } = engine.topology.nodes[node];
  const entries: MenuEntry[] = [{ text: MENU_TEXTS.inspect, run: () => hands.select({ kind: "node", node: id }) }];
  if (role === "outside") {
    // Nobody is here who could do anything; it is what comes from there that does.
    entries.push("line", { text: MENU_TEXTS.removeNode, run: () => hands.command({ do: "removeNode", node: id }) });
    return entries;
  }
  entries.push("line", ...lifeItems(context, id, node));
  entries.push("line", { text: MENU_TEXTS.offer, keepsOpen: true, run: () => openForm("offer") });
  for (const { label } of pfs) {
    entries.push({ text: MENU_TEXTS.status(label), keepsOpen: true, run: () => openForm({ statusOf: label }) });
    entries.push({ text: MENU_TEXTS.withdraw(label), run: () => hands.command({ do: "withdraw", node: id, pfs: label }) });
  }
  entries.push("line", { text: MENU_TEXTS.connect, hint: MENU_TEXTS.connectHint, run: () => connect(node, "stream") });
  entries.push({ text: MENU_TEXTS.share, hint: MENU_TEXTS.shareHint, run: () => connect(node, "shm") });
  if (role === "controller") entries.push({ text: MENU_TEXTS.addLeaf, hint: MENU_TEXTS.addLeafHint, keepsOpen: true, run: () => openForm("leaf") });
  if (engine.places.isPinned(node)) entries.push({ text: MENU_TEXTS.unpin, run: () => engine.places.unpin(node) });
  entries.push({ text: MENU_TEXTS.removeNode, run: () => hands.command({ do: "removeNode", node: id }) });
  return entries;
}

function lifeItems({ engine, hands }: ThingContext, id: string, node: number): MenuItem[] {
  const state = nodeState(engine.frame, node);
  if (state === "crashed" || state === "powerLost") {
    return [{ text: MENU_TEXTS.restart, hint: MENU_TEXTS.restartHint, run: () => hands.command({ do: "restart", node: id }) }];
  }
  const first: MenuItem =
    state === "isolated"
      ? { text: MENU_TEXTS.resumeAll, run: () => hands.command({ do: "resumeAll" }) }
      : { text: MENU_TEXTS.isolate, hint: MENU_TEXTS.isolateHint, run: () => hands.command({ do: "isolate", node: id }) };
  return [
    first,
    { text: MENU_TEXTS.crash, hint: MENU_TEXTS.crashHint, run: () => hands.command({ do: "crash", node: id }) },
    { text: MENU_TEXTS.powerLoss, hint: MENU_TEXTS.powerLossHint, run: () => hands.command({ do: "powerLoss", node: id }) },
  ];
}

export function messageMenu({ hands }: MenuContext, message: number): MenuEntry[] {
  return [
    {
      text: MENU_TEXTS.inspect,
      run: () => {
        hands.pause();
        hands.select({ kind: "message", message });
      },
    },
    "line",
    { text: MENU_TEXTS.drop, hint: MENU_TEXTS.dropHint, run: () => hands.command({ do: "dropMessage", message }) },
    { text: MENU_TEXTS.duplicate, hint: MENU_TEXTS.duplicateHint, run: () => hands.command({ do: "duplicateMessage", message }) },
    {
      text: MENU_TEXTS.delay,
      items: DELAYS_US.map((us) => ({ text: MENU_TEXTS.delayBy(us), run: () => hands.command({ do: "delayMessage", message, us }) })),
    },
    {
      text: MENU_TEXTS.corrupt,
      items: CORRUPT_BITS.map(({ of, bit }) => ({ text: MENU_TEXTS.corruptWhat[of], run: () => hands.command({ do: "corruptMessage", message, bit }) })),
    },
    { text: MENU_TEXTS.forge, hint: MENU_TEXTS.forgeHint, run: () => hands.forge(message) },
  ];
}

export function emptyMenu({ engine, hands, request, divide }: MenuContext): MenuEntry[] {
  return [
    { text: MENU_TEXTS.addNode, run: () => addNodeAt(engine, hands, request.worldX, request.worldY) },
    "line",
    { text: MENU_TEXTS.divide, hint: MENU_TEXTS.divideHint, run: () => divide() },
    { text: MENU_TEXTS.resumeAll, run: () => hands.command({ do: "resumeAll" }) },
    { text: MENU_TEXTS.fit, run: () => engine.fit() },
  ];
}
