import type { CapturedPacketShown, CapturedPartShown } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { BytesView } from "../bytes/BytesView.tsx";
import { Button } from "../controls/button.tsx";
import { EmptyState, Section } from "../controls/field.tsx";
import { RuleLink } from "../controls/RuleLink.tsx";
import { Sign } from "./PacketList.tsx";

const texts = CAPTURE_PAGE_TEXTS.open;

interface PacketViewProps {
  readonly session: Session;
  readonly packet: CapturedPacketShown;
  readonly onFrame: (frame: number) => void;
}

/** One packet: what is wrong with it, the transaction it belongs to, its bytes and fields. */
export function PacketView({ session, packet, onFrame }: PacketViewProps) {
  const { row, lane, comments, parts } = packet;
  const onRule = (rule: string): void => session.ui.openDialog({ kind: "rules", rule });
  return (
    <>
      <Section className="first">
        <p className="lead-line">{row.sentence}</p>
        <p className="muted">
          {[texts.frame(row.frame, row.at), lane, ...(row.received ? [texts.received] : [])].join(" · ")}
        </p>
      </Section>
      {comments.length > 0 && row.kind !== "event" && (
        <Section title={texts.comments}>
          {comments.map((comment) => (
            <p key={comment}>{comment}</p>
          ))}
        </Section>
      )}
      {parts.map((part, at) => (
        // the parts of a packet do not change
        <Part key={at} part={part} onRule={onRule} onFrame={onFrame} />
      ))}
      {parts.length === 0 && <EmptyState>{row.kind === "event" ? texts.event : texts.nothing}</EmptyState>}
    </>
  );
}

function Part({ part, onRule, onFrame }: { readonly part: CapturedPartShown; readonly onRule: (rule: string) => void; readonly onFrame: (frame: number) => void }) {
  const { marks, transaction, description } = part;
  return (
    <>
      {marks.length > 0 && (
        <Section title={texts.marks}>
          <ul className="packet-marks">
            {marks.map(({ text, rule, severity }) => (
              <li key={text} data-severity={severity}>
                <Sign of={severity} /> {text} <RuleLink rule={rule} onRule={onRule} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {transaction !== null && (
        <Section title={texts.transaction(transaction.number, transaction.opener)}>
          <div className="act-row">
            <Button small look="quiet" onClick={() => onFrame(transaction.openedIn)}>
              {texts.openedIn} {transaction.openedIn}
            </Button>
            {transaction.repliedIn > 0 && (
              <Button small look="quiet" onClick={() => onFrame(transaction.repliedIn)}>
                {texts.repliedIn} {transaction.repliedIn}
              </Button>
            )}
          </div>
        </Section>
      )}
      <BytesView description={description} onRule={onRule} />
    </>
  );
}
