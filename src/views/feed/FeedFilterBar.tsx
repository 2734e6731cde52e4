import { useSyncExternalStore } from "react";
import type { Family, FeedFilter, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { FAMILIES } from "../../store/contract.ts";
import { isUnfiltered, NO_FILTER } from "../../store/ui.ts";
import { IconButton } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { MessageMark } from "../stage/MessageMark.tsx";
import { FilterField } from "../filter/FilterField.tsx";
import { FILTER_TEXTS } from "../../texts/filter.ts";
import { TEXTS } from "../../texts/page.ts";
import { grouped } from "../../texts/units.ts";

interface FeedFilterBarProps {
  readonly session: Session;
  readonly history: readonly string[];
  readonly filter: FeedFilter;
  readonly topology: TopologyView | null;
}

/** No family pressed = all of them. */
export function FeedFilterBar({ session, history, filter, topology }: FeedFilterBarProps) {
  const onFilter = session.ui.filterFeed;
  const toggle = (family: Family) => onFilter({ families: filter.families.includes(family) ? filter.families.filter((one) => one !== family) : [...filter.families, family] });
  const ids = (any: string, things: readonly { readonly id: string }[]) => [{ value: "", text: any }, ...things.map(({ id }) => ({ value: id, text: id }))];
  return (
    <div className="feed-filter">
      <fieldset className="chips group" aria-label={TEXTS.feed.familiesLabel}>
        {FAMILIES.map((family) => (
          <button key={family} type="button" className="chip" title={TEXTS.feed.families[family]} aria-pressed={filter.families.includes(family)} onClick={() => toggle(family)}>
            <MessageMark size={14} family={family} />
            <span>{TEXTS.feed.families[family]}</span>
          </button>
        ))}
      </fieldset>
      <SelectField bare label={TEXTS.feed.node} value={filter.node ?? ""} choices={ids(TEXTS.feed.anyNode, topology?.nodes ?? [])} onChoose={(node) => onFilter({ node: node || null })} />
      <SelectField bare label={TEXTS.feed.link} value={filter.link ?? ""} choices={ids(TEXTS.feed.anyLink, topology?.links ?? [])} onChoose={(link) => onFilter({ link: link || null })} />
      <FilterField session={session} text={filter.text} history={history} isFeeds onApply={(text) => onFilter({ text })} />
      <MatchCount session={session} filtered={!isUnfiltered(filter)} />
      {!isUnfiltered(filter) && (
        <IconButton small look="quiet" icon="close" label={TEXTS.feed.clear} onClick={() => onFilter(NO_FILTER)} />
      )}
    </div>
  );
}

function MatchCount({ session: { feed }, filtered }: { readonly session: Session; readonly filtered: boolean }) {
  useSyncExternalStore(feed.subscribe, feed.version);
  return (
    <output className="match-count muted" data-numeric>
      {filtered ? FILTER_TEXTS.matches(grouped(feed.count)) : FILTER_TEXTS.all(grouped(feed.count))}
    </output>
  );
}
