import type { Session } from "../../store/session.ts";

/** A run beside the one that the page is about: a worker of its own, that ends with it. */
export interface Beside {
  readonly session: Session;
  readonly close: () => void;
}

let make: (() => Beside) | null = null;

/** The page's door says how a worker is started; rooms to the left know no worker. */
export function provideBeside(open: () => Beside): void {
  make = open;
}

export function openBeside(): Beside | null {
  return make?.() ?? null;
}
