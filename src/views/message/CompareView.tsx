import { useMemo, useState } from "react";
import type { CompareWith, Comparison, ComparedSide } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Ui } from "../../store/ui.ts";
import { useFieldWalk } from "../bytes/field-walk.ts";
import { bytesOfHex, fieldOfBytes, hexRows } from "../bytes/hex-rows.ts";
import { HexView } from "../bytes/HexView.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState, NumberField, Section } from "../controls/field.tsx";
import { ChangeTable } from "./ChangeTable.tsx";
import { changedAgainst } from "./marks.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { useAnswer } from "./use-answer.ts";

const T = MESSAGE_TEXTS.compare;

interface CompareViewProps {
  readonly session: Session;
  readonly message: number;
  readonly chosen: CompareWith | null;
  readonly trail: Ui["trail"];
}

/** This message beside another: the one looked at before, one by its number, the element or the hop before it. */
export function CompareView({ session, message, chosen, trail }: CompareViewProps) {
  const [number, setNumber] = useState("");
  const last = lastMessage(trail, message);
  const choose = (other: CompareWith): void => session.ui.compareWith(other);
  const isChosen = (other: CompareWith): boolean => JSON.stringify(other) === JSON.stringify(chosen);
  return (
    <>
      <Section title={T.with}>
        <div className="act-row">
          {last !== null && (
            <Button small aria-pressed={isChosen({ message: last })} onClick={() => choose({ message: last })}>
              {T.last(last)}
            </Button>
          )}
          <Button small aria-pressed={isChosen("previousElement")} onClick={() => choose("previousElement")}>
            {T.element}
          </Button>
          <Button small aria-pressed={isChosen("previousHop")} onClick={() => choose("previousHop")}>
            {T.hop}
          </Button>
        </div>
        <form
          className="compare-number"
          onSubmit={(event) => {
            event.preventDefault();
            if (/^\d+$/.test(number)) choose({ message: Number(number) });
          }}
        >
          <NumberField label={T.number} value={number} min={0} step={1} required onChange={(event) => setNumber(event.target.value)} />
          <Button small type="submit">
            {T.go}
          </Button>
        </form>
      </Section>
      {chosen === null ? <EmptyState>{T.pick}</EmptyState> : <Compared session={session} message={message} chosen={chosen} />}
    </>
  );
}

function lastMessage(trail: Ui["trail"], message: number): number | null {
  const found = trail.findLast((one) => one.kind === "message" && one.message !== message);
  return found?.kind === "message" ? found.message : null;
}

function Compared({ session, message, chosen }: { readonly session: Session; readonly message: number; readonly chosen: CompareWith }) {
  const answer = useAnswer(session, `compare ${message} ${JSON.stringify(chosen)}`, { query: "compare", message, with: chosen });
  const [swapped, setSwapped] = useState(false);
  if (answer === null) return <div className="late" />;
  const { comparison, error } = answer;
  if (comparison === null) return <EmptyState>{error}</EmptyState>;
  return <Sides session={session} comparison={swapped ? mirrored(comparison) : comparison} onSwap={() => setSwapped(!swapped)} />;
}

function mirrored({ a, b, changes }: Comparison): Comparison {
  const { bytes, fields, bytesA, bytesB } = changes;
  return { a: b, b: a, changes: { bytes, fields: fields.map(({ a: at, b: bt, ...field }) => ({ ...field, a: bt, b: at })), bytesA: bytesB, bytesB: bytesA } };
}

function Sides({ session, comparison: { a, b, changes }, onSwap }: { readonly session: Session; readonly comparison: Comparison; readonly onSwap: () => void }) {
  return (
    <div className="bytes-view">
      <Section
        title={changes.bytes.length === 0 ? T.same : T.differs(changes.bytes.length, changes.fields.length)}
        side={
          <Button small look="quiet" onClick={onSwap}>
            {T.swap}
          </Button>
        }
      >
        <ChangeTable changes={changes} a={a.description} b={b.description} headA={String(a.message)} headB={String(b.message)} />
      </Section>
      <div className="two-sides">
        <Side session={session} side={a} changed={changedAgainst(changes, b.description)} />
        <Side session={session} side={b} changed={changedAgainst(changes, a.description)} />
      </div>
    </div>
  );
}

function Side({ session, side, changed }: { readonly session: Session; readonly side: ComparedSide; readonly changed: ReadonlyMap<number, string> }) {
  const { hex, fields, crcs } = side.description;
  const { lit, setLit } = useFieldWalk(fields);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const bytes = useMemo(() => bytesOfHex(hex), [hex]);
  const rows = useMemo(() => hexRows(bytes, fieldOfBytes(fields, bytes.length), unfolded), [bytes, fields, unfolded]);
  return (
    <section className="section" aria-label={T.side(side.message, side.from, side.to)}>
      <header className="section-head">
        <h3>
          <button type="button" className="lead" onClick={() => session.select({ kind: "message", message: side.message })}>
            {T.side(side.message, side.from, side.to)}
          </button>
        </h3>
      </header>
      <HexView rows={rows} total={bytes.length} fields={fields} crcs={crcs} lit={lit} litCrc={null} onLit={setLit} onUnfold={(offset) => setUnfolded(new Set([...unfolded, offset]))} changed={new Map([...changed].filter(([at]) => at < bytes.length))} />
    </section>
  );
}
