import { memo, useRef } from "react";
import type { Frame } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState, Section } from "../controls/field.tsx";
import { Light } from "../controls/mark.tsx";
import { TEXTS } from "../../texts/page.ts";
import { lightOfCheck, lightOfExpectation } from "./lights.ts";
import "./checks.css";

type CheckShown = Frame["checks"][number];

interface ChecksPanelProps extends Pick<Frame, "checks" | "expectations"> {
  readonly session: Session;
  readonly acted: boolean;
}

/** What must hold of every run after every event, and what this scenario claims; both as they are where the tape stands. */
export const ChecksPanel = memo(function ChecksPanel({ session, checks, expectations, acted }: ChecksPanelProps) {
  const list = useRef<HTMLUListElement>(null);
  const goTo = ({ at }: CheckShown): void => {
    if (at === null) return;
    session.seek(at.event);
    session.lookAt(at);
  };
  const press = (check: CheckShown): void => {
    if (check.at !== null) goTo(check);
    else list.current?.querySelector(`[data-check="${check.name}"]`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div className="checks">
      {checks.length > 0 && (
        <ul className="check-lights" aria-label={TEXTS.checks.lights}>
          {checks.map((check) => (
            <li key={check.name}>
              <CheckLight check={check} onPress={() => press(check)} />
            </li>
          ))}
        </ul>
      )}
      <Section title={TEXTS.checks.checks}>
        {checks.length === 0 && <EmptyState>{TEXTS.checks.noChecks}</EmptyState>}
        <ul ref={list} className="verdicts">
          {inOrder(checks).map((check) => (
            <CheckLine key={check.name} check={check} onGo={() => goTo(check)} />
          ))}
        </ul>
      </Section>
      <Section title={TEXTS.checks.expectations}>
        {expectations.length === 0 && <EmptyState>{TEXTS.checks.noExpectations}</EmptyState>}
        {acted && expectations.length > 0 && <p className="field-hint">{TEXTS.checks.acted}</p>}
        <ul className="verdicts">
          {expectations.map(({ text, state }) => (
            <li key={text}>
              <Light state={lightOfExpectation(state)} />
              <span>{text}</span>
              <small>{TEXTS.checks.state[state]}</small>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
});

/** What is violated comes first: it must not be searched for. */
function inOrder(checks: Frame["checks"]): Frame["checks"] {
  const violated = checks.filter(({ state }) => state === "violated");
  return violated.length === 0 ? checks : [...violated, ...checks.filter(({ state }) => state !== "violated")];
}

/** One light of the row: pressed, it leads to the violation, or to its sentence. */
function CheckLight({ check: { name, claim, state, text }, onPress }: { readonly check: CheckShown; readonly onPress: () => void }) {
  const said = TEXTS.checks.light(name, claim, TEXTS.checks.state[state], text);
  return (
    <button type="button" className="check-light" data-state={state} title={said} aria-label={said} onClick={onPress}>
      <Light state={lightOfCheck(state)} />
      <span aria-hidden="true">{name}</span>
    </button>
  );
}

function CheckLine({ check: { name, claim, state, text, at }, onGo }: { readonly check: CheckShown; readonly onGo: () => void }) {
  return (
    <li data-check={name} data-state={state}>
      <Light state={lightOfCheck(state)} />
      <span>
        <b>{claim}</b> <span className="muted">{text}</span>
      </span>
      <span className="verdict-end">
        <small>{TEXTS.checks.state[state]}</small>
        {at !== null && (
          <Button small aria-label={TEXTS.checks.goThereLong(claim)} onClick={onGo}>
            {TEXTS.checks.goThere}
          </Button>
        )}
      </span>
    </li>
  );
}
