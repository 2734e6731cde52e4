import { BOTTOM_TABS, CENTRE_TABS, LEFT_TABS, type CentreTab, type Side } from "../../store/ui.ts";
import { fitStage, findInFeed, focusSoon, openBottomTab, openLeftTab, openSide, showCentre, showTable, toggleTheme } from "../shell/page-acts.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { chooseCapture } from "../capture/open-capture.ts";
import { saveCapture } from "../capture/save-capture.ts";
import { downloadRunFile } from "../shell/run-file.ts";
import type { TableName } from "../../port/messages.ts";
import { TABLE_COLUMNS } from "../../store/contract.ts";
import { TABLE_TEXTS } from "../../texts/tables.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";
import { TEXTS } from "../../texts/page.ts";
import type { Action, ActionContext } from "./action.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";

const TABLES = Object.keys(TABLE_COLUMNS) as TableName[];
const { view, find, run, share } = PALETTE_TEXTS;

function isLoaded({ mirror }: ActionContext): boolean {
  return mirror.loaded !== null;
}

function isSelected({ ui }: ActionContext): boolean {
  return ui.selection !== null;
}

function fold({ session, ui }: ActionContext, side: Side): void {
  if (ui.folded[side]) openSide(session, side);
  else session.ui.fold(side, true);
}

const FOLDS = { left: TEXTS.page.tools, bottom: TEXTS.page.lists, right: TEXTS.page.inspector } as const satisfies Readonly<Record<Side, string>>;

const CENTRE_KEYS = { stage: "g", tables: "Shift+T", compare: "Shift+V" } as const satisfies Readonly<Record<CentreTab, string>>;

const VIEW_ACTIONS: readonly Action[] = [
  ...CENTRE_TABS.map((tab) => ({ id: `view.centre.${tab}`, group: "view", title: view.centre[tab], keys: [CENTRE_KEYS[tab]], run: ({ session }) => showCentre(session, tab) }) satisfies Action),
  ...TABLES.map((table) => ({ id: `view.table.${table}`, group: "view", title: view.table(TABLE_TEXTS.names[table]), run: ({ session }) => showTable(session, table) }) satisfies Action),
  ...LEFT_TABS.map((tab) => ({ id: `view.left.${tab}`, group: "view", title: view.openTab(TEXTS.tabs[tab]), run: ({ session }) => openLeftTab(session, tab) }) satisfies Action),
  ...BOTTOM_TABS.map((tab) => ({ id: `view.bottom.${tab}`, group: "view", title: view.openTab(TEXTS.tabs[tab]), run: ({ session }) => openBottomTab(session, tab) }) satisfies Action),
  ...(["left", "bottom", "right"] as const).map((side) => ({ id: `view.fold.${side}`, group: "view", title: view.fold(FOLDS[side]), run: (context) => fold(context, side) }) satisfies Action),
  { id: "view.tallLists", group: "view", title: view.tallLists, words: view.tallListsWords, keys: ["h"], run: ({ session, ui }) => session.ui.enlarge("bottom", !ui.enlarged.bottom) },
  { id: "view.fit", group: "view", title: view.fit, keys: ["f"], run: ({ session }) => fitStage(session) },
  { id: "view.theme", group: "view", title: view.theme, words: view.themeWords, keys: ["t"], run: ({ session }) => toggleTheme(session) },
  { id: "view.themeSystem", group: "view", title: view.themeSystem, words: view.themeWords, run: ({ session }) => session.ui.setTheme("system") },
  { id: "view.back", group: "view", title: view.back, isOffered: ({ ui }) => ui.trail.length > 0, run: ({ session }) => session.ui.back() },
  { id: "view.nothing", group: "view", title: view.nothing, keys: ["Escape"], isOffered: isSelected, run: ({ session }) => session.select(null) },
  { id: "view.inspector", group: "view", title: view.inspector, keys: ["i"], run: ({ session }) => (openSide(session, "right"), focusSoon(".inspector")) },
];

const FIND_ACTIONS: readonly Action[] = [
  { id: "find.palette", group: "find", title: find.palette, keys: ["$mod+k"], anywhere: true, run: ({ session }) => session.ui.openDialog({ kind: "palette" }) },
  { id: "find.events", group: "find", title: find.events, keys: ["/"], run: ({ session }) => findInFeed(session) },
  { id: "find.shortcuts", group: "find", title: find.shortcuts, keys: ["Shift+?"], run: ({ session }) => session.ui.openDialog({ kind: "shortcuts" }) },
  { id: "find.rules", group: "find", title: find.rules, words: find.rulesWords, run: ({ session }) => session.ui.openDialog({ kind: "rules", rule: "" }) },
];

const RUN_ACTIONS: readonly Action[] = [
  { id: "run.restart", group: "run", title: run.restart, words: run.restartWords, isOffered: isLoaded, run: ({ session }) => session.restart() },
  { id: "run.heal", group: "run", title: run.resumeAll, words: run.resumeAllWords, isOffered: isLoaded, run: ({ session }) => session.onCommand({ do: "resumeAll" }) },
  { id: "run.finder", group: "run", title: FINDER_TEXTS.open, words: FINDER_TEXTS.openWords, keys: ["Shift+H"], isOffered: isLoaded, run: ({ session }) => session.ui.openDialog({ kind: "finder" }) },
  { id: "run.usual", group: "run", title: run.noVariants, isOffered: ({ mirror }) => mirror.loaded?.variants.some(({ on }) => on) ?? false, run: ({ session }) => session.setVariants([]) },
];

const SHARE_ACTIONS: readonly Action[] = [
  { id: "share.share", group: "share", title: SHARE_TEXTS.title, words: SHARE_TEXTS.openWords, isOffered: isLoaded, run: ({ session }) => session.ui.openDialog({ kind: "share" }) },
  { id: "share.saved", group: "share", title: SHARE_TEXTS.saved.open, words: SHARE_TEXTS.saved.openWords, run: ({ session }) => session.ui.openDialog({ kind: "saved" }) },
  { id: "share.capture", group: "share", title: CAPTURE_PAGE_TEXTS.save.whole, words: CAPTURE_PAGE_TEXTS.save.wholeWords, isOffered: isLoaded, run: ({ session }) => void saveCapture(session, null) },
  { id: "share.captureLink", group: "share", title: CAPTURE_PAGE_TEXTS.save.selected, words: CAPTURE_PAGE_TEXTS.save.wholeWords, isOffered: ({ ui }) => ui.selection?.kind === "link", run: ({ session, ui }) => void saveCapture(session, ui.selection?.kind === "link" ? ui.selection.link : null) },
  { id: "share.openCapture", group: "share", title: CAPTURE_PAGE_TEXTS.open.action, words: CAPTURE_PAGE_TEXTS.open.actionWords, run: ({ session }) => chooseCapture(session) },
  { id: "share.runFile", group: "share", title: share.runFile, words: share.runFileWords, isOffered: isLoaded, run: ({ session }) => void downloadRunFile(session) },
];

/** What the page itself can do. */
export const PAGE_ACTIONS: readonly Action[] = [...FIND_ACTIONS, ...VIEW_ACTIONS, ...RUN_ACTIONS, ...SHARE_ACTIONS];
