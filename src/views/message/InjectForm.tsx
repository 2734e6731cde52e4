import { useEffect, useState } from "react";
import type { MessageSheet, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Draft } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { NumberField, Section, Segmented, SelectField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { kept } from "../traffic/ways.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";

const T = MESSAGE_TEXTS.inject;

export type How = "sender" | "raw";

interface InjectFormProps {
  readonly session: Session;
  readonly topology: TopologyView;
  readonly draft: Draft;
  readonly sheet: MessageSheet;
  readonly digits: string;
  readonly nowUs: number;
  /** the message that the bytes are a copy of is in flight */
  readonly inFlight: boolean;
  readonly how: How;
  readonly onHow: (how: How) => void;
}

/** At which end of which link, how, and when. */
export function InjectForm({ session, topology, draft, sheet, digits, nowUs, inFlight, how, onHow }: InjectFormProps) {
  const [when, setWhen] = useState<"now" | "at">("now");
  const [atMs, setAtMs] = useState("");
  const links = topology.links.map((one) => ({ value: one.id, text: one.id }));
  const link = kept(draft.end?.link ?? "", links);
  const ends = endsOf(topology, link);
  const from = kept(draft.end?.from ?? "", ends);
  useEffect(() => {
    if (link !== "" && (draft.end?.link !== link || draft.end.from !== from)) void session.aimDraft({ link, from });
  }, [session, draft.end, link, from]);
  const aim = (end: { readonly link: string; readonly from: string }): void => void session.aimDraft(end);
  const whenUs = Math.round(Number(atMs) * 1_000);
  const isPast = when === "at" && !(atMs !== "" && whenUs >= nowUs);
  const send = (): void => {
    const command = { do: "inject", link, from, bytes: digits, how } as const;
    session.onCommand(when === "now" ? command : { do: "schedule", whenUs, command });
  };
  const plan = (value: "now" | "at"): void => {
    setWhen(value);
    if (value === "at" && !(whenUs >= nowUs)) setAtMs(String((Math.floor(nowUs / 1_000) + SOON_MS)));
  };
  return (
    <Section title={T.title}>
      <form
        id={INJECT_ID}
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPast) send();
        }}
      >
        <div className="form-row">
          <SelectField label={TEXTS.traffic.link} value={link} choices={links} onChoose={(chosen) => aim({ link: chosen, from: kept(from, endsOf(topology, chosen)) })} />
          <SelectField label={TEXTS.traffic.sender} value={from} choices={ends} onChoose={(chosen) => aim({ link, from: chosen })} />
        </div>
        <Segmented label={TEXTS.traffic.how} value={how} choices={HOW} onChoose={onHow} />
        <p className="field-hint">{how === "sender" ? TEXTS.traffic.howSenderHint : TEXTS.traffic.howRawHint}</p>
        {how === "sender" && sheet.description.crcs[0]?.good === false && <p className="field-hint">{T.headerCrc}</p>}
        {how === "raw" && sheet.sealed && <p className="field-hint">{T.sealed}</p>}
        <div className="form-row">
          <Segmented label={T.when} value={when} choices={WHEN} onChoose={plan} />
          {when === "at" && <NumberField label={T.atMs} unit={T.ms} value={atMs} min={0} step={0.001} required aria-invalid={isPast} onChange={(event) => setAtMs(event.target.value)} />}
        </div>
        {isPast && <p className="field-hint">{T.past(`${(nowUs / 1_000).toFixed(3)} ${T.ms}`)}</p>}
        <div className="act-row">
          <Button type="submit" disabled={digits === "" || link === "" || isPast}>
            {when === "now" ? T.go : T.plan}
          </Button>
          {draft.message !== null && (
            <Button disabled={!inFlight} onClick={() => session.onCommand({ do: "forgeMessage", message: draft.message!, bytes: digits })}>
              {T.replace(draft.message)}
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}

export const INJECT_ID = "inject-form";
/** So far ahead a time is proposed. */
const SOON_MS = 20;

const HOW = [
  { value: "sender", text: TEXTS.traffic.howSender },
  { value: "raw", text: TEXTS.traffic.howRaw },
] as const;
const WHEN = [
  { value: "now", text: T.now },
  { value: "at", text: T.at },
] as const;

function endsOf(topology: TopologyView, link: string): { readonly value: string; readonly text: string }[] {
  const found = topology.links.find(({ id }) => id === link);
  if (found === undefined) return [];
  const [a, b] = [topology.nodes[found.a]!.id, topology.nodes[found.b]!.id];
  return [
    { value: a, text: T.to(a, b) },
    { value: b, text: T.to(b, a) },
  ];
}
