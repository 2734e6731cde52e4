import { Command, defaultFilter } from "cmdk";
import { useMemo, useState } from "react";
import type { Session } from "../../store/session.ts";
import { type Action, contextOf } from "./action.ts";
import { offeredActions } from "./actions.ts";
import { isMac, ariaKeys } from "./keys.ts";
import { Keys } from "./Keys.tsx";
import { ranked } from "./ranked.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";
import "./palette.css";

interface PaletteProps {
  readonly session: Session;
  /** closes the palette, then lets the action act: what it opens keeps the focus */
  readonly onChoose: (action: Action) => void;
}

/** Everything that can be done now, found by a few letters. */
export default function Palette({ session, onChoose }: PaletteProps) {
  // as it was when the palette opened: a list that moves while one chooses is no list
  const [{ actions, recent }] = useState(() => ({ actions: offeredActions(contextOf(session)), recent: session.ui.store.getState().recent }));
  const [search, setSearch] = useState("");
  const { groups, count, omitted } = useMemo(() => ranked(actions, search, recent, (text, wanted, words) => defaultFilter(text, wanted, [...words])), [actions, search, recent]);
  return (
    <Command className="palette" label={PALETTE_TEXTS.search} shouldFilter={false} loop>
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the palette is opened to write into it */}
      <Command.Input className="palette-input" autoFocus placeholder={PALETTE_TEXTS.placeholder} value={search} onValueChange={setSearch} maxLength={120} />
      <output className="visually-hidden">{PALETTE_TEXTS.results(count)}</output>
      <Command.List className="palette-list" label={PALETTE_TEXTS.title}>
        <Command.Empty className="empty">{PALETTE_TEXTS.nothing}</Command.Empty>
        {groups.map(({ group, actions: ofGroup }) => (
          <Command.Group key={group} className="palette-group" heading={group === "recent" ? PALETTE_TEXTS.recent : PALETTE_TEXTS.groups[group]}>
            {ofGroup.map((action) => (
              <Command.Item key={action.id} className="palette-item" value={action.id} aria-keyshortcuts={action.keys?.map((keys) => ariaKeys(keys, isMac())).join(" ")} onSelect={() => onChoose(action)}>
                <span>{action.title}</span>
                {action.keys !== undefined && <Keys keys={action.keys} />}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
      <p className="palette-hint">
        {PALETTE_TEXTS.hint} {search !== "" && omitted > 0 && PALETTE_TEXTS.more(omitted)}
      </p>
    </Command>
  );
}
