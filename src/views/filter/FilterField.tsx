import { useId, useRef, useState, type KeyboardEvent } from "react";
import type { FilterAnswer } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { IconButton } from "../controls/button.tsx";
import { FilterHelpDialog } from "./FilterHelpDialog.tsx";
import { FILTER_TEXTS } from "../../texts/filter.ts";
import { useFilterDraft } from "./use-filter-draft.ts";
import "./filter.css";

interface FilterFieldProps {
  readonly session: Session;
  readonly text: string;
  readonly history: readonly string[];
  readonly onApply: (text: string) => void;
  /** the key "/" comes here */
  readonly isFeeds?: boolean;
}

interface Offer {
  readonly text: string;
  readonly meaning: string;
  /** the whole text with it, and where the caret stands then */
  readonly whole: string;
  readonly caret: number;
}

/** A filter in the filter language: what is wrong is said beneath, what could come next is offered, used filters are kept. */
export function FilterField({ session, text, history, onApply, isFeeds = false }: FilterFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { draft, answer, type, finish, forgetAnswer } = useFilterDraft(session, text, onApply);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [helps, setHelps] = useState(false);
  const offers = open ? offersOf(draft, answer, history) : [];
  const chosen = offers[at];
  const fault = answer?.fault ?? null;

  const take = (offer: Offer): void => {
    setAt(-1);
    type(offer.whole, offer.caret);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(offer.caret, offer.caret);
    });
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) ask(event.currentTarget);
      else setAt((now) => wrapped(now + (event.key === "ArrowDown" ? 1 : -1), offers.length));
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen !== undefined) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Enter") {
      setOpen(false);
      if (finish()) session.ui.rememberFilter(draft.trim());
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const ask = ({ value, selectionStart }: HTMLInputElement): void => {
    setOpen(true);
    setAt(-1);
    type(value, selectionStart ?? value.length);
  };

  return (
    <div className="filter-field" data-fault={fault !== null || undefined}>
      <input
        ref={input}
        className="input mono"
        type="text"
        role="combobox"
        data-feed-search={isFeeds || undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={FILTER_TEXTS.placeholder}
        aria-label={FILTER_TEXTS.label}
        aria-keyshortcuts={isFeeds ? "/" : undefined}
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-offers`}
        aria-autocomplete="list"
        aria-activedescendant={chosen === undefined ? undefined : `${id}-offer-${at}`}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : `${id}-fault`}
        value={draft}
        onChange={(event) => ask(event.target)}
        onKeyDown={onKey}
        onBlur={() => {
          setOpen(false);
          if (!finish()) return;
          session.ui.rememberFilter(draft.trim());
          forgetAnswer();
        }}
      />
      <IconButton look="quiet" small icon="book" label={FILTER_TEXTS.help} onClick={() => setHelps(true)} />
      <div className="filter-below">
        {fault !== null && (
          <output className="filter-fault" id={`${id}-fault`}>
            <span className="filter-where mono" aria-hidden="true">
              {draft.slice(Math.max(0, fault.at - 16), fault.at)}
              <mark>{draft.slice(fault.at, fault.at + fault.length) || "␣"}</mark>
            </span>
            {fault.text}
            {fault.suggestion !== null && (
              <button type="button" className="lead" onMouseDown={(event) => event.preventDefault()} onClick={() => take(suggested(draft, fault.at, fault.length, fault.suggestion!))}>
                {FILTER_TEXTS.replace(fault.suggestion)}
              </button>
            )}
          </output>
        )}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/prefer-tag-over-role -- the list of a combobox */}
        <ul id={`${id}-offers`} className="filter-offers" role="listbox" hidden={offers.length === 0} aria-label={draft.trim() === "" ? FILTER_TEXTS.history : FILTER_TEXTS.completions}>
          {offers.map((offer, index) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/prefer-tag-over-role -- the keys are those of the field
            <li key={offer.text} id={`${id}-offer-${index}`} role="option" aria-selected={index === at} data-on={index === at || undefined} onMouseDown={(event) => event.preventDefault()} onClick={() => take(offer)}>
              <b className="mono">{offer.text}</b>
              <span className="muted">{offer.meaning}</span>
            </li>
          ))}
        </ul>
      </div>
      {helps && (
        <FilterHelpDialog
          session={session}
          onClose={() => setHelps(false)}
          onExample={(example) => {
            setHelps(false);
            take({ text: example, meaning: "", whole: example, caret: example.length });
            session.ui.rememberFilter(example);
          }}
        />
      )}
    </div>
  );
}

function wrapped(at: number, count: number): number {
  return count === 0 ? -1 : (at + count) % count;
}

function suggested(draft: string, at: number, length: number, text: string): Offer {
  return { text, meaning: "", whole: draft.slice(0, at) + text + draft.slice(at + length), caret: at + text.length };
}

/** In an empty field what was used before, else what could come at the caret. */
function offersOf(draft: string, answer: FilterAnswer | null, history: readonly string[]): readonly Offer[] {
  const used = history.filter((one) => one.startsWith(draft) && one !== draft).slice(0, draft.trim() === "" ? 6 : 2);
  const before = used.map((text) => ({ text, meaning: FILTER_TEXTS.history, whole: text, caret: text.length }));
  if (answer === null) return before;
  const { from, to, completions } = answer;
  const next = completions.map(({ text, meaning }) => ({ text, meaning, whole: `${draft.slice(0, from)}${text} ${draft.slice(to).trimStart()}`, caret: from + text.length + 1 }));
  return [...before, ...next.filter(({ text }) => !used.includes(text))];
}
