import type { InjectionShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Section } from "../controls/field.tsx";
import { timeOf } from "../../texts/units.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { useAnswer } from "./use-answer.ts";
import { VerdictView } from "./VerdictView.tsx";

const T = MESSAGE_TEXTS.inject;

/** Every injection of the run, the newest first, with what its receiver made of it. */
export function InjectionList({ session }: { readonly session: Session }) {
  const answer = useAnswer(session, "injections", { query: "injections" });
  return (
    <Section title={T.listed}>
      {answer !== null && answer.injections.length === 0 && <p className="field-hint">{T.none}</p>}
      <ol className="injections" aria-label={T.listed}>
        {answer?.injections.map((one) => (
          <Injection key={one.number} session={session} one={one} />
        ))}
      </ol>
    </Section>
  );
}

function Injection({ session, one }: { readonly session: Session; readonly one: InjectionShown }) {
  const { from, to, how, event, atUs, message, state, text, verdict } = one;
  return (
    <li data-state={state}>
      <p className="injection-head">
        <b>
          {from} → {to}
        </b>{" "}
        <span className="muted">{T.how[how]}</span>{" "}
        <button type="button" className="lead" onClick={() => void session.showEvent(event)}>
          {MESSAGE_TEXTS.row(event)} · {timeOf(atUs)}
        </button>
        {message !== null && (
          <>
            {" "}
            <button type="button" className="lead" onClick={() => session.select({ kind: "message", message })}>
              {T.message(message)}
            </button>
          </>
        )}
      </p>
      {verdict === null ? (
        <p className="injection-state">
          {state !== "sent" && <b>{T.state[state]}</b>} {text}
        </p>
      ) : (
        <VerdictView session={session} verdict={verdict} />
      )}
    </li>
  );
}
