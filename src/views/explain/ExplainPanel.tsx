import { useStore } from "zustand";
import type { Frame, TopologyView } from "../../port/messages.ts";
import { EXPLAIN_TOPICS, type ExplainState, type ExplainTopic } from "../../store/explain.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState, Segmented, SelectField } from "../controls/field.tsx";
import { ClimbView } from "./ClimbView.tsx";
import { NodeKnowledge } from "./NodeKnowledge.tsx";
import { SpansView } from "./SpansView.tsx";
import { TEXTS } from "../../texts/explain.ts";
import { WaveView } from "./WaveView.tsx";
import { WhatIfView } from "./WhatIfView.tsx";
import "./explain.css";

interface ExplainPanelProps {
  readonly session: Session;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
  readonly pfs: string | null;
}

const TOPICS = EXPLAIN_TOPICS.map((topic) => ({ value: topic, text: TEXTS.topics[topic] }));

/** Why a node knows what it knows, who heard when, what a cut would change. */
export function ExplainPanel({ session, topology, panel, pfs }: ExplainPanelProps) {
  const explain = useStore(session.explain.store);
  if (topology === null || panel === null) return null;
  return (
    <div className="explain">
      <div className="explain-head">
        <Segmented<ExplainTopic> label={TEXTS.topic} value={explain.topic} choices={TOPICS} onChoose={session.explain.setTopic} />
        <div className="explain-of">
          {explain.topic !== "wave" && explain.topic !== "whatIf" && (
            <SelectField bare label={TEXTS.node} value={explain.node ?? ""} choices={[{ value: "", text: TEXTS.noNode }, ...topology.nodes.map(({ id }) => ({ value: id, text: id }))]} onChoose={(node) => node !== "" && session.select({ kind: "node", node })} />
          )}
          {explain.topic !== "view" && explain.topic !== "whatIf" && (
            <SelectField bare label={TEXTS.pfs} value={pfs ?? ""} choices={[{ value: "", text: TEXTS.noPfs }, ...panel.pfs.map(({ label, node }) => ({ value: label, text: label === node ? label : `${label} (${node})` }))]} onChoose={(label) => session.ui.lightTree(label === "" ? null : label)} />
          )}
        </div>
      </div>
      <Room session={session} explain={explain} topology={topology} panel={panel} pfs={pfs} />
    </div>
  );
}

interface RoomProps {
  readonly session: Session;
  readonly explain: ExplainState;
  readonly topology: TopologyView;
  readonly panel: Frame;
  readonly pfs: string | null;
}

function Room({ session, explain, topology, panel, pfs }: RoomProps) {
  const { topic, node, answer } = explain;
  switch (topic) {
    case "spans":
      if (node === null || pfs === null) return <EmptyState>{TEXTS.needsBoth}</EmptyState>;
      return answer?.spans?.node === node && answer.spans.pfs === pfs ? <SpansView session={session} spans={answer.spans} /> : null;
    case "wave":
      if (pfs === null) return <EmptyState>{TEXTS.needsPfs}</EmptyState>;
      return answer?.wave?.pfs === pfs ? <WaveView session={session} wave={answer.wave} /> : null;
    case "whatIf":
      return <WhatIfView session={session} asked={explain.whatIf} topology={topology} panel={panel} />;
    case "climb":
      if (node === null || pfs === null) return <EmptyState>{TEXTS.needsBoth}</EmptyState>;
      return answer?.climb?.node === node && answer.climb.pfs === pfs ? <ClimbView session={session} climb={answer.climb} nowUs={answer.nowUs} /> : null;
    case "view":
      if (node === null) return <EmptyState>{TEXTS.needsNode}</EmptyState>;
      return answer?.view?.node === node ? <NodeKnowledge session={session} view={answer.view} /> : null;
  }
}
