import { memo } from "react";
import type { Frame } from "../../port/messages.ts";
import { EmptyState, Section } from "../controls/field.tsx";
import { Light } from "../controls/mark.tsx";
import { TEXTS } from "../../texts/page.ts";
import { lightOfCheck, lightOfExpectation } from "./lights.ts";
import "./checks.css";

/** What must hold of every run after every event, and what this scenario claims. */
export const ChecksPanel = memo(function ChecksPanel({ checks, expectations, acted }: Pick<Frame, "checks" | "expectations"> & { readonly acted: boolean }) {
  return (
    <div className="checks">
      <Section title={TEXTS.checks.expectations}>
        {expectations.length === 0 && <EmptyState>{TEXTS.checks.noExpectations}</EmptyState>}
        {acted && expectations.length > 0 && <p className="field-hint">{TEXTS.checks.acted}</p>}
        <ul>
          {expectations.map(({ text, state }) => (
            <li key={text}>
              <Light state={lightOfExpectation(state)} />
              <span>{text}</span>
              <small>{TEXTS.checks.state[state]}</small>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={TEXTS.checks.checks}>
        {checks.length === 0 && <EmptyState>{TEXTS.checks.noChecks}</EmptyState>}
        <ul>
          {inOrder(checks).map(({ name, state, text }) => (
            <li key={name}>
              <Light state={lightOfCheck(state)} />
              <span>
                <b>{name}</b> <span className="muted">{text}</span>
              </span>
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
