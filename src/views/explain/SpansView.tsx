import { useState } from "react";
import type { ConnectionExplained, Decision, ReceivedExplained, SpansExplained, WayExplained } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { RuleLink } from "../controls/RuleLink.tsx";
import { Lead } from "../inspector/Facts.tsx";
import { TEXTS } from "../../texts/explain.ts";

interface SpansViewProps {
  readonly session: Session;
  readonly spans: SpansExplained;
}

/** SPAN-02 and SPAN-07: every received span against every connection; and by which way the node hears, or why not. */
export function SpansView({ session, spans }: SpansViewProps) {
  const onRule = (rule: string) => session.ui.openDialog({ kind: "rules", rule });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to
    <section className="explain-body explain-two" tabIndex={0} aria-label={TEXTS.topics.spans}>
      <div className="explain-main">
        <p className="say explain-headline">{spans.headline}</p>
        {spans.received.length > 0 && <Matrix key={`${spans.node} ${spans.pfs}`} session={session} spans={spans} onRule={onRule} />}
      </div>
      <Ways session={session} spans={spans} onRule={onRule} />
    </section>
  );
}

interface Cell {
  readonly msgid: string;
  readonly from: string;
  readonly to: string;
}

type MatrixProps = SpansViewProps & { readonly onRule: (rule: string) => void };

function Matrix({ session, spans, onRule }: MatrixProps) {
  const [wish, setWish] = useState<Cell | null>(null);
  const shown = wish ?? firstRefused(spans);
  return (
    <>
      <div className="explain-scroller">
        <table className="span-matrix" aria-label={TEXTS.spans.received}>
          <thead>
            <tr>
              <th scope="col">{TEXTS.spans.place}</th>
              <th scope="col">{TEXTS.spans.from}</th>
              <th scope="col">{TEXTS.spans.dist}</th>
              {spans.connections.map((connection) => (
                <ConnectionHead key={connection.link} session={session} connection={connection} />
              ))}
            </tr>
          </thead>
          <tbody>
            {spans.received.map((span, row) => (
              <SpanRow key={`${span.link} ${span.msgid}`} session={session} spans={spans} span={span} row={row} shown={shown} onShow={setWish} />
            ))}
          </tbody>
        </table>
      </div>
      <Detail spans={spans} shown={shown} onRule={onRule} />
    </>
  );
}

function ConnectionHead({ session, connection }: { readonly session: Session; readonly connection: ConnectionExplained }) {
  const { link, linkName, peer, chosen, relaysMax } = connection;
  return (
    <th scope="col" title={linkName}>
      <Lead onClick={() => session.select({ kind: "link", link })}>{TEXTS.spans.to(peer)}</Lead> <small>{TEXTS.spans.count(chosen, relaysMax)}</small>
    </th>
  );
}

interface SpanRowProps {
  readonly session: Session;
  readonly spans: SpansExplained;
  readonly span: ReceivedExplained;
  readonly row: number;
  readonly shown: Cell | null;
  readonly onShow: (cell: Cell) => void;
}

function SpanRow({ session, spans, span, row, shown, onShow }: SpanRowProps) {
  return (
    <tr data-best={span.best || undefined} data-closing={span.rank === 0 || undefined}>
      <td className="explain-place" title={span.order}>
        {span.rank === 0 ? "–" : span.rank}
      </td>
      <th scope="row">
        <Lead onClick={() => session.select({ kind: "link", link: span.link })}>{span.peer}</Lead> {span.best && <small className="explain-used">{TEXTS.spans.used}</small>}
        <span className="mono explain-id" title={`${TEXTS.spans.spanid} ${span.msgid}`}>
          {span.msgid}
        </span>
      </th>
      <td data-numeric title={span.order}>
        {span.dist} + {span.weight} = <b>{span.sum}</b>
      </td>
      {spans.connections.map(({ link, peer, decisions }) => {
        const decision = decisions[row];
        if (decision === undefined) return null;
        const chosen = shown?.msgid === span.msgid && shown.from === span.link && shown.to === link;
        return (
          <td key={link}>
            <button type="button" className="decision" data-relayed={decision.rank > 0 || undefined} aria-pressed={chosen} aria-label={`${span.peer} ${TEXTS.spans.to(peer)}: ${decision.sentence}`} title={decision.sentence} onClick={() => onShow({ msgid: span.msgid, from: span.link, to: link })}>
              <i aria-hidden="true" />
              {decision.rank > 0 ? TEXTS.spans.chosen(decision.rank) : decision.reason}
            </button>
          </td>
        );
      })}
    </tr>
  );
}

/** The first that is not relayed is what people ask about. */
function firstRefused({ received, connections }: SpansExplained): Cell | null {
  for (const [row, { msgid, link }] of received.entries()) {
    const found = connections.find(({ decisions }) => decisions[row]?.reason !== "");
    if (found !== undefined) return { msgid, from: link, to: found.link };
  }
  return null;
}

/** The chosen cell in sentences: its place in the order, and what became of it there. */
function Detail({ spans, shown, onRule }: { readonly spans: SpansExplained; readonly shown: Cell | null; readonly onRule: (rule: string) => void }) {
  const row = spans.received.findIndex(({ msgid, link }) => shown?.msgid === msgid && shown.from === link);
  const span = spans.received[row];
  const connection = spans.connections.find(({ link }) => link === shown?.to);
  const decision: Decision | undefined = connection?.decisions[row];
  if (span === undefined || connection === undefined || decision === undefined) return <p className="explain-detail muted">{TEXTS.spans.detailHint}</p>;
  return (
    <div className="explain-detail" aria-live="polite">
      <p className="say">
        <b>
          {span.linkName} {TEXTS.spans.to(connection.peer)}:
        </b>{" "}
        {decision.reason !== "" && <em>{decision.reason}. </em>}
        {decision.sentence} <RuleLink rule={decision.rule} onRule={onRule} /> {decision.reason !== "" && decision.rule !== "SPAN-07" && <RuleLink rule="SPAN-07" onRule={onRule} />}
      </p>
      <p className="say muted">
        {span.order} <RuleLink rule="SPAN-02" onRule={onRule} />
      </p>
    </div>
  );
}

function Ways({ session, spans, onRule }: MatrixProps) {
  return (
    <div className="explain-side">
      <h3>{TEXTS.spans.ways(spans.node, spans.pfs)}</h3>
      <ul className="ways">
        {spans.ways.map((way) => (
          <Way key={way.link} session={session} way={way} onRule={onRule} />
        ))}
      </ul>
    </div>
  );
}

function Way({ session, way, onRule }: { readonly session: Session; readonly way: WayExplained; readonly onRule: (rule: string) => void }) {
  return (
    <li data-hears={way.hears > 0 || undefined}>
      <i aria-hidden="true" />
      <div>
        <p className="say">
          <Lead onClick={() => session.select({ kind: "node", node: way.peer })}>{TEXTS.spans.by(way.peer)}</Lead> {way.sentence} <RuleLink rule={way.rule} onRule={onRule} />
        </p>
        {way.because.length > 0 && (
          <ul className="because">
            {way.because.map(({ reason, sentence, rule }, i) => (
              <li key={i}>
                <em>{reason}.</em> {sentence} <RuleLink rule={rule} onRule={onRule} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
