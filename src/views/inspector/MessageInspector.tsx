import { lazy, memo, Suspense } from "react";
import type { CompareWith, MessageInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { MessageView, Ui } from "../../store/ui.ts";
import { BytesView } from "../bytes/BytesView.tsx";
import { Button } from "../controls/button.tsx";
import { CopyOf } from "../copies/CopyOf.tsx";
import { Section, Segmented } from "../controls/field.tsx";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { VerdictView } from "../message/VerdictView.tsx";
import { MessageMark } from "../stage/MessageMark.tsx";
import { RuleText } from "../controls/RuleText.tsx";
import { RecordView } from "../secure/RecordView.tsx";
import { OutOfBandSection } from "../shm/OutOfBand.tsx";
import { TEXTS } from "../../texts/page.ts";
import { timeOf } from "../../texts/units.ts";
import { Facts, Lead } from "./Facts.tsx";
import "../message/message.css";
import { LedTo } from "../causality/LedTo.tsx";
import { Why } from "./Why.tsx";

const Hops = lazy(() => import("../message/Hops.tsx").then((loaded) => ({ default: loaded.Hops })));
const CompareView = lazy(() => import("../message/CompareView.tsx").then((loaded) => ({ default: loaded.CompareView })));

interface MessageInspectorProps {
  readonly session: Session;
  readonly message: MessageInspection;
  readonly view: MessageView;
  readonly compareWith: CompareWith | null;
  readonly trail: Ui["trail"];
}

/** A message: what it means in one sentence, its fate, its bytes, and why it was sent. */
export const MessageInspector = memo(function MessageInspector({ session, message, view, compareWith, trail }: MessageInspectorProps) {
  const onRule = (rule: string) => session.ui.openDialog({ kind: "rules", rule });
  return (
    <>
      <Section className="first">
        <p className="say">
          <MessageMark size={14} family={message.family} reply={message.description.flags.includes("REPLY")} /> {message.sentence}
        </p>
        <Facts
          of={String(message.message)}
          facts={[
            {
              name: TEXTS.message.on,
              value: message.link,
              shown: (
                <>
                  <Lead onClick={() => session.select({ kind: "link", link: message.link })}>{message.link}</Lead>, <Lead onClick={() => session.select({ kind: "node", node: message.from })}>{message.from}</Lead> → <Lead onClick={() => session.select({ kind: "node", node: message.to })}>{message.to}</Lead>
                </>
              ),
            },
            { name: TEXTS.message.sent, value: timeOf(message.sentUs) },
            ...(message.arriveUs === null ? [] : [{ name: message.fate === "in flight" || message.fate === "queued" ? TEXTS.message.arrives : TEXTS.message.arrived, value: timeOf(message.arriveUs) }]),
            ...(message.copyOf === null ? [] : [{ name: TEXTS.copies.fact, value: String(message.copyOf.number), shown: <CopyOf session={session} message={message.message} copyOf={message.copyOf} /> }]),
            { name: TEXTS.message.fate, value: message.fate, shown: <RuleText text={message.fateText || message.fate} onRule={onRule} /> },
          ]}
        />
        {message.verdict !== null && message.verdict.kind !== "on its way" && <VerdictView brief session={session} verdict={message.verdict} />}
        <Acts session={session} message={message} />
      </Section>
      <Section>
        <Segmented label={MESSAGE_TEXTS.views.label} value={view} choices={VIEWS} onChoose={session.ui.showMessageAs} />
      </Section>
      {view === "bytes" && <Bytes message={message} onRule={onRule} />}
      <Suspense fallback={<div className="late" />}>
        {view === "way" && <Hops session={session} message={message.message} onRule={onRule} />}
        {view === "compare" && <CompareView session={session} message={message.message} chosen={compareWith} trail={trail} />}
      </Suspense>
      <Why why={message.why} end={TEXTS.inspector.thisMessage} onEvent={(event) => void session.showEvent(event)} onRule={onRule} />
      <LedTo session={session} of={{ kind: "message", message: message.message }} state={message.fate} />
    </>
  );
});

const VIEWS = [
  { value: "bytes", text: MESSAGE_TEXTS.views.bytes },
  { value: "way", text: MESSAGE_TEXTS.views.way },
  { value: "compare", text: MESSAGE_TEXTS.views.compare },
] as const;

function Bytes({ message, onRule }: { readonly message: MessageInspection; readonly onRule: (rule: string) => void }) {
  return (
    <>
      {message.record !== null && (
        <>
          <RecordView record={message.record} />
          <Section title={TEXTS.secure.inTheClear}>
            <p className="field-hint">{TEXTS.secure.inTheClearHint}</p>
          </Section>
        </>
      )}
      <BytesView description={message.description} onRule={onRule} />
      {message.outOfBand !== null && <OutOfBandSection outOfBand={message.outOfBand} />}
    </>
  );
}

function Acts({ session, message }: Pick<MessageInspectorProps, "session" | "message">) {
  const number = message.message;
  return (
    <div className="act-row">
      <Button small onClick={() => void session.editMessage(number)}>
        {MESSAGE_TEXTS.edit}
      </Button>
      {message.record !== null && (
        <Button small onClick={() => void session.editMessage(number, true)}>
          {MESSAGE_TEXTS.editRecord}
        </Button>
      )}
      {message.fate === "in flight" && (
        <>
          <Button small onClick={() => session.onCommand({ do: "dropMessage", message: number })}>
            {TEXTS.message.drop}
          </Button>
          <Button small onClick={() => session.onCommand({ do: "delayMessage", message: number, us: 10_000 })}>
            {TEXTS.message.delay}
          </Button>
          <Button small onClick={() => session.onCommand({ do: "duplicateMessage", message: number })}>
            {TEXTS.message.duplicate}
          </Button>
          <Button small onClick={() => session.onCommand({ do: "corruptMessage", message: number, bit: message.record === null ? FLIPPED_BIT : FLIPPED_RECORD_BIT })}>
            {TEXTS.message.corrupt}
          </Button>
        </>
      )}
    </div>
  );
}

/** A bit of the msgid: the checksum of the header notices it. */
const FLIPPED_BIT = 67;
/** A bit of the ciphertext: the tag of the record notices it. */
const FLIPPED_RECORD_BIT = 200;
