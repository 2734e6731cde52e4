import { Popover } from "radix-ui";
import type { Frame } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button, IconButton } from "../controls/button.tsx";
import { Why } from "../inspector/Why.tsx";
import { grouped, timeOf } from "../../texts/units.ts";
import { EffectList } from "./EffectList.tsx";
import { CAUSALITY_TEXTS } from "../../texts/causality.ts";
import { useCausality } from "./use-causality.ts";
import "./causality.css";

interface EventBarProps {
  readonly session: Session;
  readonly event: number | null;
  readonly panel: Frame | null;
}

/**
 * Beneath the lists: the event that is looked at, the way to its cause and to its effects, and to the moment it happened. Until
 * the worker has answered about the next event the bar shows the one before: gone for that moment, it would take the focus with
 * it and move the lists above.
 */
export function EventBar({ session, event, panel }: EventBarProps) {
  const causality = useCausality(session, event, null, panel?.counters.events ?? 0);
  if (event === null || causality === null) return null;
  const { row, cause, effects, effectCount } = causality;
  return (
    <section className="event-bar" aria-label={CAUSALITY_TEXTS.bar} aria-busy={row.event !== event}>
      <span className="event-when mono">
        {CAUSALITY_TEXTS.event(grouped(row.event))} · {timeOf(row.atUs)}
      </span>
      <output className="event-says" title={row.sentence}>
        {row.sentence}
      </output>
      <Button small aria-keyshortcuts="Control+ArrowLeft" disabled={cause === null} title={cause?.sentence ?? CAUSALITY_TEXTS.noCause} onClick={() => void session.follow("cause")}>
        ← {CAUSALITY_TEXTS.toCause}
      </Button>
      <Button small aria-keyshortcuts="Control+ArrowRight" disabled={effectCount === 0} title={effects[0]?.sentence ?? CAUSALITY_TEXTS.noEffect} onClick={() => void session.follow("effect")}>
        {CAUSALITY_TEXTS.toEffect} →
      </Button>
      <Popover.Root>
        <Popover.Trigger asChild>
          <Button small look="quiet" title={CAUSALITY_TEXTS.chain}>
            {CAUSALITY_TEXTS.chain} ({CAUSALITY_TEXTS.effects(grouped(effectCount), effectCount === 1)})
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className="popover causality" side="top" align="end" sideOffset={6} collisionPadding={8} aria-label={CAUSALITY_TEXTS.chain}>
            <Why why={causality.chain} end={CAUSALITY_TEXTS.thisEvent} onEvent={(one) => void session.showEvent(one)} onRule={(rule) => session.ui.openDialog({ kind: "rules", rule })} />
            {effectCount > 0 && <h3>{CAUSALITY_TEXTS.ledTo}</h3>}
            <EffectList session={session} causality={causality} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <Button small onClick={() => session.seek(row.event)}>
        {CAUSALITY_TEXTS.goHere}
      </Button>
      <IconButton small look="quiet" icon="close" label={CAUSALITY_TEXTS.close} onClick={() => session.ui.lookAtEvent(null)} />
    </section>
  );
}
