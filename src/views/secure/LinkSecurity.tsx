import { memo } from "react";
import type { LinkInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { ComparisonTable } from "../controls/ComparisonTable.tsx";
import { Section } from "../controls/field.tsx";
import { Glow } from "../controls/glow.tsx";
import { TEXTS } from "../../texts/page.ts";
import { grouped } from "../../texts/units.ts";
import { replaced } from "./replace-link.ts";
import "./secure.css";

interface LinkSecurityProps {
  readonly session: Session;
  readonly link: LinkInspection;
}

type End = LinkInspection["directions"][number];

/** LINK-02: at each end what it wants, how far it has come, whose keys it has seen, how many records went each way, and why it refused. */
export const LinkSecurity = memo(function LinkSecurity({ session, link }: LinkSecurityProps) {
  if (link.directions.some(({ security }) => !security.possible)) return null;
  const clear = link.directions.every(({ security }) => !security.wanted);
  return (
    <Section title={TEXTS.secure.title}>
      {clear ? <p className="field-hint">{TEXTS.secure.clear}</p> : <Ends link={link} />}
      {!clear && <p className="field-hint">{TEXTS.secure.simulation}</p>}
      <div className="act-row secure-acts">
        <Button small onClick={() => replaced(link, clear ? "require" : "none").forEach((command) => session.onCommand(command))}>
          {clear ? TEXTS.secure.encrypt : TEXTS.secure.decrypt}
        </Button>
      </div>
    </Section>
  );
});

function Ends({ link }: { readonly link: LinkInspection }) {
  const rows = FACTS.filter(({ value }) => link.directions.some((end) => value(end) !== "")).map(({ name, value, kind }) => ({
    name,
    cells: link.directions.map((end) => ({ shown: <Glow value={value(end) || TEXTS.secure.nothing} of={`${link.id} ${end.from}`} />, kind: value(end) === "" ? undefined : kind })),
  }));
  return <ComparisonTable columns={link.directions.map(({ from }) => TEXTS.secure.at(from))} rows={rows} />;
}

const FACTS: readonly { readonly name: string; readonly value: (end: End) => string; readonly kind?: "key" | "refusal" }[] = [
  { name: TEXTS.secure.wish, value: ({ security }) => security.wish },
  { name: TEXTS.secure.state, value: ({ security }) => security.state },
  { name: TEXTS.secure.ownKey, value: ({ security }) => security.ownKey, kind: "key" },
  { name: TEXTS.secure.peerKey, value: ({ security }) => security.peerKey, kind: "key" },
  { name: TEXTS.secure.sealed, value: ({ security }) => grouped(security.sealed) },
  { name: TEXTS.secure.opened, value: ({ security }) => grouped(security.opened) },
  { name: TEXTS.secure.refusal, value: ({ security }) => security.refusal, kind: "refusal" },
];
