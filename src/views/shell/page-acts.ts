import type { TableName } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { BottomTab, CentreTab, LeftTab, Side } from "../../store/ui.ts";
import { SPEEDS, speedPosition } from "./speed.ts";
import { isNarrow } from "./surroundings.ts";

/** What more than one place of the page does: bar, keys, palette. */

/** So many steps of the slider on. */
export function changeSpeed(session: Session, by: number): void {
  const now = session.mirror.getState().frame?.speedUsPerS;
  if (now === undefined) return;
  const position = Math.min(Math.max(speedPosition(now) + by, 0), SPEEDS.length - 1);
  session.setSpeed(SPEEDS[position]);
}

export function toggleTheme({ ui }: Session): void {
  ui.setTheme(document.documentElement.dataset.theme === "light" ? "dark" : "light");
}

/** The stage has a key of its own for it, while it has the focus; it is pressed for the visitor. */
export function fitStage({ ui }: Session): void {
  ui.setCentreTab("stage");
  document.querySelector(".stage-surface")?.dispatchEvent(new KeyboardEvent("keydown", { key: "f" }));
}

/** The stage or the tables, with the focus in it. */
export function showCentre({ ui }: Session, tab: CentreTab): void {
  ui.setCentreTab(tab);
  focusSoon(tab === "stage" ? ".stage-surface" : TABLE_FOCUS);
}

export function showTable({ ui }: Session, table: TableName): void {
  ui.showTable(table);
  focusSoon(TABLE_FOCUS);
}

const TABLE_FOCUS = ".tables [role=grid] [tabindex='0']";

/** Unfolds a side, or opens its drawer where the screen is narrow. */
export function openSide({ ui }: Session, side: Side): void {
  if (isNarrow()) ui.openDrawer(side);
  else ui.fold(side, false);
}

export function openLeftTab(session: Session, tab: LeftTab): void {
  session.ui.setLeftTab(tab);
  openSide(session, "left");
  focusSoon(".tools [role=tab][data-state=active]");
}

export function openBottomTab(session: Session, tab: BottomTab): void {
  session.ui.setBottomTab(tab);
  openSide(session, "bottom");
  focusSoon(".bottom [role=tab][data-state=active]");
}

/** Opens the events where they are folded away, and puts the cursor into their search field. */
export function findInFeed(session: Session): void {
  session.ui.setBottomTab("events");
  openSide(session, "bottom");
  focusSoon("[data-feed-search]");
}

/** A part of the page that is loaded when it is first opened is there within so many pictures. */
const FOCUS_FRAMES_MAX = 120;

/** Gives the focus to what is there after one of the next pictures: a drawer and a dialog need one to open. */
export function focusSoon(selector: string): void {
  let framesLeft = FOCUS_FRAMES_MAX;
  const look = (): void => {
    const element = document.querySelector<HTMLElement>(selector);
    if (element !== null && element.closest("[inert]") === null) element.focus();
    else if ((framesLeft -= 1) > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
