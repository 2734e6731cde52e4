import { createStore, type StoreApi } from "zustand/vanilla";
import { PANEL_BEAT_MS, type Frame, type Loaded, type TopologyView } from "../port/messages.ts";

/**
 * The mirror of the run: what the worker said last, and nothing of the page's own. It has one writer, `applyFrame`
 * (with its neighbours for the rarer messages), reached only through the object that `createMirror` returns.
 *
 * Painters subscribe to `frame`, which changes with every frame. React reads `panel`: while the run plays, of the frames the
 * whole ones, which come every PANEL_BEAT_MS, so that panels stay readable and React never keeps pace with messages.
 */
export interface Mirror {
  /** counts loads and restarts; what was cached of another run is void */
  readonly run: number;
  readonly loaded: Loaded | null;
  readonly loadErrors: readonly LoadError[];
  readonly crashed: string | null;
  /** seconds for which the engine has not answered; null = it does */
  readonly stalledS: number | null;
  readonly topology: TopologyView | null;
  readonly frame: Frame | null;
  readonly panel: Frame | null;
}

export interface LoadError {
  readonly path: string;
  readonly message: string;
}

/** Two frames of the page: the worker's clock and this one do not tick together, and a whole frame is not let pass for that. */
const JITTER_MS = 40;
/** No whole frame came for so long: panels show what there is. */
export const PANEL_PATIENCE_MS = 2 * PANEL_BEAT_MS;

/** Everybody may read and listen; `setState` stays with the writer. */
export type Readable<T> = Pick<StoreApi<T>, "getState" | "getInitialState" | "subscribe">;

export interface MirrorWriter {
  readonly mirror: Readable<Mirror>;
  readonly applyFrame: (frame: Frame, wallMs: number) => void;
  readonly applyLoaded: (loaded: Loaded) => void;
  readonly applyLoadErrors: (errors: readonly LoadError[]) => void;
  readonly applyCrash: (message: string) => void;
  readonly applyStall: (seconds: number | null) => void;
  /** shows the panels the newest frame, when no later one came to do so */
  readonly settlePanel: (wallMs: number) => void;
}

const EMPTY: Mirror = { run: 0, loaded: null, loadErrors: [], crashed: null, stalledS: null, topology: null, frame: null, panel: null };

export function createMirror(): MirrorWriter {
  const store = createStore<Mirror>(() => EMPTY);
  let panelMs = -Infinity;

  return {
    mirror: { getState: store.getState, getInitialState: store.getInitialState, subscribe: store.subscribe },
    applyFrame: (sent, wallMs) => {
      const { panel, topology, frame: before } = store.getState();
      const frame = wholeOf(sent, before);
      const due = panelIsDue(panel, frame, wallMs - panelMs);
      if (due) panelMs = wallMs;
      store.setState({ frame, topology: frame.topology ?? topology, panel: due ? frame : panel });
    },
    applyLoaded: (loaded) => {
      panelMs = -Infinity;
      store.setState(({ run }) => ({ ...EMPTY, run: run + 1, loaded }));
    },
    applyLoadErrors: (loadErrors) => {
      store.setState({ loadErrors });
    },
    applyCrash: (crashed) => {
      store.setState({ crashed });
    },
    applyStall: (stalledS) => {
      store.setState({ stalledS });
    },
    settlePanel: (wallMs) => {
      const { frame, panel } = store.getState();
      if (frame === panel || wallMs - panelMs < PANEL_PATIENCE_MS) return; // a later frame came, and has its own beat
      panelMs = wallMs;
      store.setState({ panel: frame });
    },
  };
}

/** A brief frame with what it leaves out, from the one before. */
function wholeOf(frame: Frame, before: Frame | null): Frame {
  if (!frame.brief || before === null) return frame;
  const { inspection, feedCount, feedTail } = before;
  return { ...frame, inspection, feedCount, feedTail };
}

/** A paused run, a change of play or of what is inspected shows at once; a playing one keeps the beat. */
export function panelIsDue(panel: Frame | null, frame: Frame, sinceMs: number): boolean {
  if (panel === null || !frame.playing || panel.playing !== frame.playing) return true;
  if (frame.topology !== null || frame.speedUsPerS !== panel.speedUsPerS) return true;
  if (inspectedName(panel) !== inspectedName(frame)) return true;
  return !frame.brief && sinceMs >= PANEL_BEAT_MS - JITTER_MS;
}

/** What an inspection is of, as one text; "" = of nothing. */
export function inspectedName({ inspection }: Frame): string {
  switch (inspection?.kind) {
    case undefined:
      return "";
    case "node":
    case "link":
      return `${inspection.kind} ${inspection.id}`;
    case "transaction":
      return `transaction ${inspection.name}`;
    case "message":
      return `message ${inspection.message}`;
  }
}
