import { useEffect, useRef, useState } from "react";
import { beginConnecting, endConnecting } from "./actions.ts";
import type { Hands, MenuRequest } from "./hands.ts";
import { Keyboard } from "./keyboard.ts";
import { Pointer } from "./pointer.ts";
import { publishProbe } from "./probe.ts";
import { StageEngine } from "./stage-engine.ts";
import { StageList } from "./StageList.tsx";
import { StageMenu } from "./StageMenu.tsx";
import { probeOf } from "./stage-probe.ts";
import type { StageProps } from "./stage-props.ts";
import { StageTools } from "./StageTools.tsx";
import { TEXTS } from "./texts.ts";
import { createTip } from "./tip.ts";
import { useCalmFrame } from "./use-calm-frame.ts";
import "./stage.css";

/**
 * The topology: nodes, links and messages in flight on canvas, with everything one can do to them. Frames go to the
 * engine past React; what is rendered here changes only with topology, selection and menus.
 */
export function Stage(props: StageProps) {
  const { topology, ui, children, getFrame, subscribeFrame } = props;
  const surface = useRef<HTMLDivElement>(null);
  const standing = useRef<HTMLCanvasElement>(null);
  const moving = useRef<HTMLCanvasElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const live = useRef<HTMLParagraphElement>(null);
  const [menu, setMenu] = useState<MenuRequest | null>(null);
  const [connecting, setConnecting] = useState<string | null>(null);
  const [engine, setEngine] = useState<StageEngine | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const [hands] = useState<Hands>(() => ({
    command: (command) => latest.current.onCommand(command),
    select: (selection) => latest.current.onSelect(selection),
    pause: () => latest.current.onPause(),
    menu: setMenu,
    connecting: (node) => setConnecting(node === null ? null : (latest.current.topology?.nodes[node]?.id ?? null)),
    announce: (sentence) => {
      if (live.current) live.current.textContent = sentence;
    },
  }));

  useEffect(() => {
    if (!surface.current || !standing.current || !moving.current || !tip.current) return undefined;
    return startEngine({
      surface: surface.current,
      standing: standing.current,
      moving: moving.current,
      tip: tip.current,
      props: latest.current,
      hands,
      onEngine: setEngine,
    });
  }, [hands, subscribeFrame, getFrame]);
  useEffect(() => {
    if (topology) engine?.takeTopology(topology);
  }, [engine, topology]);
  useEffect(() => {
    engine?.setUi(ui);
  }, [engine, ui]);

  const frame = useCalmFrame(subscribeFrame, getFrame);
  const closeMenu = (): void => {
    setMenu(null);
    surface.current?.focus({ preventScroll: true });
  };
  return (
    <section className="stage" aria-label={TEXTS.stage} data-connecting={connecting !== null || undefined}>
      <div
        ref={surface}
        className="stage-surface"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application: it handles its own keys
        tabIndex={0}
        role="application"
        aria-label={TEXTS.stage}
        aria-roledescription={TEXTS.stageRole}
        aria-describedby="stage-help"
      >
        <canvas ref={standing} aria-hidden="true" />
        <canvas ref={moving} aria-hidden="true" />
      </div>
      <p id="stage-help" className="visually-hidden">
        {TEXTS.stageHelp}
      </p>
      <p ref={live} className="visually-hidden" aria-live="polite" />
      <StageList topology={topology} frame={frame} ui={ui} hands={hands} />
      <div className="stage-over">{children}</div>
      {topology?.nodes.length === 0 && <EmptyStage />}
      {connecting !== null && topology?.nodes.some(({ id }) => id === connecting) && <p className="stage-hint">{TEXTS.connecting(connecting)}</p>}
      {engine && <StageTools engine={engine} topology={topology} frame={frame} hands={hands} />}
      <div ref={tip} className="stage-tip" aria-hidden="true" hidden />
      {menu && engine && (
        <StageMenu
          request={menu}
          engine={engine}
          hands={hands}
          onClose={closeMenu}
          onConnect={(node) => beginConnecting(engine, hands, node)}
        />
      )}
    </section>
  );
}

function EmptyStage() {
  return (
    <div className="stage-empty">
      <strong>{TEXTS.emptyTitle}</strong>
      <span>{TEXTS.emptyHint}</span>
    </div>
  );
}

interface EngineParts {
  readonly surface: HTMLDivElement;
  readonly standing: HTMLCanvasElement;
  readonly moving: HTMLCanvasElement;
  readonly tip: HTMLElement;
  readonly props: StageProps;
  readonly hands: Hands;
  readonly onEngine: (engine: StageEngine | null) => void;
}

/** Brings the engine to life, with its ears and hands; the returned function ends all of it. */
function startEngine({ surface, standing, moving, tip, props, hands, onEngine }: EngineParts): () => void {
  const engine = new StageEngine(surface, standing, moving, props.ui);
  const tipBox = createTip(tip, engine);
  const pointer = new Pointer(moving, engine, hands, tipBox);
  const keyboard = new Keyboard(surface, engine, hands);
  const observer = new ResizeObserver(() => {
    engine.resize(surface.clientWidth, surface.clientHeight, window.devicePixelRatio);
  });
  observer.observe(surface);
  engine.resize(surface.clientWidth, surface.clientHeight, window.devicePixelRatio);
  if (props.topology) engine.takeTopology(props.topology);
  const frame = props.getFrame();
  if (frame) engine.takeFrame(frame);
  const stopFrames = props.subscribeFrame((next) => engine.takeFrame(next));
  const withdrawProbe = publishProbe(probeOf(engine, moving));
  onEngine(engine);
  return () => {
    onEngine(null);
    withdrawProbe();
    stopFrames();
    observer.disconnect();
    pointer.dispose();
    keyboard.dispose();
    tipBox.hide();
    endConnecting(engine, hands);
    engine.dispose();
  };
}
