import { timeOf } from "../../texts/units.ts";
import { type Item, rowOfItem } from "./geometry.ts";
import { SEQUENCE_TEXTS } from "../../texts/sequence.ts";

/** More than these nobody listens to. */
const TOLD_MAX = 60;

/** For ears: what the canvas shows, in sentences and in order; each can be looked at. */
export function InSight({ items, event, onLookAt }: { readonly items: readonly Item[]; readonly event: number | null; readonly onLookAt: (item: Item) => void }) {
  return (
    <ol className="visually-hidden" aria-label={SEQUENCE_TEXTS.inSight}>
      {items.slice(0, TOLD_MAX).map((item) => {
        const row = rowOfItem(item);
        const { sentence, atUs } = item.is === "message" ? item.message : item.mark;
        return (
          <li key={`${item.is} ${row}`}>
            <button type="button" tabIndex={-1} aria-current={row === event || undefined} data-row={row} onClick={() => onLookAt(item)}>
              {timeOf(atUs)}: {sentence} {item.is === "message" ? SEQUENCE_TEXTS.fate[item.message.fate] : SEQUENCE_TEXTS.mark[item.mark.kind]}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
