import type { Hunter, HunterListener } from "../../port/hunt-client.ts";

let open: ((listener: HunterListener) => Hunter) | null = null;

/** The page's door says how a hunt worker is started; rooms to the left know no worker. */
export function provideHunters(how: (listener: HunterListener) => Hunter): void {
  open = how;
}

export function openHunter(listener: HunterListener): Hunter {
  if (open === null) throw new Error("hunters: the door provides none");
  return open(listener);
}
