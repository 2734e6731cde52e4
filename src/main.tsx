import "./views/theme/theme.ts";
import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "./port/client.ts";
import { endQuietly } from "./port/engine-gone.ts";
import { createSession, type Session } from "./store/session.ts";
import { connectHunter } from "./port/hunt-client.ts";
import { provideBeside } from "./views/compare/beside.ts";
import { isEmbedded } from "./views/embed/embed-options.ts";
import { provideHunters } from "./views/finder/hunters.ts";
import { startKeeping } from "./views/saved/start-keeping.tsx";
import { publishSessionProbe } from "./views/shell/probe.ts";
import { browserSurroundings } from "./views/shell/surroundings.ts";

const openEngine = (): Worker => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const worker = openEngine();
const watch = { later: (ms: number, then: () => void) => void setTimeout(then, ms), reopen: openEngine };

endQuietly(window);

provideBeside(() => {
  const other = openEngine();
  return { session: createSession((listener) => connect(other, listener), { ...browserSurroundings(), storage: null }), close: () => other.terminate() };
});

provideHunters((listener) => connectHunter(new Worker(new URL("./hunt-worker.ts", import.meta.url), { type: "module" }), listener));

function show(session: Session, what: ReactNode): void {
  publishSessionProbe(session);
  createRoot(document.getElementById("root")!).render(<StrictMode>{what}</StrictMode>);
}

if (isEmbedded(location.search)) {
  const session = createSession((listener) => connect(worker, listener, watch), browserSurroundings());
  void import("./views/embed/start-embedded.tsx").then(({ startEmbedded }) => show(session, startEmbedded(session, location.search)));
} else {
  const { session, page } = startKeeping((listener) => connect(worker, listener, watch));
  show(session, page);
}
