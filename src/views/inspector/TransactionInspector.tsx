import type { TransactionInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState, Section } from "../controls/field.tsx";
import { Glow } from "../controls/glow.tsx";
import { CopyList } from "../copies/CopyList.tsx";
import { axisOf } from "../lanes/axis.ts";
import { HalfBars } from "../lanes/HalfBars.tsx";
import { exactHalves } from "../lanes/halves.ts";
import { LedTo } from "../causality/LedTo.tsx";
import { quotedName } from "../filter/quote.ts";
import { TEXTS } from "../../texts/page.ts";
import { durationOf, timeOf } from "../../texts/units.ts";
import { Elements } from "./Elements.tsx";
import { Facts, Lead } from "./Facts.tsx";
import { ItsEvents } from "./ItsEvents.tsx";
import { Why } from "./Why.tsx";

interface TransactionInspectorProps {
  readonly session: Session;
  readonly transaction: TransactionInspection;
  readonly nowUs: number;
  readonly pathShown: boolean;
}

/** A transaction: its two halves, its path, what was said, and why it ended. */
export function TransactionInspector({ session, transaction, nowUs, pathShown }: TransactionInspectorProps) {
  const { name, from, to, pfs, state, openedUs, endedUs, endReason, endEvent, why } = transaction;
  const onEvent = (event: number) => void session.showEvent(event);
  const onRule = (rule: string) => session.ui.openDialog({ kind: "rules", rule });
  return (
    <>
      <Section className="first">
        <p className="lead-line">
          <Lead onClick={() => session.select({ kind: "node", node: from })}>{from}</Lead> → <Lead onClick={() => session.select({ kind: "node", node: to })}>{to}</Lead>
        </p>
        <p className="state-line" data-state={state}>
          <Glow value={state} of={name}>
            <b>{state}</b>
          </Glow>{" "}
          <span className="muted">
            {TEXTS.transaction.lasted} {durationOf((endedUs ?? nowUs) - openedUs)}
          </span>
        </p>
        {endReason !== null && <p className="say">{endReason}</p>}
        <div className="act-row">
          <Button small aria-pressed={pathShown} onClick={() => session.ui.showPath(pathShown ? null : name)}>
            {pathShown ? TEXTS.transaction.hidePath : TEXTS.transaction.showPath}
          </Button>
          <ItsEvents session={session} of={{ text: `transaction == ${quotedName(name)}` }} />
          {endEvent !== null && (
            <Button small onClick={() => onEvent(endEvent)}>
              {TEXTS.transaction.showCause}
            </Button>
          )}
        </div>
      </Section>
      <Why why={why} end={TEXTS.inspector.thisEnd} onEvent={onEvent} onRule={onRule} />
      <LedTo session={session} of={{ kind: "transaction", name }} state={state} />
      <Section title={TEXTS.transaction.halves}>
        <Bars transaction={transaction} nowUs={nowUs} />
        <Facts
          of={name}
          facts={[
            { name: TEXTS.transaction.pfs, value: pfs },
            { name: "msgid", value: transaction.msgid, shown: <span className="mono">{transaction.msgid}</span> },
            { name: TEXTS.transaction.opened, value: timeOf(openedUs) },
            ...(endedUs === null ? [] : [{ name: TEXTS.transaction.ended, value: timeOf(endedUs) }]),
          ]}
        />
      </Section>
      {transaction.copies.length > 0 && <CopyList session={session} copies={transaction.copies} />}
      <Section title={transaction.copies.length > 0 ? TEXTS.copies.firstPath : TEXTS.transaction.path}>
        <Path session={session} hops={transaction.hops} />
      </Section>
      <Section title={TEXTS.transaction.elements}>{transaction.elements.length === 0 ? <EmptyState>{TEXTS.transaction.elementsNone}</EmptyState> : <Elements session={session} elements={transaction.elements} />}</Section>
    </>
  );
}

function Bars({ transaction, nowUs }: { readonly transaction: TransactionInspection; readonly nowUs: number }) {
  const { name, commandHalf, replyHalf } = transaction;
  return (
    <div className="two-halves">
      <div className="two-halves-names">
        <span>{TEXTS.transaction.command}</span>
        <span>{TEXTS.transaction.reply}</span>
      </div>
      <HalfBars axis={axisOf([transaction], transaction.endedUs ?? nowUs)} halves={exactHalves(transaction, nowUs)} />
      <div className="two-halves-names">
        <Glow value={commandHalf.state} of={name} />
        <Glow value={replyHalf.state} of={name} />
      </div>
    </div>
  );
}

function Path({ session, hops }: { readonly session: Session; readonly hops: TransactionInspection["hops"] }) {
  return (
    <>
      <ol className="path">
        {hops.map(({ node, link, spanid }) => (
          <li key={node}>
            <Lead onClick={() => session.select({ kind: "node", node })}>{node}</Lead>
            {link !== null && (
              <p>
                <Lead onClick={() => session.select({ kind: "link", link })}>{link}</Lead>
                {spanid !== null && (
                  <span className="muted">
                    {" "}
                    {TEXTS.transaction.spanid} <span className="mono">{spanid}</span>
                  </span>
                )}
              </p>
            )}
          </li>
        ))}
      </ol>
      <p className="field-hint">{TEXTS.transaction.pathText}</p>
    </>
  );
}
