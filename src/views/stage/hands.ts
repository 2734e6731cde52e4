import type { Command, Inspectable } from "../../port/messages.ts";

/** What the stage tells the page; the same for pointer, keyboard, menus and the list. */
export interface Hands {
  readonly command: (command: Command) => void;
  /** several at once: none of them is looked at for it */
  readonly commandAll: (commands: readonly Command[]) => void;
  readonly select: (selection: Inspectable | null) => void;
  readonly pause: () => void;
  /** stops the run and opens the bytes of a message in flight, to be replaced by others */
  readonly forge: (message: number) => void;
  /** hands what a link carried to the visitor, as a file for other tools */
  readonly capture: (link: string) => void;
  /** lights the tree of a PFS */
  readonly light: (pfs: string) => void;
  /** opens the menu of a thing, or of the empty stage, at a point of the window */
  readonly menu: (request: MenuRequest) => void;
  /** what is done to several things at once is offered in a bar, or (null) no more */
  readonly several: (request: SeveralRequest | null) => void;
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

/** Several things by name: picked, or crossed by the line that divides. */
export interface SeveralRequest {
  readonly kind: "picked" | "divide";
  readonly nodes: readonly string[];
  readonly links: readonly string[];
}
