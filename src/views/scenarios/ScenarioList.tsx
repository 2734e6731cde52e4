import { memo } from "react";
import type { Loaded } from "../../port/messages.ts";
import type { LoadError } from "../../store/mirror.ts";
import type { LoadSource } from "../../store/session.ts";
import { EmptyState, Section } from "../controls/field.tsx";
import { TEXTS } from "../texts.ts";
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

/** The library: each scenario is a claim; the one that runs shows what it claims. */
export const ScenarioList = memo(function ScenarioList({ loaded, errors, onLoad, onDismiss }: ScenarioListProps) {
  const library = loaded?.library ?? [];
  const known = library.some(({ title }) => title === loaded?.title);
  return (
    <Section>
      <h3 className="visually-hidden">{TEXTS.scenarios.title}</h3>
      <LoadErrors errors={errors} onDismiss={() => onDismiss([])} />
      {library.length === 0 && <EmptyState>{TEXTS.scenarios.empty}</EmptyState>}
      <ul className="claims">
        {loaded !== null && !known && library.length > 0 && (
          <li>
            <div className="claim" data-on>
              <b>{loaded.title}</b>
              <span>{loaded.claim || TEXTS.scenarios.running}</span>
            </div>
          </li>
        )}
        {library.map(({ name, title, summary }) => {
          const on = title === loaded?.title;
          return (
            <li key={name} ref={on ? intoView : null}>
              <button type="button" className="claim" data-on={on || undefined} aria-current={on || undefined} onClick={() => onLoad({ name })}>
                <b>{title}</b>
                <span>{summary}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
});
