import { ACTION_GROUPS, type Action } from "./action.ts";
import { ACTIONS, PLACES } from "./actions.ts";
import { Keys } from "./Keys.tsx";
import { PALETTE_TEXTS } from "../../texts/palette.ts";

interface Row {
  readonly id: string;
  readonly keys: readonly string[];
  readonly does: string;
}

/** Every key of the page, from the registry: what is not there has no key. */
export function ShortcutList() {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- it scrolls, and so by keyboard too
    <div className="shortcut-groups" role="group" tabIndex={0} aria-label={PALETTE_TEXTS.keys.title}>
      {ACTION_GROUPS.map((group) => ({ group, rows: ACTIONS.filter((action) => action.group === group).flatMap(rowOf) }))
        .filter(({ rows }) => rows.length > 0)
        .map(({ group, rows }) => (
          <Group key={group} title={PALETTE_TEXTS.groups[group]} rows={rows} />
        ))}
      {PLACES.map(({ id, title, rows }) => (
        <Group key={id} title={title} rows={rows.map(({ keys, does }) => ({ id: does, keys, does }))} />
      ))}
    </div>
  );
}

function rowOf({ id, keys, title }: Action): Row[] {
  return keys === undefined ? [] : [{ id, keys, does: title }];
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <section className="shortcut-group">
      <h3>{title}</h3>
      <dl className="shortcuts">
        {rows.map(({ id, keys, does }) => (
          <div key={id}>
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
