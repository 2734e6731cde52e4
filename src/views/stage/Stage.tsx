import { useEffect, useRef, useState, type RefObject } from "react";
import { beginConnecting } from "./actions.ts";
import { LARGE_NODES } from "./density.ts";
import type { Hands, MenuRequest, SeveralRequest } from "./hands.ts";
import { Minimap } from "./Minimap.tsx";
import { SearchBox } from "./SearchBox.tsx";
import { SeveralBar } from "./SeveralBar.tsx";
import type { StageEngine } from "./stage-engine.ts";
import { StageList } from "./StageList.tsx";
import { StageMenu } from "./StageMenu.tsx";
import type { StageProps } from "./stage-props.ts";
import { StageTools } from "./StageTools.tsx";
import { startEngine } from "./start-engine.ts";
import { TEXTS } from "../../texts/stage.ts";
import { useCalmFrame } from "./use-calm-frame.ts";
import "./stage.css";

/**
 * The topology: nodes, links and messages in flight on canvas, with everything one can do to them. Frames go to the
 * engine past React; what is rendered here changes only with topology, selection and menus.
 */
export function Stage(props: StageProps) {
  const { topology, ui, children, getFrame, subscribeFrame } = props;
  const surface = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<MenuRequest | null>(null);
  const [connecting, setConnecting] = useState<string | null>(null);
  const [several, setSeveral] = useState<SeveralRequest | null>(null);
  const hands = useHands(props, { setMenu, setConnecting, setSeveral });
  const engine = useEngine(props, surface, hands);
  const frame = useCalmFrame(subscribeFrame, getFrame);
  const closeMenu = (): void => {
    setMenu(null);
    surface.current?.focus({ preventScroll: true });
  };
  return (
    <section className="stage" aria-label={TEXTS.stage}>
      <div
        ref={surface}
        className="stage-surface"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application: it handles its own keys
        tabIndex={0}
        role="application"
        aria-label={TEXTS.stage}
        aria-roledescription={TEXTS.stageRole}
        aria-describedby="stage-help"
      />
      <p id="stage-help" className="visually-hidden">
        {TEXTS.stageHelp}
      </p>
      <StageList topology={topology} frame={frame} ui={ui} hands={hands} />
      <div className="stage-over">{children}</div>
      {topology?.nodes.length === 0 && <EmptyStage />}
      {topology?.nodes.some(({ id }) => id === connecting) && <p className="stage-hint">{TEXTS.connecting(connecting ?? "")}</p>}
      {engine && <StageTools engine={engine} topology={topology} frame={frame} hands={hands} lookOnly={ui.lookOnly === true} />}
      {engine && topology && topology.nodes.length > 0 && ui.explained?.kind !== "view" && <SearchBox engine={engine} topology={topology} hands={hands} standing={topology.nodes.length >= LARGE_NODES} />}
      {engine && topology && topology.nodes.length >= LARGE_NODES && ui.explained?.kind !== "view" && <Minimap engine={engine} />}
      {several && engine && <SeveralBar request={several} engine={engine} hands={hands} />}
      {menu && engine && (
        <StageMenu
          request={menu}
          engine={engine}
          hands={hands}
          onClose={closeMenu}
          onConnect={(node, kind) => beginConnecting(engine, hands, node, kind)}
        />
      )}
    </section>
  );
}

interface Setters {
  readonly setMenu: (request: MenuRequest) => void;
  readonly setConnecting: (node: string | null) => void;
  readonly setSeveral: (request: SeveralRequest | null) => void;
}

/** The page's callbacks, as they are at the moment of use, in one object that never changes. */
function useHands(props: StageProps, { setMenu, setConnecting, setSeveral }: Setters): Hands {
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const [hands] = useState<Hands>(() => ({
    command: (command) => latest.current.onCommand(command),
    commandAll: (commands) => latest.current.onCommands(commands),
    select: (selection) => latest.current.onSelect(selection),
    pause: () => latest.current.onPause(),
    forge: (message) => latest.current.onForge(message),
    capture: (link) => latest.current.onCapture(link),
    light: (pfs) => latest.current.onLight(pfs),
    menu: (request) => latest.current.ui.lookOnly !== true && setMenu(request),
    several: (request) => latest.current.ui.lookOnly !== true && setSeveral(request),
    connecting: (node) => setConnecting(node === null ? null : (latest.current.topology?.nodes[node]?.id ?? null)),
  }));
  return hands;
}

/** The engine lives as long as the stage is mounted, and anew when frames come from elsewhere. */
function useEngine(props: StageProps, surface: RefObject<HTMLDivElement | null>, hands: Hands): StageEngine | null {
  const { topology, ui, getFrame, subscribeFrame } = props;
  const [engine, setEngine] = useState<StageEngine | null>(null);
  const atStart = useRef({ topology, ui });
  useEffect(() => {
    atStart.current = { topology, ui };
  });
  useEffect(() => {
    if (surface.current === null) return undefined;
    const started = startEngine(surface.current, { ...atStart.current, getFrame, subscribeFrame }, hands);
    setEngine(started.engine);
    return () => {
      setEngine(null);
      started.stop();
    };
  }, [surface, hands, subscribeFrame, getFrame]);
  useEffect(() => {
    if (topology) engine?.takeTopology(topology);
  }, [engine, topology]);
  useEffect(() => {
    engine?.setUi(ui);
  }, [engine, ui]);
  return engine;
}

function EmptyStage() {
  return (
    <div className="stage-empty">
      <strong>{TEXTS.emptyTitle}</strong>
      <span>{TEXTS.emptyHint}</span>
    </div>
  );
}
