import type { LinkInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { Glow } from "../controls/glow.tsx";
import { TEXTS } from "../../texts/page.ts";
import { grouped } from "../../texts/units.ts";
import { FilterForm } from "./FilterForm.tsx";
import { WeightForm } from "./WeightForm.tsx";
import "./link-ends.css";

type Direction = LinkInspection["directions"][number];

/** LINK-05, SPAN-02: what each end asks its peer for and how it weighs the link, and forms that change it. */
export function LinkEnds({ session, link }: { readonly session: Session; readonly link: LinkInspection }) {
  return (
    <div className="link-ends">
      {link.directions.map((direction) => (
        <End key={direction.from} session={session} link={link.id} direction={direction} />
      ))}
    </div>
  );
}

function End({ session, link, direction }: { readonly session: Session; readonly link: string; readonly direction: Direction }) {
  const { from, to, asksText, keptOut, conn, connOpen, weight, leaf } = direction;
  const name = TEXTS.link.end(from, to);
  const of = `${link} ${from}`;
  const node = from;
  return (
    <section className="card" aria-label={name}>
      <h4>{name}</h4>
      <p className="link-end-says">
        <Glow value={asksText} of={of}>
          <b>{asksText}</b>
        </Glow>
        <span className="muted">
          CONN <Glow value={conn} of={of} /> · {TEXTS.link.keptOut.toLowerCase()} <Glow value={keptOut} of={of}>{`${grouped(keptOut)} ${TEXTS.link.spans[keptOut === 1 ? 0 : 1]}`}</Glow>
        </span>
      </p>
      {leaf && <p className="field-hint">{TEXTS.link.leafAsks}</p>}
      <FilterForm key={`${direction.asks.label} ${direction.asks.clid} ${direction.asks.fsid}`} session={session} link={link} direction={direction} />
      <div className="card-acts">
        {connOpen ? (
          <Button small look="quiet" onClick={() => session.onCommand({ do: "closeConn", link, node })}>
            {TEXTS.link.closeConn}
          </Button>
        ) : (
          <Button small look="quiet" onClick={() => session.onCommand({ do: "setFilter", link, node, filter: asked(direction) })}>
            {TEXTS.link.openConn}
          </Button>
        )}
      </div>
      <WeightForm key={weight} session={session} link={link} node={from} weight={weight} />
    </section>
  );
}

/** What it asks for now, as a command says it. */
function asked({ asks: { label, clid, fsid } }: Direction): { readonly label?: string; readonly clid?: string; readonly fsid?: string } {
  return { ...(label === "" ? {} : { label }), ...(clid === "" ? {} : { clid }), ...(fsid === "" ? {} : { fsid }) };
}
