import { useState } from "react";
import type { CutKind, Frame, TopologyView, WhatIfChange, WhatIfState } from "../../port/messages.ts";
import { isOver, type WhatIfAsked } from "../../store/explain.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { durationOf, grouped, timeOf } from "../../texts/units.ts";
import { OutcomeView } from "./OutcomeView.tsx";
import { TEXTS } from "../../texts/explain.ts";

interface WhatIfViewProps {
  readonly session: Session;
  readonly asked: WhatIfAsked | null;
  readonly topology: TopologyView;
  readonly panel: Frame;
}

/** "What would change if I cut this link?": asked here, run in a branch, told as a list; the stage draws the same. */
export function WhatIfView({ session, asked, topology, panel }: WhatIfViewProps) {
  const state = asked?.state ?? null;
  const outcome = state?.outcome ?? null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to
    <section className="explain-body what-if" tabIndex={0} aria-label={TEXTS.topics.whatIf}>
      <Question key={JSON.stringify(asked?.change ?? null)} session={session} topology={topology} asked={asked} />
      {asked === null && <p className="empty">{TEXTS.whatIf.intro}</p>}
      {asked !== null && (state === null || !isOver(state)) && <Progress session={session} state={state} stopped={asked.stopped} />}
      {state?.phase === "refused" && (
        <p className="say" role="alert">
          {TEXTS.whatIf.phases.refused}: {state.refusal}
        </p>
      )}
      {state?.phase === "gone" && <p className="say">{TEXTS.whatIf.phases.gone}</p>}
      {outcome !== null && asked !== null && (
        <>
          <div className="what-if-acts">
            <p className="say" aria-live="polite">
              <b>{outcome.sentence}</b> <span className="muted">{outcome.atUs === panel.nowUs ? TEXTS.whatIf.preview : TEXTS.whatIf.asOf(timeOf(outcome.atUs))}</span>
            </p>
            <Button small title={TEXTS.whatIf.doItHint} onClick={() => session.explain.doIt(asked.change)}>
              {TEXTS.whatIf.doIt}
            </Button>
            <Button small look="quiet" onClick={session.explain.clearWhatIf}>
              {TEXTS.whatIf.close}
            </Button>
          </div>
          <OutcomeView session={session} outcome={outcome} />
        </>
      )}
    </section>
  );
}

function Question({ session, topology, asked }: Pick<WhatIfViewProps, "session" | "topology" | "asked">) {
  const { selection } = session.ui.store.getState();
  const [what, setWhat] = useState<"cut" | "crash">(asked?.change.do ?? (selection?.kind === "node" ? "crash" : "cut"));
  const [link, setLink] = useState(asked?.change.do === "cut" ? asked.change.link : selection?.kind === "link" ? selection.link : (topology.links[0]?.id ?? ""));
  const [node, setNode] = useState(asked?.change.do === "crash" ? asked.change.node : selection?.kind === "node" ? selection.node : (topology.nodes[0]?.id ?? ""));
  const [how, setHow] = useState<CutKind>(asked?.change.do === "cut" ? asked.change.how : "close");
  const change: WhatIfChange = what === "cut" ? { do: "cut", link, how } : { do: "crash", node };
  return (
    <form
      className="what-if-form"
      onSubmit={(event) => {
        event.preventDefault();
        session.explain.whatIf(change);
      }}
    >
      <SelectField bare label={TEXTS.whatIf.what} value={what} choices={[{ value: "cut", text: TEXTS.whatIf.linkCut }, { value: "crash", text: TEXTS.whatIf.nodeCrash }]} onChoose={(value) => setWhat(value === "crash" ? "crash" : "cut")} />
      {what === "cut" ? (
        <>
          <SelectField bare label={TEXTS.whatIf.link} value={link} choices={topology.links.map(({ id }) => ({ value: id, text: id }))} onChoose={setLink} />
          <SelectField bare label={TEXTS.whatIf.how} value={how} choices={KINDS.map((kind) => ({ value: kind, text: TEXTS.whatIf.kinds[kind] }))} onChoose={(value) => setHow(KINDS.find((kind) => kind === value) ?? "close")} />
        </>
      ) : (
        <SelectField bare label={TEXTS.node} value={node} choices={topology.nodes.map(({ id }) => ({ value: id, text: id }))} onChoose={setNode} />
      )}
      <Button type="submit">{TEXTS.whatIf.ask}</Button>
    </form>
  );
}

const KINDS = ["close", "suspend", "silent"] as const;

function Progress({ session, state, stopped }: { readonly session: Session; readonly state: WhatIfState | null; readonly stopped: boolean }) {
  if (stopped) return <p className="say">{TEXTS.whatIf.stopped}</p>;
  const phase = state?.phase ?? "withIt";
  return (
    <div className="what-if-progress" aria-live="polite">
      <progress aria-label={TEXTS.whatIf.phases[phase]} />
      <p className="say">
        {TEXTS.whatIf.phases[phase]}.{" "}
        <span className="muted" data-numeric>
          {state === null ? "" : `${TEXTS.whatIf.passed(durationOf(state.passedUs))}, ${grouped(state.steps)}`}
        </span>
      </p>
      <Button small onClick={session.explain.stopWhatIf}>
        {TEXTS.whatIf.stop}
      </Button>
    </div>
  );
}
