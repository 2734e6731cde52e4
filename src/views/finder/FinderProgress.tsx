import type { FinderState } from "../../store/finder.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { Button } from "../controls/button.tsx";

/** How far a hunt is, as a whole and by worker. */
export function FinderProgress({ state, onCancel }: { readonly state: FinderState; readonly onCancel: () => void }) {
  const texts = FINDER_TEXTS.progress;
  const { tally, hunters, wish } = state;
  const all = casesOf(state);
  return (
    <section className="finder-part" ref={intoSight} aria-label={texts.title}>
      <div className="finder-bar">
        <progress max={all} value={tally.cases} aria-label={texts.bar(tally.cases, all)} />
        <Button onClick={onCancel}>{texts.cancel}</Button>
      </div>
      <Facts state={state} />
      {wish !== null && (
        <ul className="finder-hunters" aria-label={texts.hunters} data-numeric>
          {hunters.map(({ seed, forMs, cases }, index) => (
            <li key={index}>
              <b>{texts.hunter(index + 1)}</b>
              <span>{seed === null ? texts.waits : texts.at(seed, forMs)}</span>
              <span className="muted">{texts.done(cases)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What appears below what was looked at comes into sight. */
export function intoSight(part: HTMLElement | null): void {
  part?.scrollIntoView({ block: "nearest" });
}

/** What the cases so far amount to. */
export function Facts({ state }: { readonly state: FinderState }) {
  const texts = FINDER_TEXTS.progress;
  const { tally, huntedMs } = state;
  const facts = [
    [texts.facts.cases, texts.casesOf(tally.cases, casesOf(state))],
    [texts.facts.rate, texts.rate(tally.cases, huntedMs)],
    [texts.facts.simulated, texts.simulated(tally.simulatedUs)],
    [texts.facts.messages, texts.count(tally.messages)],
    [texts.facts.transactions, texts.count(tally.transactions)],
    [texts.facts.faults, texts.count(tally.faultCount)],
  ] as const;
  return (
    <dl className="finder-facts" data-numeric>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function casesOf({ wish }: FinderState): number {
  return wish === null ? 0 : wish.last - wish.first + 1;
}
