import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import type { TopologyView } from "../../port/messages.ts";
import { FIND_EVENT } from "./find-event.ts";
import { findThings, type Found } from "./find-things.ts";
import type { Hands } from "./hands.ts";
import { NOTHING_PICKED } from "./picked.ts";
import type { StageEngine } from "./stage-engine.ts";
import { SEARCH_TEXTS as TEXTS } from "../../texts/stage.ts";

interface SearchBoxProps {
  readonly engine: StageEngine;
  readonly topology: TopologyView;
  readonly hands: Hands;
  /** it is there before somebody asks for it: in a large mesh */
  readonly standing: boolean;
}

/** Finds a node, a link or a PFS by name: what matches is marked on stage and overview, Enter flies there and selects it. */
export function SearchBox({ engine, topology, hands, standing }: SearchBoxProps) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const finding = findThings(topology, open ? text : "");

  useOpening(() => {
    setOpen(true);
    requestAnimationFrame(() => input.current?.select());
  });
  useEffect(() => {
    engine.point({ matches: open ? findThings(topology, text).marks : NOTHING_PICKED });
  }, [engine, topology, text, open]);
  useEffect(() => () => engine.point({ matches: NOTHING_PICKED }), [engine]);

  const close = (): void => {
    setOpen(false);
    setText("");
    document.querySelector<HTMLElement>(".stage-surface")?.focus({ preventScroll: true });
  };
  const choose = (found: Found | undefined): void => {
    if (found === undefined) return;
    goTo(engine, hands, topology, found);
    setOpen(false);
  };
  const keyDown = (event: KeyboardEvent): void => {
    const last = finding.found.length - 1;
    if (event.key === "Escape") close();
    else if (event.key === "Enter") choose(finding.found[active]);
    else if (event.key === "ArrowDown") setActive(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp") setActive(active <= 0 ? Math.max(last, 0) : active - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (!standing && !open) return null;
  const shows = open && text.trim() !== "";
  return (
    <search className="stage-search" aria-label={TEXTS.label}>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={TEXTS.label}
        aria-expanded={shows}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shows && finding.found.length > 0 ? `${list}-${active}` : undefined}
        aria-keyshortcuts="Control+F"
        autoComplete="off"
        spellCheck={false}
        placeholder={TEXTS.placeholder}
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={keyDown}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
      />
      <output className="visually-hidden">{shows ? TEXTS.count(finding.count) : ""}</output>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/prefer-tag-over-role -- the list of a combobox */}
      <ul id={list} role="listbox" aria-label={TEXTS.results} hidden={!shows}>
        {finding.found.map((found, i) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/prefer-tag-over-role -- the keys are those of the field
          <li key={`${found.kind} ${found.name} ${found.detail}`} id={`${list}-${i}`} role="option" aria-selected={i === active} onPointerDown={(event) => event.preventDefault()} onClick={() => choose(found)}>
            <span>{found.name}</span>
            <small>{TEXTS.kind[found.kind]} · {found.detail}</small>
          </li>
        ))}
        {finding.count > finding.found.length && <li role="presentation" className="stage-search-rest">{TEXTS.more(finding.count - finding.found.length)}</li>}
        {shows && finding.count === 0 && <li role="presentation" className="stage-search-rest">{TEXTS.nothing}</li>}
      </ul>
    </search>
  );
}

function useOpening(open: () => void): void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    const listen = (): void => latest.current();
    window.addEventListener(FIND_EVENT, listen);
    return () => window.removeEventListener(FIND_EVENT, listen);
  }, []);
}

function goTo(engine: StageEngine, hands: Hands, topology: TopologyView, found: Found): void {
  const { x, y } = engine.places;
  if (found.kind === "link") {
    const { id, a, b } = topology.links[found.link]!;
    engine.flyTo((x[a]! + x[b]!) / 2, (y[a]! + y[b]!) / 2);
    hands.select({ kind: "link", link: id });
    return;
  }
  engine.flyTo(x[found.node]!, y[found.node]!);
  hands.select({ kind: "node", node: topology.nodes[found.node]!.id });
  if (found.kind === "pfs") hands.light(found.label);
}
