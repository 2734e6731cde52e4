import type { Family, FeedFilter, TopologyView } from "../../port/messages.ts";
import { FAMILIES } from "../../store/contract.ts";
import { isUnfiltered, NO_FILTER } from "../../store/ui.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { MessageMark } from "../stage/MessageMark.tsx";
import { TEXTS } from "../texts.ts";

interface FeedFilterBarProps {
  readonly filter: FeedFilter;
  readonly topology: TopologyView | null;
  readonly onFilter: (change: Partial<FeedFilter>) => void;
}

/** No family pressed = all of them. */
export function FeedFilterBar({ filter, topology, onFilter }: FeedFilterBarProps) {
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
      <input className="input feed-search" type="search" data-feed-search placeholder={TEXTS.feed.find} aria-label={TEXTS.feed.find} aria-keyshortcuts="/" value={filter.text} onChange={(event) => onFilter({ text: event.target.value })} />
      {!isUnfiltered(filter) && (
        <Button small look="quiet" onClick={() => onFilter(NO_FILTER)}>
          {TEXTS.feed.clear}
        </Button>
      )}
    </div>
  );
}
