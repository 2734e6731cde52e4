import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import type { Frame, SequenceView, SequenceWindow } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import type { Ui } from "../../store/ui.ts";
import { cursorRowOf } from "./cursor.ts";
import { axisPx, columnPxFor, type Geometry, HEAD_PX, placeAt, scrollFor, SPACE_MAX_PX, topOf, yOf } from "./geometry.ts";
import { useBox, useLessRoom } from "../controls/use-box.ts";
import { WindowAsker } from "./window-asker.ts";

interface Wish {
  readonly view: SequenceView;
  readonly from: number;
  readonly to: number;
  readonly event: number | null;
  readonly cursor: number | null;
}

/** So near to its end a scroll bar follows it. */
const FOLLOW_PX = 12;
/** Room for the bar of the event, which comes over the lower rim when one is looked at. */
const LOW_PX = 24;

/** What of the diagram is in sight, and where: the window of the run that the worker gave, scrolled, following the newest or an event. */
export function useDiagram(session: Session, ui: Ui, view: SequenceView, panel: Frame | null, scroller: RefObject<HTMLDivElement | null>) {
  const { width, height } = useBox(scroller);
  const [place, setPlace] = useState({ top: 0, left: 0 });
  const [follows, setFollows] = useState(true);
  const asker = useAsker(session);
  const answered = useSyncExternalStore(asker.subscribe, asker.snapshot);
  const found = answered !== null && asker.foundFor?.view === view ? answered : null;
  const zoom = ui.sequence.zoom[view.scale];
  const whole = axisPx(found ?? { origin: 0, end: 0 }, zoom);
  const geometry: Geometry = { width, height, origin: found?.origin ?? 0, zoom, top: topOf(place.top, whole, height), left: place.left, columnPx: columnPxFor(width, view.columns.length) };
  const { event } = ui;
  const cursor = cursorRowOf(panel);

  // Three screens: what is in sight, and one before and behind it. While it follows, the end.
  useEffect(() => {
    const screen = height / zoom;
    const first = follows ? Math.max(0, (asker.found?.end ?? 0) - 2 * screen) : Math.max(0, placeAt(geometry, 0) - screen);
    asker.want({ view, from: Math.floor(first), to: Math.ceil(first + (follows ? 4 : 3) * screen + 200), event, cursor });
    // oxlint-disable-next-line react/exhaustive-deps -- the geometry follows from these
  }, [asker, view, zoom, height, follows, place.top, event, cursor, panel?.counters.events, panel?.nowUs]);

  // before the browser paints, so that the end is never seen to run ahead
  useLayoutEffect(() => {
    if (follows) scroller.current?.scrollTo({ top: Math.min(whole, SPACE_MAX_PX) });
  }, [follows, whole, height, scroller]);

  // Read off the scroll bar: of a scroll the browser tells with its next frame, and a key may lead on before.
  const intoSight = (at: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const top = topOf(element.scrollTop, whole, height);
    const y = yOf({ ...geometry, top }, at);
    if (y >= HEAD_PX + LOW_PX && y <= height - LOW_PX) return;
    setFollows(false);
    element.scrollTo({ top: scrollFor(Math.max(0, top + y - height / 2), whole, height) });
  };
  // the event last: where both are new, it is what was asked for
  useAim(found, found?.cursor ?? null, asker.foundFor?.cursor ?? null, cursor, intoSight);
  useAim(found, found?.place ?? null, asker.foundFor?.event ?? null, event, intoSight);

  // what could be seen stays in sight
  useLessRoom(height, (before) => {
    const at = asker.foundFor?.event === event ? (found?.place ?? null) : null;
    if (at === null || scroller.current === null) return;
    const y = yOf({ ...geometry, top: topOf(scroller.current.scrollTop, whole, before) }, at);
    if (y >= HEAD_PX && y <= before) intoSight(at);
  });

  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < FOLLOW_PX;
    setFollows(isAtEnd && (follows || element.scrollTop > place.top));
    setPlace({ top: element.scrollTop, left: element.scrollLeft });
  };
  return { found, geometry, spacePx: Math.min(whole, SPACE_MAX_PX), follows, follow: () => setFollows(true), onScroll };
}

/** The event that is looked at, or the cursor in the past, comes into sight, once for each. */
function useAim(found: SequenceWindow | null, place: number | null, foundFor: number | null, at: number | null, intoSight: (place: number) => void): void {
  const aimed = useRef<number | null>(null);
  useEffect(() => {
    if (at === null) aimed.current = null;
    if (at === null || place === null || foundFor !== at || aimed.current === at) return;
    aimed.current = at;
    intoSight(place);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each place, when the window that knows it is here
  }, [at, found]);
}

function useAsker(session: Session): WindowAsker<Wish, SequenceWindow> {
  const [asker] = useState(() => new WindowAsker<Wish, SequenceWindow>(({ view, from, to, event, cursor }) => session.query({ query: "sequence", view, from, to, wanted: { event, cursor } }).then(({ window }) => window)));
  return asker;
}
