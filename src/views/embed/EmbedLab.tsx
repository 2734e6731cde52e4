import { Tooltip } from "radix-ui";
import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { Session } from "../../store/session.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import { FeedPanel } from "../feed/FeedPanel.tsx";
import { Inspector } from "../inspector/Inspector.tsx";
import { FRAGMENT, packed } from "../share/link-codec.ts";
import { OpeningNote } from "../share/OpeningNote.tsx";
import { SHARE_TEXTS } from "../../texts/share.ts";
import { Caption } from "../shell/Caption.tsx";
import { Clock } from "../shell/Clock.tsx";
import { saveCapture } from "../capture/save-capture.ts";
import { forge } from "../shell/forge.ts";
import { InTurn } from "../shell/InTurn.tsx";
import { TURN } from "../shell/turns.ts";
import { Notices } from "../shell/Notices.tsx";
import { SpeedSlider } from "../shell/SpeedSlider.tsx";
import { standing } from "../shell/standing.ts";
import { useReducedMotion, useTheme } from "../shell/surroundings.ts";
import { Stage } from "../stage/Stage.tsx";
import { TEXTS } from "../../texts/page.ts";
import type { EmbedOptions } from "./embed-options.ts";
import { EMBED_TEXTS } from "../../texts/embed.ts";
import "../shell/shell.css";
import "../controls/controls.css";
import "./embed.css";

/** The lab in somebody's page: the stage, what it was asked to show beside it, and one bar. Nothing is saved from here. */
export function EmbedLab({ session, options }: { readonly session: Session; readonly options: EmbedOptions }) {
  const { loaded, loadErrors, crashed, stalledS, topology, run } = useStore(session.mirror, useShallow(standing));
  const ui = useStore(session.ui.store);
  const [hand] = useState(options.theme);
  const theme = useTheme(hand ?? ui.theme);
  const reducedMotion = useReducedMotion();
  const inspected = ui.selection?.kind === "draft" ? null : ui.selection;
  const stageUi = useMemo(() => ({ theme, selection: inspected, watchedPfs: ui.pfs, watchedTransaction: ui.transaction, reducedMotion }), [theme, inspected, ui.pfs, ui.transaction, reducedMotion]);
  const shows = (name: EmbedOptions["panels"][number]): boolean => options.panels.includes(name);
  return (
    <Tooltip.Provider delayDuration={400}>
      <div className="lab embed">
        <main>
          <div className="embed-rooms">
            <div className="stage-room" id="stage-room" tabIndex={-1}>
              <Stage topology={topology} subscribeFrame={session.subscribeFrame} getFrame={session.getFrame} ui={stageUi} onCommand={session.onStageCommand} onCommands={session.onCommands} onSelect={session.select} onPause={session.pause} onLight={session.ui.lightTree} onForge={(message) => void forge(session, message)} onCapture={(link) => void saveCapture(session, link)}>
                <InTurn session={session} view={null} turn={TURN.stage}>{(panel) => <Caption caption={panel?.caption ?? ""} hint={ui.acted ? "" : (loaded?.hint ?? "")} starting={panel === null} />}</InTurn>
              </Stage>
            </div>
            {shows("inspector") && (
              <section className="panel embed-inspector" aria-label={TEXTS.page.right}>
                <InTurn session={session} view={null} turn={TURN.inspector}>{(panel) => <Inspector session={session} ui={ui} topology={topology} panel={panel} unknownTo={null} />}</InTurn>
              </section>
            )}
          </div>
          {shows("events") && (
            <section key={run} className="panel embed-events" aria-label={EMBED_TEXTS.events}>
              <FeedPanel session={session} filter={ui.feedFilter} history={ui.filterHistory} event={ui.event} target={ui.feedTarget} topology={topology} />
            </section>
          )}
        </main>
        {loadErrors.length > 0 && (
          <p className="embed-fault" role="alert">
            {loadErrors.map(({ path, message }) => `${path}: ${message}`).join("; ")}
          </p>
        )}
        {options.controls && <Bar session={session} />}
      </div>
      <OpeningNote session={session} opening={ui.opening} />
      <Notices session={session} notice={ui.notice} crashed={crashed} stalledS={stalledS} />
    </Tooltip.Provider>
  );
}

function Bar({ session }: { readonly session: Session }) {
  const { loaded, playing, behind, speedUsPerS } = useStore(session.mirror, useShallow(standing));
  return (
    <footer className="embed-bar" aria-label={TEXTS.transport.label}>
      <Button look="primary" className="play" disabled={loaded === null} onClick={session.togglePlay}>
        <Icon name={playing ? "pause" : "play"} filled={!playing} />
        <span>{playing ? TEXTS.transport.pause : TEXTS.transport.play}</span>
      </Button>
      <IconButton icon="step" label={TEXTS.transport.step} disabled={loaded === null} onClick={session.stepEvent} />
      <Clock subscribeFrame={session.subscribeFrame} getFrame={session.getFrame} />
      <SpeedSlider usPerS={speedUsPerS ?? loaded?.speedUsPerS ?? 0} behind={behind} onSpeed={session.setSpeed} />
      <p className="embed-title">
        <b>{loaded?.title ?? ""}</b>
      </p>
      <Button look="quiet" disabled={loaded === null} onClick={() => void openWhole(session)} aria-label={EMBED_TEXTS.whole}>
        <span>
          {TEXTS.brand.first}
          <i>{TEXTS.brand.second}</i>
        </span>
      </Button>
    </footer>
  );
}

/** The run as it is now, in a lab of its own: in another tab. */
async function openWhole(session: Session): Promise<void> {
  const { json } = await session.query({ query: "sharedRun" });
  window.open(`${location.origin}${location.pathname}#${FRAGMENT}${await packed(json)}`, "_blank", "noopener");
}

/** Instead of the lab when its address cannot be read. */
export function EmbedFaults({ faults }: { readonly faults: readonly string[] }) {
  return (
    <div className="embed-faults" role="alert">
      <b>{EMBED_TEXTS.faults}</b>
      {faults.map((fault) => (
        <p key={fault}>{fault}</p>
      ))}
      <p>{SHARE_TEXTS.embed.docs}</p>
    </div>
  );
}
