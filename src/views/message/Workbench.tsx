import { type KeyboardEvent, useMemo, useState } from "react";
import type { Frame, MessageSheet, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Draft } from "../../store/ui.ts";
import { changedBytes, cleanHex, spacedHex } from "../../store/workbench.ts";
import { CmdBits } from "../bytes/CmdBits.tsx";
import { FaultList } from "../bytes/FaultList.tsx";
import { useFieldWalk } from "../bytes/field-walk.ts";
import { FieldTable } from "../bytes/FieldTable.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState, Section } from "../controls/field.tsx";
import { Fold } from "../controls/Fold.tsx";
import { TEXTS } from "../../texts/page.ts";
import { Checks } from "./Checks.tsx";
import { FieldEditor } from "./FieldEditor.tsx";
import { HexEditor } from "./HexEditor.tsx";
import { type How, INJECT_ID, InjectForm } from "./InjectForm.tsx";
import { InjectionList } from "./InjectionList.tsx";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import "../bytes/bytes.css";
import "./message.css";

const T = MESSAGE_TEXTS.bench;

interface WorkbenchProps {
  readonly session: Session;
  readonly draft: Draft;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
}

/** Bytes being written: by byte, bit or field, with what a receiver would check; then sent, and judged. */
export function Workbench({ session, draft, topology, panel }: WorkbenchProps) {
  const [how, setHow] = useState<How>("sender");
  const digits = cleanHex(draft.hex) ?? "";
  const { sheet } = draft;
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- undo and redo, wherever the focus is inside
    <div className="workbench" onKeyDown={(event) => undoKey(event, session)}>
      {sheet === null || digits === "" ? <EmptyState>{draft.error ?? T.empty}</EmptyState> : <Bench session={session} draft={draft} sheet={sheet} digits={digits} how={how} />}
      {sheet !== null && topology !== null && <InjectForm session={session} topology={topology} draft={draft} sheet={sheet} digits={digits} nowUs={panel?.nowUs ?? 0} inFlight={isInFlight(panel, draft.message)} how={how} onHow={setHow} />}
      <InjectionList session={session} />
    </div>
  );
}

function undoKey(event: KeyboardEvent, session: Session): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  const key = event.key.toLowerCase();
  const act = key === "y" || (key === "z" && event.shiftKey) ? session.redoDraft : key === "z" ? session.undoDraft : null;
  if (act === null) return;
  event.preventDefault();
  event.stopPropagation();
  void act();
}

function isInFlight(panel: Frame | null, message: number | null): boolean {
  if (panel === null || message === null) return false;
  return panel.flights.message.subarray(0, panel.flights.count).includes(message);
}

interface BenchProps {
  readonly session: Session;
  readonly draft: Draft;
  readonly sheet: MessageSheet;
  readonly digits: string;
  readonly how: How;
}

function Bench({ session, draft, sheet, digits, how }: BenchProps) {
  const { description, forms } = sheet;
  const { lit, setLit, onKey, root } = useFieldWalk(description.fields);
  const [chosen, setChosen] = useState(-1);
  const changed = useMemo(() => new Map([...changedBytes(draft.original, digits)].map((at) => [at, draft.original.slice(2 * at, 2 * at + 2) || "–"])), [draft.original, digits]);
  const changedFields = useMemo(() => new Set(description.fields.flatMap(({ offset, length }, index) => ([...changed.keys()].some((at) => at >= offset && at < offset + length) ? [index] : []))), [description, changed]);
  const field = description.fields[chosen];
  const form = forms[chosen];
  const onRule = (rule: string): void => session.ui.openDialog({ kind: "rules", rule });
  return (
    <div className="bytes-view" ref={root}>
      <Section className="first">
        <p className="say">{sheet.sentence}</p>
        <p className="muted">
          {draft.message === null ? (
            T.made
          ) : (
            <button type="button" className="lead" onClick={() => session.select({ kind: "message", message: draft.message! })}>
              {T.copyOf(draft.message)}
            </button>
          )}
          , <span data-changed-count={changed.size}>{T.changed(changed.size)}</span>
        </p>
        <div className="act-row">
          <Button small disabled={draft.past.length === 0} onClick={() => void session.undoDraft()}>
            {T.undo}
          </Button>
          <Button small disabled={draft.future.length === 0} onClick={() => void session.redoDraft()}>
            {T.redo}
          </Button>
          <Button small disabled={changed.size === 0} onClick={() => void session.resetDraft()}>
            {T.reset}
          </Button>
          <Button small look="quiet" onClick={() => document.getElementById(INJECT_ID)?.scrollIntoView({ block: "start" })}>
            {T.toSending}
          </Button>
        </div>
      </Section>
      <Checks sheet={sheet} how={how} onEdit={session.editDraft} />
      <FaultList faults={description.faults} onRule={onRule} />
      <div className="bytes-and-fields">
        <Section title={T.bytes} side={<span className="section-side">{TEXTS.byteOrder[description.byteOrder as keyof typeof TEXTS.byteOrder]}</span>}>
          <HexEditor digits={digits} original={draft.original} changed={changed} description={description} lit={lit} onLit={setLit} onDigits={(now) => void session.draft(spacedHex(now))} onField={setLit} aim={field?.offset ?? -1} />
        </Section>
        <Section title={TEXTS.message.fields}>
          <p className="field-hint">{T.pickField}</p>
          <FieldTable
            description={description}
            lit={lit}
            onLit={setLit}
            onKey={onKey}
            changed={changedFields}
            chosen={{
              index: chosen,
              onChoose: (index) => setChosen(index === chosen ? -1 : index),
              below: field !== undefined && form !== undefined && <FieldEditor key={`${field.struct} ${field.name}`} field={field} form={form} digits={digits.slice(2 * field.offset, 2 * (field.offset + field.length))} auxText={description.auxText} onEdit={session.editDraft} />,
            }}
          />
        </Section>
      </div>
      <Fold title={TEXTS.message.cmd}>
        <CmdBits description={description} />
      </Fold>
    </div>
  );
}
