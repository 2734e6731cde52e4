import type { Command, Inspectable } from "../../port/messages.ts";

/** What the stage tells the page; the same for pointer, keyboard, menus and the list. */
export interface Hands {
  readonly command: (command: Command) => void;
  readonly select: (selection: Inspectable | null) => void;
  readonly pause: () => void;
  /** opens the menu of a thing, or of the empty stage, at a point of the window */
  readonly menu: (request: MenuRequest) => void;
  /** a link in the making begins at this node, or (null) ends */
  readonly connecting: (node: number | null) => void;
}

/** A thing on the stage by name; numbers may change their meaning while a menu is open. */
export type StageTarget = Exclude<Inspectable, { kind: "transaction" }>;

export interface MenuRequest {
  /** null = the empty stage */
  readonly target: StageTarget | null;
  /** in the window */
  readonly clientX: number;
  readonly clientY: number;
  /** on the stage, in world units: where a new node would stand */
  readonly worldX: number;
  readonly worldY: number;
}
