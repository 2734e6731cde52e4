import { memo } from "react";
import type { Loaded } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Side } from "../../store/ui.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import { isMac, keyParts } from "../palette/keys.ts";
import { TEXTS } from "../../texts/page.ts";
import type { ThemeName } from "../theme/theme.ts";
import { Clock } from "./Clock.tsx";
import { SHARE_TEXTS } from "../../texts/share.ts";
import { RestartButton } from "./RestartButton.tsx";
import { toggleTheme } from "./page-acts.ts";
import { SpeedSlider } from "./SpeedSlider.tsx";
import { VariantBadge } from "../variants/VariantBadge.tsx";

interface TopBarProps {
  readonly session: Session;
  readonly loaded: Loaded | null;
  readonly playing: boolean;
  readonly behind: boolean;
  readonly speedUsPerS: number;
  readonly theme: ThemeName;
  readonly folded: Readonly<Record<Side, boolean>>;
  readonly narrow: boolean;
}

export const TopBar = memo(function TopBar(props: TopBarProps) {
  const { session, loaded, theme } = props;
  return (
    <header className="top" aria-label={TEXTS.page.top}>
      <h1 className="brand">
        {TEXTS.brand.first}
        <i>{TEXTS.brand.second}</i>
      </h1>
      <div className="run">
        <p title={loaded?.title}>
          {loaded !== null && (
            <>
              <b>{loaded.title}</b>
              <span> · {TEXTS.page.seed(loaded.seed)}</span>
            </>
          )}
        </p>
        <VariantBadge variants={loaded?.variants ?? NO_VARIANTS} onShow={() => showVariants(session, props.narrow)} />
      </div>
      <Transport {...props} />
      <div className="top-tools">
        <RestartButton seed={loaded?.seed ?? 0} disabled={loaded === null} onRestart={session.restart} />
        <IconButton look="quiet" icon="shelf" label={SHARE_TEXTS.saved.open} onClick={() => session.ui.openDialog({ kind: "saved" })} className="wide-only" />
        <Button className="share-button" disabled={loaded === null} onClick={() => session.ui.openDialog({ kind: "share" })} aria-label={SHARE_TEXTS.open} aria-haspopup="dialog">
          <Icon name="share" />
          <span>{SHARE_TEXTS.open}</span>
        </Button>
        {!props.narrow && <FoldButtons session={session} folded={props.folded} />}
        <IconButton look="quiet" icon="search" label={TEXTS.transport.palette} hint={paletteKeys()} aria-haspopup="dialog" onClick={() => session.ui.openDialog({ kind: "palette" })} />
        <IconButton look="quiet" icon="book" label={TEXTS.transport.rules} onClick={() => session.ui.openDialog({ kind: "rules", rule: "" })} className="wide-only" />
        <IconButton look="quiet" icon="keyboard" label={TEXTS.transport.shortcuts} hint="?" onClick={() => session.ui.openDialog({ kind: "shortcuts" })} className="wide-only" />
        <IconButton look="quiet" icon={theme === "dark" ? "sun" : "moon"} label={theme === "dark" ? TEXTS.transport.themeLight : TEXTS.transport.themeDark} hint="t" onClick={() => toggleTheme(session)} />
      </div>
    </header>
  );
});

/** "Ctrl K", or as the machine at hand calls it. */
function paletteKeys(): string {
  return keyParts("$mod+k", isMac()).join(" ");
}

const NO_VARIANTS: readonly never[] = [];

function showVariants({ ui }: Session, narrow: boolean): void {
  ui.setLeftTab("topology");
  if (narrow) ui.openDrawer("left");
  else ui.fold("left", false);
  requestAnimationFrame(() => document.querySelector(".variants")?.scrollIntoView({ block: "start" }));
}

function Transport({ session, loaded, playing, behind, speedUsPerS }: TopBarProps) {
  return (
    <fieldset className="transport group" aria-label={TEXTS.transport.label}>
      <Button look="primary" className="play" disabled={loaded === null} onClick={session.togglePlay} aria-keyshortcuts="Space">
        <Icon name={playing ? "pause" : "play"} filled={!playing} />
        <span>{playing ? TEXTS.transport.pause : TEXTS.transport.play}</span>
      </Button>
      <IconButton icon="step" label={TEXTS.transport.step} hint="." disabled={loaded === null} onClick={session.stepEvent} />
      <Clock subscribeFrame={session.subscribeFrame} getFrame={session.getFrame} />
      <SpeedSlider usPerS={speedUsPerS} behind={behind} onSpeed={session.setSpeed} />
    </fieldset>
  );
}

function FoldButtons({ session, folded }: Pick<TopBarProps, "session" | "folded">) {
  const sides = [
    ["left", "foldLeft", TEXTS.page.tools],
    ["bottom", "foldBottom", TEXTS.page.lists],
    ["right", "foldRight", TEXTS.page.inspector],
  ] as const;
  return (
    <fieldset className="fold-buttons group" aria-label={TEXTS.narrow.label}>
      {sides.map(([side, icon, name]) => (
        <IconButton key={side} look="quiet" icon={icon} label={folded[side] ? TEXTS.page.unfold(name) : TEXTS.page.fold(name)} aria-expanded={!folded[side]} onClick={() => session.ui.fold(side, !folded[side])} />
      ))}
    </fieldset>
  );
}
