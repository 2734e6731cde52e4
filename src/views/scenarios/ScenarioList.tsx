import { memo, type MouseEvent, useState } from "react";
import type { Loaded } from "../../port/messages.ts";
import type { LoadError } from "../../store/mirror.ts";
import type { LoadSource } from "../../store/session.ts";
import { EmptyState, Section } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { LoadErrors } from "./LoadErrors.tsx";
import "./scenarios.css";

interface ScenarioListProps {
  readonly loaded: Loaded | null;
  readonly errors: readonly LoadError[];
  readonly onLoad: (source: LoadSource) => void;
  readonly onDismiss: (errors: readonly LoadError[]) => void;
}

/** The running one is seen, also when the list is longer than its place. (scrollIntoView would make the next Tab start here.) */
function intoView(element: HTMLElement | null): void {
  const list = element?.closest(".section");
  if (!element || !list) return;
  const above = element.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const below = above + element.offsetHeight - list.clientHeight;
  if (above < 0) list.scrollTop += above - MARGIN_PX;
  else if (below > 0) list.scrollTop += below + MARGIN_PX;
}

const MARGIN_PX = 14;

type Entry = Loaded["library"][number];

/** Entries whose title or summary has every word of the search, by chapter in the library's order. */
function chaptersOf(library: readonly Entry[], search: string): readonly (readonly [chapter: string, entries: readonly Entry[]])[] {
  const words = search.toLowerCase().split(/\s+/);
  const found = library.filter(({ title, summary, chapter }) => words.every((word) => `${title} ${summary} ${chapter}`.toLowerCase().includes(word)));
  return [...new Set(found.map(({ chapter }) => chapter))].map((chapter) => [chapter, found.filter((entry) => entry.chapter === chapter)]);
}

/** The library: each scenario is a claim; the one that runs shows what it claims. */
export const ScenarioList = memo(function ScenarioList({ loaded, errors, onLoad, onDismiss }: ScenarioListProps) {
  const [search, setSearch] = useState("");
  const library = loaded?.library ?? [];
  const known = library.some(({ title }) => title === loaded?.title);
  const chapters = chaptersOf(library, search.trim());
  return (
    <Section>
      <h3 className="visually-hidden">{TEXTS.scenarios.title}</h3>
      <LoadErrors errors={errors} onDismiss={() => onDismiss([])} />
      {library.length === 0 && <EmptyState>{TEXTS.scenarios.empty}</EmptyState>}
      {library.length > 0 && <input className="input" type="search" aria-label={TEXTS.scenarios.search} placeholder={TEXTS.scenarios.search} value={search} onChange={(event) => setSearch(event.target.value)} />}
      {loaded !== null && !known && library.length > 0 && (
        <div className="claim" data-on>
          <b>{loaded.title}</b>
          <span>{loaded.claim || TEXTS.scenarios.running}</span>
        </div>
      )}
      {library.length > 0 && chapters.length === 0 && <EmptyState>{TEXTS.scenarios.nothingFound}</EmptyState>}
      {chapters.map(([chapter, entries]) => (
        <section key={chapter} className="chapter" aria-label={chapter}>
          <h4>{chapter}</h4>
          <ul className="claims">
            {entries.map((entry) => (
              <Claim key={entry.name} entry={entry} on={entry.title === loaded?.title} onLoad={onLoad} />
            ))}
          </ul>
        </section>
      ))}
    </Section>
  );
});

/** Whoever clicks with a mouse goes on with the run: Space pauses it then, and does not start it anew. By keyboard the focus stays where it is. */
function letGo({ nativeEvent, currentTarget }: MouseEvent<HTMLButtonElement>): void {
  if (nativeEvent instanceof PointerEvent && nativeEvent.pointerType === "mouse") currentTarget.blur();
}

function Claim({ entry, on, onLoad }: { readonly entry: Entry; readonly on: boolean; readonly onLoad: ScenarioListProps["onLoad"] }) {
  return (
    <li ref={on ? intoView : null}>
      <button
        type="button"
        className="claim"
        data-on={on || undefined}
        aria-current={on || undefined}
        onClick={(event) => {
          onLoad({ name: entry.name });
          letGo(event);
        }}
      >
        <b>{entry.title}</b>
        <span>{entry.summary}</span>
      </button>
    </li>
  );
}
