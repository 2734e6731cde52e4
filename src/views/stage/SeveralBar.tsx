import { useState } from "react";
import type { Command, CutKind } from "../../port/messages.ts";
import { endDividing, pickNothing } from "./actions.ts";
import type { Hands, SeveralRequest } from "./hands.ts";
import { ImpairForm } from "./ImpairForm.tsx";
import { boundaryOf } from "./picked.ts";
import type { StageEngine } from "./stage-engine.ts";
import { SEVERAL_TEXTS as TEXTS } from "../../texts/stage.ts";

interface SeveralBarProps {
  readonly request: SeveralRequest;
  readonly engine: StageEngine;
  readonly hands: Hands;
}

/** What is meant most often comes first. */
const KINDS: readonly CutKind[] = ["close", "suspend", "silent"];

/** What can be done to all that is picked, or to all links that the line crosses. */
export function SeveralBar({ request, engine, hands }: SeveralBarProps) {
  const [impairing, setImpairing] = useState(false);
  const { kind, nodes, links } = request;
  const end = (): void => {
    if (kind === "divide") endDividing(engine, hands);
    else pickNothing(engine, hands);
    document.querySelector<HTMLElement>(".stage-surface")?.focus({ preventScroll: true });
  };
  const give = (commands: readonly Command[]): void => {
    hands.commandAll(commands);
    end();
  };
  const forLinks = (command: (link: string) => Command): void => give(links.map(command));
  const cutOff = (): void => {
    const { topology } = engine;
    if (topology === null) return;
    const inside = new Set(nodes);
    const boundary = boundaryOf(topology, topology.nodes.flatMap(({ id }, node) => (inside.has(id) ? [node] : [])));
    give(boundary.map((link) => ({ do: "cut", link: topology.links[link]!.id, how: "close" })));
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its buttons have the focus; Escape ends it from any of them
    <div className="stage-several" role="toolbar" aria-label={TEXTS.label} onKeyDown={(event) => event.key === "Escape" && (event.stopPropagation(), end())}>
      <output>{kind === "divide" ? TEXTS.crossed(links.length) : TEXTS.picked(nodes.length, links.length)}</output>
      {links.length > 0 && KINDS.map((how) => <Do key={how} text={TEXTS.cut[how]} onClick={() => forLinks((link) => ({ do: "cut", link, how }))} />)}
      {links.length > 0 && kind === "picked" && <Do text={TEXTS.heal} onClick={() => forLinks((link) => ({ do: "heal", link }))} />}
      {links.length > 0 && kind === "picked" && <Do text={TEXTS.impair} onClick={() => setImpairing(true)} />}
      {nodes.length > 0 && <Do text={TEXTS.cutOff} onClick={cutOff} />}
      {nodes.length > 0 && <Do text={TEXTS.isolate} onClick={() => give(nodes.map((node) => ({ do: "isolate", node })))} />}
      {nodes.length > 0 && <Do text={TEXTS.crash} onClick={() => give(nodes.map((node) => ({ do: "crash", node })))} />}
      <button type="button" className="stage-several-end" aria-label={TEXTS.done} title={TEXTS.done} onClick={end}>
        ×
      </button>
      {impairing && <Impair request={request} engine={engine} hands={hands} onClose={() => setImpairing(false)} />}
    </div>
  );
}

function Do({ text, onClick }: { readonly text: string; readonly onClick: () => void }) {
  return (
    <button type="button" onClick={onClick}>
      {text}
    </button>
  );
}

function Impair({ request, engine, hands, onClose }: SeveralBarProps & { readonly onClose: () => void }) {
  const { topology } = engine;
  if (topology === null) return null;
  const wanted = new Set(request.links);
  const links = topology.links.flatMap(({ id }, link) => (wanted.has(id) ? [link] : []));
  if (links.length === 0) return null;
  return <ImpairForm at={{ left: window.innerWidth / 2, top: window.innerHeight / 2 }} topology={topology} links={links} onCommand={hands.command} onClose={onClose} />;
}
