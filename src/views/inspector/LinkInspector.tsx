import { memo } from "react";
import type { LinkInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { saveCapture } from "../capture/save-capture.ts";
import { Button } from "../controls/button.tsx";
import { Section } from "../controls/field.tsx";
import { Fold } from "../controls/Fold.tsx";
import { ComparisonTable } from "../controls/ComparisonTable.tsx";
import { Glow } from "../controls/glow.tsx";
import { TEXTS as EXPLAIN } from "../../texts/explain.ts";
import { LinkEnds } from "../link-ends/LinkEnds.tsx";
import { LinkSecurity } from "../secure/LinkSecurity.tsx";
import { MemorySection } from "../shm/MemorySection.tsx";
import { TEXTS } from "../../texts/page.ts";
import { bytesOf, grouped, timeOf } from "../../texts/units.ts";
import { CutButtons } from "./CutButtons.tsx";
import { ImpairForm } from "./ImpairForm.tsx";
import { ItsEvents } from "./ItsEvents.tsx";
import { Lead } from "./Facts.tsx";
import { modelFacts } from "./model-facts.ts";

type Direction = LinkInspection["directions"][number];

interface LinkInspectorProps {
  readonly session: Session;
  readonly link: LinkInspection;
  readonly cut: boolean;
}

/** A link: its state, and its two directions side by side. */
export const LinkInspector = memo(function LinkInspector({ session, link, cut }: LinkInspectorProps) {
  return (
    <>
      <Section className="first">
        <p className="lead-line">
          <Lead onClick={() => session.select({ kind: "node", node: link.a })}>{link.a}</Lead> – <Lead onClick={() => session.select({ kind: "node", node: link.b })}>{link.b}</Lead>
        </p>
        <p className="state-line">
          <Glow value={link.state} of={link.id}>
            <b>{link.state}</b>
          </Glow>{" "}
          <span className="muted">
            {TEXTS.link.since} {timeOf(link.sinceUs)}
          </span>
        </p>
        {link.of2012 && <p className="field-hint">{TEXTS.link.of2012}</p>}
        <div className="act-row">
          <CutButtons link={link.id} cut={cut} onCommand={session.onCommand} />
          <ItsEvents session={session} of={{ link: link.id }} />
          <Button small look="quiet" onClick={() => void saveCapture(session, link.id)}>
            {CAPTURE_PAGE_TEXTS.save.link}
          </Button>
          {!cut && (
            <Button small look="quiet" onClick={() => session.explain.whatIf({ do: "cut", link: link.id, how: "close" })}>
              {EXPLAIN.whatIf.askLink}
            </Button>
          )}
        </div>
      </Section>
      <MemorySection session={session} link={link} />
      <Section title={TEXTS.link.directions}>
        <Comparison link={link} rows={stateRows} />
      </Section>
      <LinkSecurity session={session} link={link} />
      <Section title={TEXTS.link.model}>
        <Comparison link={link} rows={({ model }) => modelFacts(model)} />
      </Section>
      <Fold title={TEXTS.link.ends} open>
        <LinkEnds session={session} link={link} />
      </Fold>
      <Fold title={TEXTS.link.impair}>
        <ImpairForm session={session} link={link} />
      </Fold>
    </>
  );
});

interface Row {
  readonly name: string;
  readonly value: string;
}

function stateRows(direction: Direction): Row[] {
  const { inFlight, queued, sent, bytes, lost, session, aux, sequence, conn, weight, shells } = TEXTS.link;
  const messages = (count: number) => `${grouped(count)} ${count === 1 ? TEXTS.link.messages[0] : TEXTS.link.messages[1]}`;
  return [
    { name: session, value: direction.session },
    { name: conn, value: direction.conn },
    { name: inFlight, value: messages(direction.inFlight) },
    { name: queued, value: bytesOf(direction.queuedBytes) },
    { name: sent, value: messages(direction.messagesSent) },
    { name: bytes, value: bytesOf(direction.bytesSent) },
    { name: lost, value: messages(direction.lost) },
    { name: sequence, value: String(direction.nextSequence) },
    { name: aux, value: bytesOf(direction.auxBytesMax) },
    { name: weight, value: String(direction.weight) },
    { name: shells, value: direction.shells },
  ];
}

/** One column a direction, one row a fact. */
function Comparison({ link, rows }: { readonly link: LinkInspection; readonly rows: (direction: Direction) => readonly Row[] }) {
  const columns = link.directions.map((direction) => ({ title: TEXTS.link.only(direction.from, direction.to), rows: rows(direction) }));
  const facts = (columns[0]?.rows ?? []).map(({ name }, i) => ({ name, cells: columns.map(({ title, rows: values }) => ({ shown: <Glow value={values[i]?.value ?? ""} of={`${link.id} ${title}`} /> })) }));
  return <ComparisonTable columns={columns.map(({ title }) => title)} rows={facts} />;
}
