import { Tooltip } from "radix-ui";
import { type ReactNode, useMemo } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { Frame } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Bottom } from "./Bottom.tsx";
import { saveCapture } from "../capture/save-capture.ts";
import { isKnown } from "../explain/seen-by.ts";
import { stageExplained } from "../explain/stage-explained.ts";
import { ViewChoice } from "../explain/ViewChoice.tsx";
import { Inspector } from "../inspector/Inspector.tsx";
import { Stage } from "../stage/Stage.tsx";
import { Tools } from "./Tools.tsx";
import { Centre } from "./Centre.tsx";
import { SkipLinks } from "./SkipLinks.tsx";
import { useFocusKeeper } from "./focus.ts";
import { LiveRegions } from "../live/LiveRegions.tsx";
import { Caption } from "./Caption.tsx";
import { forge } from "./forge.ts";
import { InTurn } from "./InTurn.tsx";
import { TURN } from "./turns.ts";
import { Dialogs } from "./Dialogs.tsx";
import { OpeningNote } from "../share/OpeningNote.tsx";
import { NarrowLayout } from "./NarrowLayout.tsx";
import { Notices } from "./Notices.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { standing } from "./standing.ts";
import { useNarrow, useReducedMotion, useTheme } from "./surroundings.ts";
import { TapeBar } from "../tape/TapeBar.tsx";
import { TopBar } from "./TopBar.tsx";
import { TreeChoice } from "./TreeChoice.tsx";
import { WideLayout } from "./WideLayout.tsx";
import "./shell.css";
import "../controls/controls.css";

/**
 * The one container: it reads the stores, and hands each room what it shows. Painters take frames past React; what follows
 * the beat of the panels does so by itself (InTurn), so that nothing else is rendered with it.
 */
export function Lab({ session }: { readonly session: Session }) {
  const { loaded, loadErrors, crashed, stalledS, topology, run, playing, behind, speedUsPerS } = useStore(session.mirror, useShallow(standing));
  const ui = useStore(session.ui.store);
  const theme = useTheme(ui.theme);
  const narrow = useNarrow();
  const reducedMotion = useReducedMotion();
  useShortcuts(session);
  useFocusKeeper();

  const inspected = ui.selection?.kind === "draft" ? null : ui.selection;
  const explain = useStore(session.explain.store);
  const explained = useMemo(() => stageExplained(explain, topology, ui.bottomTab === "explain", ui.pfs), [explain, topology, ui.bottomTab, ui.pfs]);
  const view = explain.nodeView ? (explain.answer?.view ?? null) : null;
  const stageUi = useMemo(
    () => ({ theme, selection: inspected, watchedPfs: ui.pfs, watchedTransaction: ui.transaction, reducedMotion, explained }),
    [theme, inspected, ui.pfs, ui.transaction, reducedMotion, explained],
  );
  const unknownTo = view !== null && !isKnown(view, ui.selection) ? view.node : null;
  const inTurn = (turn: number, draw: (panel: Frame | null) => ReactNode, key?: number): ReactNode => <InTurn key={key} session={session} view={view} turn={turn}>{draw}</InTurn>;

  const top = <TopBar session={session} loaded={loaded} playing={playing} behind={behind} speedUsPerS={speedUsPerS ?? loaded?.speedUsPerS ?? 0} theme={theme} folded={ui.folded} narrow={narrow} />;
  const tools = <Tools session={session} ui={ui} loaded={loaded} loadErrors={loadErrors} topology={topology} view={view} />;
  const bottom = inTurn(TURN.bottom, (panel) => <Bottom session={session} ui={ui} topology={topology} panel={panel} seenBy={view} />, run);
  const inspector = inTurn(TURN.inspector, (panel) => <Inspector session={session} ui={ui} topology={topology} panel={panel} unknownTo={unknownTo} />);
  const stage = (
    <Stage topology={topology} subscribeFrame={session.subscribeFrame} getFrame={session.getFrame} ui={stageUi} onCommand={session.onStageCommand} onCommands={session.onCommands} onSelect={session.select} onPause={session.pause} onLight={session.ui.lightTree} onForge={(message) => void forge(session, message)} onCapture={(link) => void saveCapture(session, link)}>
      {inTurn(TURN.stage, (panel) => (
        <>
          <Caption caption={panel?.caption ?? ""} hint={ui.acted || view !== null ? "" : (loaded?.hint ?? "")} starting={panel === null} />
          <TreeChoice pfs={panel?.pfs ?? NO_PFS} chosen={ui.pfs} onChoose={session.ui.lightTree} />
        </>
      ))}
      <ViewChoice session={session} />
    </Stage>
  );
  const centre = <Centre session={session} ui={ui} topology={topology} selection={inspected} stage={stage} seenBy={view} />;
  const tape = <InTurn session={session} view={null} turn={TURN.tape}>{(panel) => <TapeBar session={session} panel={panel} theme={theme} />}</InTurn>;
  const rooms = { skips: <SkipLinks session={session} />, top, tools, bottom, inspector, stage: centre, tape };

  return (
    <Tooltip.Provider delayDuration={400}>
      {narrow ? <NarrowLayout {...rooms} drawer={ui.drawer} selection={ui.selection} onDrawer={session.ui.openDrawer} /> : <WideLayout {...rooms} enlarged={ui.enlarged} folded={ui.folded} onFold={session.ui.fold} />}
      <Dialogs session={session} dialog={ui.dialog} />
      <OpeningNote session={session} opening={ui.opening} />
      <LiveRegions session={session} />
      <Notices session={session} notice={ui.notice} crashed={crashed} stalledS={stalledS} />
    </Tooltip.Provider>
  );
}

const NO_PFS: readonly never[] = [];
