import { Popover } from "radix-ui";
import { useState } from "react";
import type { BreakpointShown, TapeShown } from "../../port/messages.ts";
import { CHECK_BREAKS } from "../../store/contract.ts";
import type { Session } from "../../store/session.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { CheckField, EmptyState, SelectField, TextField } from "../controls/field.tsx";
import { quotedName } from "../filter/quote.ts";
import { TapeForm } from "./TapeForm.tsx";
import { TAPE_TEXTS } from "../../texts/tape.ts";

const { breakpoints: TEXTS } = TAPE_TEXTS;

/** For those who do not type: what a run may stop at, as filters. */
const READY = [
  { value: "event == transactionAborted", text: TEXTS.aborts },
  { value: "event in {spanReceived, spanUpdated, spanClosed, bestChanged}", text: TEXTS.span },
  { value: CHECK_BREAKS, text: TEXTS.invariant },
  { value: "severity == violation", text: TEXTS.violation },
  { value: "kind == deliver", text: TEXTS.delivery },
  { value: "kind == lost", text: TEXTS.lost },
] as const;

/** Where a run that plays stops: predicates in the filter language, with a form for those who do not type. */
export function BreakpointList({ session, tape }: { readonly session: Session; readonly tape: TapeShown }) {
  const { breakpoints } = tape;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button small data-many={breakpoints.length > 0 || undefined}>
          {TEXTS.open(breakpoints.length)}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover tape-popover wide" side="top" align="end" sideOffset={8} collisionPadding={8} aria-label={TEXTS.label}>
          <h3>{TEXTS.label}</h3>
          <p className="field-hint">{TEXTS.hint}</p>
          {breakpoints.length === 0 && <EmptyState>{TEXTS.empty}</EmptyState>}
          <ul className="breakpoint-list">
            {breakpoints.map((one) => (
              <li key={one.id}>
                <BreakpointRow session={session} breakpoint={one} />
              </li>
            ))}
          </ul>
          <ReadyForm session={session} />
          <OwnForm session={session} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function BreakpointRow({ session, breakpoint: { id, filter, enabled, hits } }: { readonly session: Session; readonly breakpoint: BreakpointShown }) {
  return (
    <>
      <CheckField label={filter} checked={enabled} onCheck={(on) => session.enableBreakpoint(id, on)} />
      <span className="muted">{hits === 0 ? "" : TEXTS.hits(hits)}</span>
      <IconButton look="quiet" small icon="close" label={TEXTS.remove(filter)} onClick={() => session.removeBreakpoint(id)} />
    </>
  );
}

function ReadyForm({ session }: { readonly session: Session }) {
  const [what, setWhat] = useState<string>(READY[0].value);
  const [node, setNode] = useState("");
  const nodes = (session.mirror.getState().topology?.nodes ?? []).map(({ id }) => ({ value: id, text: id }));
  return (
    <TapeForm onSubmit={() => session.addBreakpoint(node === "" || what === CHECK_BREAKS ? what : `${what} and node == ${quotedName(node)}`)}>
      <SelectField label={TEXTS.ready} value={what} choices={READY} onChoose={setWhat} />
      <SelectField label={TEXTS.node} value={node} choices={[{ value: "", text: TEXTS.any }, ...nodes]} disabled={what === CHECK_BREAKS} onChoose={setNode} />
      <Button small type="submit">
        {TEXTS.add}
      </Button>
    </TapeForm>
  );
}

function OwnForm({ session }: { readonly session: Session }) {
  const [text, setText] = useState("");
  return (
    <TapeForm onSubmit={() => session.addBreakpoint(text)}>
      <TextField label={TEXTS.own} value={text} placeholder="cmd == LNK_SPAN and flags has DELETE" spellCheck={false} required onChange={(event) => setText(event.target.value)} />
      <Button small type="submit">
        {TEXTS.add}
      </Button>
    </TapeForm>
  );
}
