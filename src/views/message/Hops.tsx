import { useEffect, useRef } from "react";
import type { HopShown, Way } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState, Section } from "../controls/field.tsx";
import { timeOf } from "../../texts/units.ts";
import { BytesView } from "../bytes/BytesView.tsx";
import { RecordView } from "../secure/RecordView.tsx";
import { ChangeTable } from "./ChangeTable.tsx";
import { changedAgainst, changedFields } from "./marks.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { useAnswer } from "./use-answer.ts";

const T = MESSAGE_TEXTS.way;

interface HopsProps {
  readonly session: Session;
  readonly message: number;
  readonly onRule: (rule: string) => void;
}

/** One message at each hop of its way: a strip of hops, and what the hop that is looked at changed. */
export function Hops({ session, message, onRule }: HopsProps) {
  const answer = useAnswer(session, `way ${message}`, { query: "way", message });
  if (answer === null) return <div className="late" />;
  if (answer.way === null) return <EmptyState>{T.gone}</EmptyState>;
  const { way } = answer;
  const hop = way.hops[way.at];
  return (
    <>
      <Section title={T.hops(way.hops.length)}>
        <Strip session={session} way={way} />
        <p className="field-hint">{way.hops.length === 1 ? T.single : way.kind === "span" ? T.spanHint : T.hint}</p>
        {way.cut && <p className="field-hint">{T.cut}</p>}
      </Section>
      {hop !== undefined && <Hop hop={hop} before={way.hops[way.at - 1]} onRule={onRule} />}
    </>
  );
}

function Strip({ session, way }: { readonly session: Session; readonly way: Way }) {
  const strip = useRef<HTMLOListElement>(null);
  useEffect(() => strip.current?.children[way.at]?.scrollIntoView({ block: "nearest", inline: "nearest" }), [way.at]);
  return (
    <ol className="hop-strip" ref={strip} aria-label={T.strip}>
      {way.hops.map((hop, i) => (
        <li key={hop.message} data-at={i === way.at || undefined} data-fate={hop.fate}>
          <button type="button" className="hop" aria-current={i === way.at ? "step" : undefined} aria-label={T.hop(i + 1, hop.from, hop.to)} aria-describedby={`hop-${hop.message}`} onClick={() => session.select({ kind: "message", message: hop.message })}>
            <b>
              {hop.from} → {hop.to}
            </b>
            <span id={`hop-${hop.message}`}>
              <small>{timeOf(hop.sentUs)}</small>
              <small>{[hop.dist === null ? "" : T.dist(hop.dist), T.order[hop.description.byteOrder as keyof typeof T.order] ?? "", hop.record === null ? "" : T.sealed].filter((word) => word !== "").join(" · ")}</small>
              <small className="hop-changes" data-some={(hop.changes?.bytes.length ?? 0) > 0 || undefined}>
                {hop.changes === null ? T.start : T.changed(hop.changes.bytes.length)}
              </small>
            </span>
          </button>
          {hop.also.length > 0 && (
            <span className="hop-also">
              {T.also}{" "}
              {hop.also.map(({ message, to }) => (
                <button key={message} type="button" className="lead" onClick={() => session.select({ kind: "message", message })}>
                  {to}
                </button>
              ))}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function Hop({ hop, before, onRule }: { readonly hop: HopShown; readonly before: HopShown | undefined; readonly onRule: (rule: string) => void }) {
  const { changes, description, record } = hop;
  return (
    <>
      {changes !== null && before !== undefined && (
        <Section title={T.against(before.from, before.to)}>
          <ChangeTable changes={changes} a={before.description} b={description} headA={`${before.from} → ${before.to}`} headB={`${hop.from} → ${hop.to}`} />
        </Section>
      )}
      {record !== null && <RecordView record={record} />}
      {record !== null && (
        <Section>
          <p className="field-hint">{T.clear}</p>
        </Section>
      )}
      <BytesView description={description} onRule={onRule} changed={changes === null || before === undefined ? undefined : changedAgainst(changes, before.description)} changedFields={changes === null ? undefined : changedFields(changes, "b")} />
    </>
  );
}
