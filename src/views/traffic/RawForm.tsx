import { useId, useState } from "react";
import type { TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Draft } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { Segmented, SelectField } from "../controls/field.tsx";
import { TEXTS } from "../texts.ts";
import { cleanHex, spacedHex } from "./hex-text.ts";
import { TEMPLATES } from "./templates.ts";
import { Verdict } from "./Verdict.tsx";
import { kept } from "./ways.ts";

interface RawFormProps {
  readonly session: Session;
  readonly topology: TopologyView;
  readonly draft: Draft;
  /** the inspector shows the draft */
  readonly looking: boolean;
}

/** Any bytes onto a link: from a template or from a message that was looked at; the inspector takes them apart meanwhile. */
export function RawForm({ session, topology, draft, looking }: RawFormProps) {
  const id = useId();
  const [chosenLink, setLink] = useState("");
  const [chosenFrom, setFrom] = useState("");
  const [how, setHow] = useState<"sender" | "raw">("sender");
  const links = topology.links.map((one) => ({ value: one.id, text: one.id }));
  const link = kept(chosenLink, links);
  const ends = endsOf(topology, link);
  const from = kept(chosenFrom, ends);
  const hex = cleanHex(draft.hex);
  const write = (text: string) => {
    session.select({ kind: "draft" });
    void session.draft(text);
  };
  const fill = async (name: string) => {
    const template = TEMPLATES.find((one) => one.title === name);
    if (template !== undefined) write(spacedHex((await session.query({ query: "template", ...template.fields })).hex));
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (hex !== null) void session.inject({ do: "inject", link, from, bytes: hex, how });
      }}
    >
      <div className="form-row">
        <SelectField label={TEXTS.traffic.link} value={link} choices={links} onChoose={setLink} />
        <SelectField label={TEXTS.traffic.sender} value={from} choices={ends} onChoose={setFrom} />
      </div>
      <SelectField label={TEXTS.traffic.template} value="" choices={[{ value: "", text: TEXTS.traffic.templateNone }, ...TEMPLATES.map(({ title }) => ({ value: title, text: title }))]} onChoose={(name) => void fill(name)} />
      <div className="field">
        <label htmlFor={id}>{TEXTS.traffic.hex}</label>
        <textarea id={id} className="input hex-input" rows={6} spellCheck={false} autoComplete="off" value={draft.hex} aria-invalid={hex === null} aria-describedby={`${id}-verdict`} onChange={(event) => write(event.target.value)} />
      </div>
      <output id={`${id}-verdict`} aria-live="polite">
        <Verdict draft={draft} valid={hex !== null} onRule={(rule) => session.ui.openDialog({ kind: "rules", rule })} onLook={looking ? null : () => session.select({ kind: "draft" })} />
      </output>
      <Segmented label={TEXTS.traffic.how} value={how} choices={HOW} onChoose={setHow} />
      <p className="field-hint">{how === "sender" ? TEXTS.traffic.howSenderHint : TEXTS.traffic.howRawHint}</p>
      <Button type="submit" disabled={hex === null || hex === "" || link === ""}>
        {TEXTS.traffic.inject}
      </Button>
    </form>
  );
}

const HOW = [
  { value: "sender", text: TEXTS.traffic.howSender },
  { value: "raw", text: TEXTS.traffic.howRaw },
] as const;

function endsOf(topology: TopologyView, link: string): { readonly value: string; readonly text: string }[] {
  const found = topology.links.find(({ id }) => id === link);
  if (found === undefined) return [];
  return [found.a, found.b].map((end) => topology.nodes[end]!.id).map((id) => ({ value: id, text: id }));
}
