import "./views/theme/theme.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "./port/client.ts";
import { createSession } from "./store/session.ts";
import { Lab } from "./views/shell/Lab.tsx";
import { publishSessionProbe } from "./views/shell/probe.ts";
import { browserSurroundings } from "./views/shell/surroundings.ts";

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const session = createSession((listener) => connect(worker, listener), browserSurroundings());
publishSessionProbe(session);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Lab session={session} />
  </StrictMode>,
);
