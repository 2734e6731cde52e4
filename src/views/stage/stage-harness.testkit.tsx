/** The stage by itself, fed with made-up frames: to look at, not part of the product. See stage-harness.html. */
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import type { Frame, Inspectable } from "../../port/messages.ts";
import "../theme/theme.ts";
import { createFakeRun } from "./fake-run.testkit.ts";
import { LegendKey } from "./LegendKey.tsx";
import { Stage } from "./Stage.tsx";

const query = new URLSearchParams(location.search);
const theme = query.get("theme") === "light" ? "light" : "dark";
document.documentElement.dataset.theme = theme;
const run = createFakeRun(query.get("scene") ?? "six", Number(query.get("at") ?? "0"));
const log: string[] = [];
Object.assign(window, { harnessLog: log, harnessRun: run });

function Harness() {
  const [topology, setTopology] = useState(run.frame().topology);
  const [selection, setSelection] = useState<Inspectable | null>(() => {
    const node = query.get("node");
    const link = query.get("link");
    if (node) return { kind: "node", node };
    return link ? { kind: "link", link } : null;
  });
  useEffect(() => run.subscribe((frame: Frame) => frame.topology && setTopology(frame.topology)), []);
  const ui = {
    theme,
    selection,
    watchedPfs: query.get("pfs"),
    watchedTransaction: query.get("tx"),
    reducedMotion: query.has("still"),
  } as const;
  return (
    <div className="harness" data-key={query.has("key") || undefined}>
      <Stage
        topology={topology}
        subscribeFrame={run.subscribe}
        getFrame={run.frame}
        ui={ui}
        onCommand={(command) => {
          log.push(JSON.stringify(command));
          run.command(command);
        }}
        onSelect={(next) => {
          log.push(JSON.stringify(next));
          setSelection(next);
        }}
        onPause={() => {
          log.push("pause");
          run.pause();
        }}
      >
        {query.has("caption") && <p className="caption">Link B–C was cut 3 ms ago. Watch the abort travel both ways.</p>}
      </Stage>
      {query.has("key") && (
        <aside>
          <LegendKey />
        </aside>
      )}
    </div>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Harness />
  </StrictMode>,
);
