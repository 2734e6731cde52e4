import { memo } from "react";
import type { Frame, TopologyView, TransactionLine } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Draft } from "../../store/ui.ts";
import { EmptyState } from "../controls/field.tsx";
import { Fold } from "../controls/Fold.tsx";
import { GeneratorsPart } from "../generators/GeneratorsPart.tsx";
import { GENERATOR_TEXTS } from "../../texts/generators.ts";
import { TEXTS } from "../../texts/page.ts";
import { OneWayForm } from "./OneWayForm.tsx";
import { OpenForm } from "./OpenForm.tsx";
import { OpenTransactions } from "./OpenTransactions.tsx";
import { RawForm } from "./RawForm.tsx";
import "./traffic.css";

interface TrafficPanelProps {
  readonly session: Session;
  readonly draft: Draft;
  readonly looking: boolean;
  readonly topology: TopologyView | null;
  readonly pfs: Frame["pfs"];
  readonly transactions: readonly TransactionLine[];
  readonly selected: string | null;
}

/** Everything that can be sent: transactions and their elements, one-way messages, raw bytes. */
export const TrafficPanel = memo(function TrafficPanel({ session, draft, topology, pfs, transactions, looking, selected }: TrafficPanelProps) {
  if (topology === null || topology.nodes.length === 0) return <EmptyState>{TEXTS.traffic.empty}</EmptyState>;
  return (
    <>
      <Fold title={TEXTS.traffic.openTitle} open>
        <OpenForm session={session} topology={topology} pfs={pfs} transactions={transactions} />
      </Fold>
      <Fold title={TEXTS.traffic.listTitle} open>
        <OpenTransactions session={session} transactions={transactions} selected={selected} />
      </Fold>
      <Fold title={GENERATOR_TEXTS.title}>
        <GeneratorsPart session={session} topology={topology} pfs={pfs} />
      </Fold>
      <Fold title={TEXTS.traffic.oneWayTitle}>
        <OneWayForm session={session} topology={topology} pfs={pfs} />
      </Fold>
      <Fold title={TEXTS.traffic.rawTitle}>
        <p className="muted">{TEXTS.traffic.rawText}</p>
        <RawForm session={session} draft={draft} looking={looking} />
      </Fold>
    </>
  );
});
