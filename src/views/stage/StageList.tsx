import { memo } from "react";
import type { Frame, TopologyView } from "../../port/messages.ts";
import { KnownList } from "../explain/KnownList.tsx";
import { cutOrHeal } from "./commands.ts";
import { isCut, linkSentence, linkState, nodeSentence } from "./facts.ts";
import type { Hands } from "./hands.ts";
import type { StageUi } from "./stage-props.ts";
import { TEXTS } from "../../texts/stage.ts";

/** More would only slow a screen reader down; the tables of the page list everything. */
const LISTED_MAX = 250;

interface StageListProps {
  readonly topology: TopologyView | null;
  readonly frame: Frame | null;
  readonly ui: StageUi;
  readonly hands: Hands;
}

/** The picture once more, as lists of sentences with buttons: for screen readers, and for whoever cannot point. */
export const StageList = memo(function StageList({ topology, frame, ui, hands }: StageListProps) {
  if (topology === null) return null;
  if (ui.explained?.kind === "view") return <KnownList view={ui.explained} topology={topology} frame={frame} hands={hands} />;
  return (
    <div className="visually-hidden stage-list">
      <ul aria-label={TEXTS.nodesList}>
        {topology.nodes.slice(0, LISTED_MAX).map(({ id }, node) => (
          <li key={id}>
            {ui.lookOnly === true ? (
              <>{nodeSentence(topology, frame, node, ui.watchedPfs)}.</>
            ) : (
              <button
                type="button"
                tabIndex={-1}
                data-node={id}
                aria-pressed={ui.selection?.kind === "node" && ui.selection.node === id}
                onClick={() => hands.select({ kind: "node", node: id })}
              >
                {nodeSentence(topology, frame, node, ui.watchedPfs)}. {TEXTS.selectAction}
              </button>
            )}
          </li>
        ))}
        <Rest count={topology.nodes.length - LISTED_MAX} />
      </ul>
      <ul aria-label={TEXTS.linksList}>
        {topology.links.slice(0, LISTED_MAX).map(({ id }, link) => (
          <li key={id}>
            {ui.lookOnly === true ? (
              <>{linkSentence(topology, frame, link)}.</>
            ) : (
              <button type="button" tabIndex={-1} data-link={id} onClick={() => hands.command(cutOrHeal(topology, frame, link))}>
                {linkSentence(topology, frame, link)}. {isCut(linkState(frame, link)) ? TEXTS.healAction : TEXTS.cutAction}
              </button>
            )}
          </li>
        ))}
        <Rest count={topology.links.length - LISTED_MAX} />
      </ul>
    </div>
  );
});

function Rest({ count }: { readonly count: number }) {
  return count > 0 ? <li>{TEXTS.moreInTables(count)}</li> : null;
}
