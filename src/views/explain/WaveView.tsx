import type { WaveEntry, Wavefront } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState, SelectField } from "../controls/field.tsx";
import { Lead } from "../inspector/Facts.tsx";
import { durationOf, timeOf } from "../../texts/units.ts";
import { RowsInSight } from "./rows-in-sight.tsx";
import { TEXTS } from "../../texts/explain.ts";

/** The height of a row in explain.css. */
const ROW_PX = 28;
const NAMES_MAX = 12;

/** Who heard first, when, at what distance, by which message; a withdrawal the same way. */
export function WaveView({ session, wave }: { readonly session: Session; readonly wave: Wavefront }) {
  const chosen = wave.waves[wave.chosen];
  if (chosen === undefined) return <EmptyState>{TEXTS.wave.none}</EmptyState>;
  const choices = [{ value: "-1", text: TEXTS.wave.latest }, ...wave.waves.map(({ event, atUs, sentence }) => ({ value: String(event), text: TEXTS.wave.one(timeOf(atUs), sentence) }))];
  return (
    <div className="explain-body explain-rows" key={chosen.event}>
      <div className="wave-head">
        <WaveChoice session={session} choices={choices} />
        <p className="say">
          {chosen.sentence}{" "}
          <span className="muted">
            {timeOf(chosen.atUs)} · {TEXTS.wave.heard(chosen.heard)} · {TEXTS.wave.forgot(chosen.forgot)}
          </span>
        </p>
        <p className="say muted">{wave.without.length === 0 ? TEXTS.wave.everybody : TEXTS.wave.without(namesOf(wave.without))}</p>
      </div>
      <RowsInSight label={TEXTS.wave.list} count={wave.entries.length} rowPx={ROW_PX}>
        {(index, style) => <Entry key={wave.entries[index]!.event} session={session} entry={wave.entries[index]!} startUs={wave.startUs} style={style} />}
      </RowsInSight>
      {wave.omitted > 0 && <p className="field-hint">{TEXTS.wave.more(wave.omitted)}</p>}
    </div>
  );
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_MAX).join(", ");
  return names.length > NAMES_MAX ? `${shown} ${TEXTS.wave.andMore(names.length - NAMES_MAX)}` : shown;
}

function WaveChoice({ session, choices }: { readonly session: Session; readonly choices: readonly { readonly value: string; readonly text: string }[] }) {
  const value = String(session.explain.store.getState().wave);
  return <SelectField bare label={TEXTS.wave.which} value={choices.some((choice) => choice.value === value) ? value : "-1"} choices={choices} onChoose={(event) => session.explain.setWave(Number(event))} />;
}

interface EntryProps {
  readonly session: Session;
  readonly entry: WaveEntry;
  readonly startUs: number;
  readonly style: { readonly top: number };
}

function Entry({ session, entry, startUs, style }: EntryProps) {
  const { kind, node, event, atUs, dist, from, message, place, ahead } = entry;
  return (
    <li className="wave-row" data-kind={kind} data-ahead={ahead || undefined} style={style}>
      <span className="wave-place">{place > 0 ? TEXTS.wave.place(place) : ""}</span>
      <span className="wave-node">
        <i aria-hidden="true" />
        <Lead onClick={() => session.select({ kind: "node", node })}>{node}</Lead> {TEXTS.wave.kinds[kind]}
      </span>
      <button type="button" className="wave-time" data-numeric title={timeOf(atUs)} aria-label={`+${durationOf(atUs - startUs)}. ${TEXTS.wave.goTo(event)}`} onClick={() => session.seek(event + 1)}>
        +{durationOf(atUs - startUs)}
      </button>
      <span data-numeric>{kind === "heard" ? `${TEXTS.wave.distance} ${dist}` : ""}</span>
      <span>{from === null ? "" : `${TEXTS.wave.from} ${from}`}</span>
      {message === null ? (
        <span />
      ) : (
        <button type="button" className="wave-message" aria-label={TEXTS.wave.showMessage(message)} onClick={() => session.select({ kind: "message", message })}>
          {TEXTS.wave.number(message)}
        </button>
      )}
      <span className="muted">{ahead ? TEXTS.wave.ahead : ""}</span>
    </li>
  );
}
