import type { ReactNode } from "react";
import type { Client, ClientListener } from "../../port/client.ts";
import { createSession, type Session } from "../../store/session.ts";
import { forgetAddress, openFromAddress } from "../share/address.ts";
import { Lab } from "../shell/Lab.tsx";
import { browserSurroundings } from "../shell/surroundings.ts";
import { idbShelf } from "./idb-shelf.ts";
import { createKeeper, KeeperContext } from "./keeper.ts";
import { newId, tabStorage } from "./tab-storage.ts";

/** The whole lab: its runs are kept, and it opens with the run in its address, the one it was left with, or the first scenario. */
export function startKeeping(connect: (listener: ClientListener) => Client): { readonly session: Session; readonly page: ReactNode } {
  const keeper = createKeeper({
    shelf: idbShelf(),
    tab: tabStorage(),
    wallMs: () => Date.now(),
    later: (ms, then) => void setTimeout(then, ms),
    newId,
  });
  const session = createSession((listener) => keeper.client(connect(listener)), browserSurroundings());
  keeper.attach(session);
  if (!openFromAddress(session)) void keeper.reopen();
  addEventListener("hashchange", () => openFromAddress(session));
  addEventListener("pagehide", keeper.leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keeper.leave();
  });
  // what was opened is on the shelf: from now on a reload finds what became of it
  keeper.autosave.store.subscribe(({ state }) => {
    if (state === "saved") forgetAddress();
  });
  return {
    session,
    page: (
      <KeeperContext.Provider value={keeper}>
        <Lab session={session} />
      </KeeperContext.Provider>
    ),
  };
}
