import type { ReactNode } from "react";
import type { Frame, TopologyView } from "../../port/messages.ts";
import { cutOrHeal } from "../stage/commands.ts";
import { isCut, linkState } from "../stage/facts.ts";
import type { Hands } from "../stage/hands.ts";
import { TEXTS as STAGE } from "../../texts/stage.ts";
import { knownLink, knownNodes, linkSentence, nodeSentence, pfsSentence, transactionSentence } from "./known-sentences.ts";
import type { StageView } from "./stage-explained.ts";
import { TEXTS } from "../../texts/explain.ts";

/** More would only slow a screen reader down. */
const LISTED_MAX = 250;

interface KnownListProps {
  readonly view: StageView;
  readonly topology: TopologyView;
  readonly frame: Frame | null;
  readonly hands: Hands;
}

/** The node view once more, as lists of sentences with buttons: nothing is named here that the node does not know. */
export function KnownList({ view, topology, frame, hands }: KnownListProps) {
  const { known } = view;
  const texts = TEXTS.view;
  return (
    <div className="visually-hidden stage-list">
      <Sentences label={texts.nodes(known.node)} things={knownNodes(view, topology)}>
        {(node) => {
          const { id } = topology.nodes[node]!;
          return (
            <button key={id} type="button" tabIndex={-1} data-node={id} aria-pressed={node === view.node} onClick={() => hands.select({ kind: "node", node: id })}>
              {nodeSentence(view, topology, node)}. {texts.look(id)}
            </button>
          );
        }}
      </Sentences>
      <Sentences label={texts.pfsOf(known.node)} things={known.pfs}>
        {(pfs) => (
          <button type="button" tabIndex={-1} onClick={() => hands.light(pfs.label)}>
            {pfsSentence(pfs)}. {texts.light}
          </button>
        )}
      </Sentences>
      <Sentences label={texts.linksOf(known.node)} things={view.links}>
        {({ link }) => (
          <button type="button" tabIndex={-1} data-link={topology.links[link]!.id} onClick={() => hands.command(cutOrHeal(topology, frame, link))}>
            {linkSentence(knownLink(view, topology, link)!)}. {isCut(linkState(frame, link)) ? STAGE.healAction : STAGE.cutAction}
          </button>
        )}
      </Sentences>
      <Sentences label={texts.transactionsOf(known.node)} things={known.transactions}>
        {(transaction) => (
          <button type="button" tabIndex={-1} onClick={() => hands.select({ kind: "transaction", name: transaction.name })}>
            {transactionSentence(transaction)}. {STAGE.selectAction}
          </button>
        )}
      </Sentences>
    </div>
  );
}

interface SentencesProps<Thing> {
  readonly label: string;
  readonly things: readonly Thing[];
  readonly children: (thing: Thing) => ReactNode;
}

function Sentences<Thing>({ label, things, children }: SentencesProps<Thing>) {
  if (things.length === 0) return null;
  return (
    <ul aria-label={label}>
      {things.slice(0, LISTED_MAX).map((thing, i) => (
        <li key={i}>{children(thing)}</li>
      ))}
      {things.length > LISTED_MAX && <li>{TEXTS.wave.andMore(things.length - LISTED_MAX)}</li>}
    </ul>
  );
}
