import { useMemo } from "react";
import { useStore } from "zustand";
import type { Session } from "../../store/session.ts";
import { useReducedMotion, useTheme } from "../shell/surroundings.ts";
import { Stage } from "../stage/Stage.tsx";
import type { Beside } from "./beside.ts";
import { TEXTS } from "../../texts/page.ts";
import { COMPARE_TEXTS } from "../../texts/compare.ts";

/** Two stages, side by side, or one above the other where it is narrow. They are looked at: commands belong to the run itself. */
export function CompareStages({ pair, names, theme }: { readonly pair: readonly [Beside, Beside]; /** what else is said of each beside its title */ readonly names: readonly [string, string]; readonly theme: "system" | "dark" | "light" }) {
  return (
    <div className="compare-stages">
      {pair.map(({ session }, at) => (
        <OneStage key={at} session={session} theme={theme} title={at === 0 ? COMPARE_TEXTS.left : COMPARE_TEXTS.right} named={names[at]!} />
      ))}
    </div>
  );
}

function OneStage({ session, theme, title, named }: { readonly session: Session; readonly theme: "system" | "dark" | "light"; readonly title: string; readonly named: string }) {
  const topology = useStore(session.mirror, (mirror) => mirror.topology);
  const name = useStore(session.mirror, (mirror) => mirror.loaded?.title ?? "");
  const seed = useStore(session.mirror, (mirror) => mirror.loaded?.seed ?? 0);
  const pfs = useStore(session.ui.store, (ui) => ui.pfs);
  const shownTheme = useTheme(theme);
  const reducedMotion = useReducedMotion();
  const ui = useMemo(() => ({ theme: shownTheme, selection: null, watchedPfs: pfs, watchedTransaction: null, reducedMotion, lookOnly: true }), [shownTheme, pfs, reducedMotion]);
  return (
    <section className="compare-stage" aria-label={title}>
      <h4>
        {title} <span className="muted">{[named, name, TEXTS.page.seed(seed)].filter((part, at, all) => part !== "" && all.indexOf(part) === at).join(" · ")}</span>
      </h4>
      <div className="compare-canvas">
        <Stage topology={topology} subscribeFrame={session.subscribeFrame} getFrame={session.getFrame} ui={ui} onCommand={NOTHING} onCommands={NOTHING} onSelect={NOTHING} onPause={NOTHING} onForge={NOTHING} onCapture={NOTHING} onLight={NOTHING} />
      </div>
    </section>
  );
}

const NOTHING = (): void => {};
