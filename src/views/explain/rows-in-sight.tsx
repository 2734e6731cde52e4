import { useRef, useState, type ReactNode } from "react";
import { rowWindow } from "../controls/row-window.ts";

interface RowsInSightProps {
  readonly label: string;
  readonly count: number;
  readonly rowPx: number;
  readonly children: (index: number, style: { readonly top: number }) => ReactNode;
}

/** A long list of which only the rows in sight are drawn; it starts at its beginning and stays where it was scrolled to. */
export function RowsInSight({ label, count, rowPx, children }: RowsInSightProps) {
  const scroller = useRef<HTMLElement>(null);
  const [place, setPlace] = useState({ top: 0, height: 0, shown: 600 });
  const onScroll = () => {
    const element = scroller.current;
    if (element !== null) setPlace({ top: element.scrollTop, height: element.scrollHeight, shown: element.clientHeight });
  };
  const { from, to } = rowWindow(count, rowPx, place, false);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to
    <section ref={scroller} className="rows-in-sight" onScroll={onScroll} tabIndex={0} aria-label={label}>
      <ol aria-label={label} style={{ height: count * rowPx }}>
        {Array.from({ length: Math.max(0, to - from) }, (_, i) => children(from + i, { top: (from + i) * rowPx }))}
      </ol>
    </section>
  );
}
