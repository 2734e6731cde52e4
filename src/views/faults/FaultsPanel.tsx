import { memo, useState } from "react";
import type { CutKind, Frame, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState, Section, Segmented } from "../controls/field.tsx";
import { useStable } from "../shell/stable.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { TEXTS } from "../../texts/page.ts";
import { BoltMark } from "../controls/mark.tsx";
import { LinkFaults } from "./LinkFaults.tsx";
import { NodeFaults } from "./NodeFaults.tsx";
import { linkRows, nodeRows, type LinkRow, type NodeRow } from "./rows.ts";
import "./faults.css";

interface FaultsPanelProps {
  readonly session: Session;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
}

/** Everything that can be broken, as lists: the same commands as clicks on the stage. */
export function FaultsPanel({ session, topology, panel }: FaultsPanelProps) {
  const [find, setFind] = useState("");
  const links = useStable(linkRows(topology, panel));
  const nodes = useStable(nodeRows(topology, panel));
  if (links.length === 0 && nodes.length === 0) return <EmptyState>{TEXTS.faults.empty}</EmptyState>;
  const wanted = find.trim().toLowerCase();
  const matches = ({ id }: { readonly id: string }) => id.toLowerCase().includes(wanted);
  return (
    <>
      <div className="faults-head">
        <Button title={TEXTS.faults.resumeAllHint} disabled={!links.some(({ cut }) => cut)} onClick={() => session.onCommand({ do: "resumeAll" })}>
          {TEXTS.faults.resumeAll}
        </Button>
        <input className="input" type="search" placeholder={TEXTS.faults.find} aria-label={TEXTS.faults.find} value={find} onChange={(event) => setFind(event.target.value)} />
      </div>
      <Section>
        <div className="faults-finder">
          <Button aria-haspopup="dialog" onClick={() => session.ui.openDialog({ kind: "finder" })}>
            <BoltMark /> {FINDER_TEXTS.open}
          </Button>
          <p className="field-hint">{FINDER_TEXTS.panel}</p>
        </div>
      </Section>
      <Lists session={session} links={links.filter(matches)} nodes={nodes.filter(matches)} />
    </>
  );
}

/** Apart, so that a frame which changed no state draws nothing. */
const Lists = memo(function Lists({ session, links, nodes }: { readonly session: Session; readonly links: readonly LinkRow[]; readonly nodes: readonly NodeRow[] }) {
  const [how, setHow] = useState<CutKind>("close");
  return (
    <>
      <Section title={TEXTS.faults.links}>
        <div className="how">
          <span className="muted">{TEXTS.faults.how}</span>
          <Segmented label={TEXTS.faults.how} value={how} choices={HOW} onChoose={setHow} />
        </div>
        <p className="field-hint">{HINTS[how]}</p>
        <LinkFaults session={session} rows={links} how={how} />
      </Section>
      <Section title={TEXTS.faults.nodes}>
        <NodeFaults session={session} rows={nodes} />
      </Section>
    </>
  );
});

const HOW = [
  { value: "close", text: TEXTS.faults.close },
  { value: "suspend", text: TEXTS.faults.suspend },
  { value: "silent", text: TEXTS.faults.silent },
] as const satisfies readonly { readonly value: CutKind; readonly text: string }[];

const HINTS: Readonly<Record<CutKind, string>> = { close: TEXTS.faults.closeHint, suspend: TEXTS.faults.suspendHint, silent: TEXTS.faults.silentHint };
