import { useState } from "react";
import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState, SelectField, TextField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { shortUuid } from "../../texts/units.ts";
import { PFS_TYPES } from "../offers/pfs-types.ts";
import { StatusForm } from "../offers/StatusForm.tsx";
import { sayStatus } from "./status-text.ts";

interface OffersProps {
  readonly session: Session;
  readonly node: NodeInspection;
  readonly litPfs: string | null;
}

/** What the node offers: light its tree, withdraw it, announce another. */
export function Offers({ session, node, litPfs }: OffersProps) {
  return (
    <>
      {node.offers.length === 0 && <EmptyState>{TEXTS.node.offersNone}</EmptyState>}
      <ul className="cards">
        {node.offers.map(({ label, type, clid, fsid, update }) => (
          <li key={label} className="card offer">
            <p>
              <b>{label}</b> <span className="muted">{type}</span>
              <small className="mono" title={`clid ${clid}, fsid ${fsid}`}>
                {shortUuid(fsid)}
              </small>
            </p>
            {update !== null && <p className="span-status">{sayStatus(update)}</p>}
            <span className="card-acts">
              <LightButton session={session} label={label} lit={label === litPfs} />
              <Button small look="quiet" onClick={() => session.onCommand({ do: "withdraw", node: node.id, pfs: label })}>
                {TEXTS.node.withdraw}
              </Button>
            </span>
            <StatusForm session={session} node={node.id} pfs={label} />
          </li>
        ))}
      </ul>
      <AnnounceForm session={session} node={node.id} />
    </>
  );
}

export function LightButton({ session, label, lit }: { readonly session: Session; readonly label: string; readonly lit: boolean }) {
  return (
    <Button small look="quiet" aria-pressed={lit} onClick={() => session.ui.lightTree(lit ? null : label)}>
      {lit ? TEXTS.node.lit : TEXTS.node.light}
    </Button>
  );
}

function AnnounceForm({ session, node }: { readonly session: Session; readonly node: string }) {
  const [label, setLabel] = useState("");
  const [type, setType] = useState<string>(PFS_TYPES[0]);
  const announce = async () => {
    if (await session.command({ do: "announce", node, pfs: { label: label.trim(), type } })) setLabel("");
  };
  return (
    <details className="more">
      <summary>{TEXTS.node.announceMore}</summary>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void announce();
        }}
      >
        <div className="form-row">
          <TextField label={TEXTS.node.label} value={label} maxLength={63} required onChange={(event) => setLabel(event.target.value)} />
          <SelectField label={TEXTS.node.type} value={type} choices={PFS_TYPES.map((value) => ({ value, text: value }))} onChoose={setType} />
        </div>
        <Button type="submit" small>
          {TEXTS.node.announce}
        </Button>
      </form>
    </details>
  );
}
