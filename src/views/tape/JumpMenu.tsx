import { Popover } from "radix-ui";
import { useState } from "react";
import type { Session } from "../../store/session.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { NumberField, TextField } from "../controls/field.tsx";
import { JUMPS } from "./jumps.ts";
import { TapeForm } from "./TapeForm.tsx";
import { TAPE_TEXTS } from "../../texts/tape.ts";

const { jump: TEXTS } = TAPE_TEXTS;
const FAR_US = 50_000;

/** To the previous or next event of a kind, by a time, or by any filter. */
export function JumpMenu({ session, nowUs }: { readonly session: Session; readonly nowUs: number }) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button small look="quiet">
          {TEXTS.label}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover tape-popover" side="top" align="start" sideOffset={8} collisionPadding={8} aria-label={TEXTS.label}>
          <ul className="tape-jumps">
            {JUMPS.map(({ id, title, filter }) => (
              <li key={id}>
                <Pair title={title} previous={TEXTS.previousOf(title)} next={TEXTS.nextOf(title)} onGo={(back) => session.jump(filter, back)} />
              </li>
            ))}
            <li>
              <Pair title={TEXTS.by} previous={TEXTS.back50} next={TEXTS.on50} onGo={(back) => session.seekTime(nowUs + (back ? -FAR_US : FAR_US))} />
            </li>
          </ul>
          <OwnFilter session={session} />
          <ToTime session={session} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface PairProps {
  readonly title: string;
  readonly previous: string;
  readonly next: string;
  readonly onGo: (back: boolean) => void;
}

function Pair({ title, previous, next, onGo }: PairProps) {
  return (
    <>
      <IconButton look="quiet" small icon="back" label={previous} onClick={() => onGo(true)} />
      <span>{title}</span>
      <IconButton look="quiet" small icon="right" label={next} onClick={() => onGo(false)} />
    </>
  );
}

function OwnFilter({ session }: { readonly session: Session }) {
  const [text, setText] = useState("");
  return (
    <TapeForm
      onSubmit={() => {
        if (text.trim() !== "") session.jump(text, false);
      }}
    >
      <TextField label={TEXTS.filter} value={text} placeholder="event == spanReceived and node == B" spellCheck={false} onChange={(event) => setText(event.target.value)} />
      <Button small type="button" disabled={text.trim() === ""} onClick={() => session.jump(text, true)}>
        {TEXTS.previous}
      </Button>
      <Button small type="submit" disabled={text.trim() === ""}>
        {TEXTS.next}
      </Button>
    </TapeForm>
  );
}

function ToTime({ session }: { readonly session: Session }) {
  const [text, setText] = useState("");
  return (
    <TapeForm onSubmit={() => session.seekTime(Number(text) * 1_000_000)}>
      <NumberField label={TEXTS.time} value={text} min={0} step="any" required onChange={(event) => setText(event.target.value)} />
      <Button small type="submit">
        {TEXTS.goTo}
      </Button>
    </TapeForm>
  );
}
