import type { Mirror } from "../../store/mirror.ts";
import type { Session } from "../../store/session.ts";
import type { Ui } from "../../store/ui.ts";

/** Groups of the palette and of the list of keys, in the order in which they are shown. */
export const ACTION_GROUPS = ["selected", "cuts", "time", "find", "view", "run", "share", "scenarios", "things"] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

/** What an action can look at, and act with. */
export interface ActionContext {
  readonly session: Session;
  readonly ui: Ui;
  readonly mirror: Mirror;
}

/** Something that the lab can do, by name: in the palette, in the list of keys, and by its keys. */
export interface Action {
  /** never changes: what was used last is remembered by it */
  readonly id: string;
  readonly group: ActionGroup;
  readonly title: string;
  /** other words under which it is found */
  readonly words?: string;
  /** as tinykeys writes them ("Space", "Shift+ArrowRight", "$mod+k"); any of them does it */
  readonly keys?: readonly string[];
  /** not in the list that nobody has searched yet: one of many alike */
  readonly onlyFound?: boolean;
  /** also while a text is being typed or a dialog is open */
  readonly anywhere?: boolean;
  /** false = not now: it is not shown, and its keys do nothing */
  readonly isOffered?: (context: ActionContext) => boolean;
  readonly run: (context: ActionContext) => void;
}

/** Actions that follow what is there: scenarios, nodes, what is selected. They have no keys. */
export type ActionSource = (context: ActionContext) => readonly Omit<Action, "keys" | "anywhere" | "isOffered">[];

/** Keys that work while one place of the page has the focus: listed with the others, handled by the place itself. */
export interface PlaceKeys {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly PlaceKey[];
}

export interface PlaceKey {
  readonly keys: readonly string[];
  readonly does: string;
  /** ids of actions whose key means this instead while the place has the focus */
  readonly insteadOf?: readonly string[];
}

/** A run is loaded. */
export function isRunning({ mirror }: ActionContext): boolean {
  return mirror.loaded !== null;
}

export function contextOf(session: Session): ActionContext {
  return { session, ui: session.ui.store.getState(), mirror: session.mirror.getState() };
}
