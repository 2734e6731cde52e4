import { Fragment } from "react";
import type { TransactionInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Section } from "../controls/field.tsx";
import { Lead } from "../inspector/Facts.tsx";
import { TEXTS } from "../../texts/page.ts";
import { timeOf } from "../../texts/units.ts";
import { CopyPip } from "./CopyPips.tsx";
import "./copies.css";

interface CopyListProps {
  readonly session: Session;
  readonly copies: TransactionInspection["copies"];
}

/** DUP-01: the copies of a transaction: the way of each as far as it came, and what became of it. */
export function CopyList({ session, copies }: CopyListProps) {
  return (
    <Section title={TEXTS.copies.title}>
      <ul className="copy-list">
        {copies.map(({ nodes, links, state, cause, endedUs, endEvent }, i) => (
          <li key={links[0] ?? i} data-state={state}>
            <CopyPip state={state} />
            <p>
              {nodes.map((node, at) => (
                // A way passes a node once.
                <Fragment key={node}>
                  {at > 0 && <span aria-hidden="true"> – </span>}
                  <Lead onClick={() => session.select({ kind: "node", node })}>{node}</Lead>
                </Fragment>
              ))}
            </p>
            <p className="copy-state">
              {TEXTS.copies.states[state]}
              {cause !== "" && `: ${cause}`}
              {endedUs !== null && <span className="muted"> {endEvent === null ? timeOf(endedUs) : <Lead onClick={() => void session.showEvent(endEvent)}>{timeOf(endedUs)}</Lead>}</span>}
            </p>
          </li>
        ))}
      </ul>
      <p className="field-hint">{TEXTS.copies.text}</p>
    </Section>
  );
}
