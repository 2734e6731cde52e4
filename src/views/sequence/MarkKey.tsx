import { Popover } from "radix-ui";
import { useLayoutEffect, useRef } from "react";
import type { SequenceMarkKind } from "../../port/messages.ts";
import { Button } from "../controls/button.tsx";
import { readPalette } from "../theme/palette.ts";
import { SHAPES } from "./paint-sequence.ts";
import { SEQUENCE_TEXTS } from "../../texts/sequence.ts";

const SIZE_PX = 18;

/** What the marks of the diagram mean, drawn by the same hand. */
export function MarkKey() {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button small look="quiet">
          {SEQUENCE_TEXTS.key}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover" side="top" align="end" sideOffset={6} collisionPadding={8} aria-label={SEQUENCE_TEXTS.keyTitle}>
          <ul className="mark-key">
            {(Object.keys(SHAPES) as SequenceMarkKind[]).map((kind) => (
              <li key={kind}>
                <MarkSample kind={kind} />
                {SEQUENCE_TEXTS.mark[kind]}
              </li>
            ))}
          </ul>
          <p className="muted">{SEQUENCE_TEXTS.keyNote}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function MarkSample({ kind }: { readonly kind: SequenceMarkKind }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const ctx = canvas.current?.getContext("2d");
    if (canvas.current === null || ctx === null || ctx === undefined) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.current.width = SIZE_PX * ratio;
    canvas.current.height = SIZE_PX * ratio;
    ctx.setTransform(ratio, 0, 0, ratio, (SIZE_PX / 2) * ratio, (SIZE_PX / 2) * ratio);
    SHAPES[kind](ctx, readPalette(canvas.current));
  }, [kind]);
  return <canvas ref={canvas} aria-hidden="true" />;
}
