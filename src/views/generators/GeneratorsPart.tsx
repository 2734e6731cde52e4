import type { Frame, GeneratorLine, TopologyView } from "../../port/messages.ts";
import { useStore } from "zustand";
import type { Session } from "../../store/session.ts";
import { useAnswer } from "../charts/use-answer.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { useStable } from "../shell/stable.ts";
import { grouped } from "../../texts/units.ts";
import { GeneratorForm } from "./GeneratorForm.tsx";
import { GENERATOR_TEXTS } from "../../texts/generators.ts";
import "./generators.css";

/** The generators of the run, and the form that starts another. */
export function GeneratorsPart({ session, topology, pfs }: { readonly session: Session; readonly topology: TopologyView; readonly pfs: Frame["pfs"] }) {
  const beat = useStore(session.mirror, ({ panel }) => panel?.sequence ?? 0);
  const generators = useStable(useAnswer(beat, async () => (await session.query({ query: "generators" })).generators) ?? NONE);
  return (
    <>
      <p className="muted">{GENERATOR_TEXTS.sentence}</p>
      <GeneratorForm session={session} topology={topology} pfs={pfs} generators={generators} />
      <h4 className="generators-head">{GENERATOR_TEXTS.list}</h4>
      {generators.length === 0 ? <EmptyState>{GENERATOR_TEXTS.none}</EmptyState> : <GeneratorList session={session} generators={generators} />}
    </>
  );
}

const NONE: readonly GeneratorLine[] = [];

function GeneratorList({ session, generators }: { readonly session: Session; readonly generators: readonly GeneratorLine[] }) {
  return (
    <ul className="generators" aria-label={GENERATOR_TEXTS.list}>
      {generators.toReversed().map(({ name, plan, state, acts, failed, open }) => (
        <li key={name} data-state={state}>
          <div className="generator-head">
            <b>{name}</b>
            <span>{GENERATOR_TEXTS.states[state]}</span>
            {state !== "ended" && (
              <Button small aria-label={GENERATOR_TEXTS.stopOf(name)} onClick={() => session.onCommand({ do: "stopGenerator", generator: name })}>
                {GENERATOR_TEXTS.stop}
              </Button>
            )}
          </div>
          <p>{plan}</p>
          <p data-numeric>
            {[failed === 0 ? GENERATOR_TEXTS.doneAll(grouped(acts)) : GENERATOR_TEXTS.done(grouped(acts), grouped(failed)), open === 0 ? "" : GENERATOR_TEXTS.held(grouped(open))].filter((part) => part !== "").join("; ")}
            <button type="button" className="link-button" onClick={() => session.ui.showEventsOf({ text: name })}>
              {GENERATOR_TEXTS.events}
            </button>
          </p>
        </li>
      ))}
    </ul>
  );
}
