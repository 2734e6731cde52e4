import type { Answer, Command, Control, FeedRow, Frame, Inspectable, Loaded, OpeningShown, Query, TopologyView } from "../port/messages.ts";
import { PAGE_ROWS } from "./feed-pages.ts";
import { createExplain } from "./explain.ts";
import { Feed } from "./feed.ts";
import { createMirror, PANEL_PATIENCE_MS, type LoadError, type Mirror, type MirrorWriter } from "./mirror.ts";
import { createUi, NO_FILTER, sameWatch, watchOf, type Selection, type UiStore } from "./ui.ts";
import { workbenchOf } from "./workbench.ts";

/** The worker as the session sees it. */
export interface RunClient {
  readonly control: (control: Control) => void;
  /** the refusal, or null when it was applied */
  readonly command: (command: Command) => Promise<string | null>;
  readonly query: <Q extends Query>(query: Q) => Promise<AnswerTo<Q>>;
  /** the last frame is on the screen: another, please */
  readonly want: () => void;
}

export type AnswerTo<Q extends Query> = Extract<Answer, { readonly query: Q["query"] }>;

export interface RunListener {
  readonly loaded: (loaded: Loaded) => void;
  readonly loadFailed: (errors: readonly LoadError[]) => void;
  readonly frame: (frame: Frame) => void;
  readonly notice: (text: string) => void;
  readonly opening: (opening: OpeningShown) => void;
  readonly crashed: (message: string) => void;
  readonly stalled: (seconds: number | null) => void;
}

/** Time and the screen come in as arguments: the store touches no platform. */
export interface Surroundings {
  readonly nowMs: () => number;
  /** before the browser paints next */
  readonly beforePaint: (then: () => void) => void;
  readonly later: (ms: number, then: () => void) => void;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
}

export type LoadSource = Extract<Control, { readonly control: "load" }>["source"];

/** One visit: the worker's client, the mirror, the page's own state, and everything that the views can ask for. */
export type Session = ReturnType<typeof createSession>;

export function createSession(connect: (listener: RunListener) => RunClient, around: Surroundings) {
  const writer = createMirror();
  const ui = createUi(around.storage);
  const counts = { pending: 0 };
  const client = counted(connect(listenerOf()), counts);
  const feed = new Feed((from, count) => client.query({ query: "feed", from, count }).then((answer) => answer.rows));

  function listenerOf(): RunListener {
    return {
      loaded: (loaded) => onLoaded(loaded, writer, ui, feed),
      loadFailed: writer.applyLoadErrors,
      notice: ui.notify,
      opening: (opening) => ui.showOpening(opening),
      crashed: writer.applyCrash,
      stalled: writer.applyStall,
      frame(frame) {
        const before = writer.mirror.getState().panel;
        writer.applyFrame(frame, around.nowMs());
        if (writer.mirror.getState().panel === before) around.later(PANEL_PATIENCE_MS + 1, () => writer.settlePanel(around.nowMs()));
        around.beforePaint(client.want);
      },
    };
  }

  writer.mirror.subscribe((mirror, before) => {
    if (mirror.panel !== null && mirror.panel !== before.panel) onPanel(mirror.panel, before.panel, ui, feed);
  });
  ui.store.subscribe((now, before) => {
    if (sameWatch(now, before)) return;
    client.control({ control: "watch", watch: watchOf(now) });
    if (now.feedFilter !== before.feedFilter) feed.refilter();
  });

  const actions = actionsOf(client, writer, ui);
  const explain = createExplain({ query: client.query, command: actions.command, mirror: writer.mirror, ui, nowMs: around.nowMs });
  return { mirror: writer.mirror, ui, feed, explain, idle: () => counts.pending === 0, ...paintersOf(writer), ...actions };
}

/** Every frame, past React: for the stage and the clock. */
function paintersOf({ mirror }: MirrorWriter) {
  return {
    getFrame: (): Frame | null => mirror.getState().frame,
    subscribeFrame: (listener: (frame: Frame) => void): (() => void) =>
      mirror.subscribe((now, before) => {
        if (now.frame !== null && now.frame !== before.frame) listener(now.frame);
      }),
  };
}

/** Everything the views can ask of the run; each command that is refused says so to the visitor. */
function actionsOf(client: RunClient, writer: MirrorWriter, ui: UiStore) {
  const { mirror } = writer;
  const command = async (asked: Command): Promise<boolean> => {
    ui.markActed();
    const refusal = await client.command(asked);
    if (refusal !== null) ui.notify(refusal);
    return refusal === null;
  };
  const bench = workbenchOf(client, ui);
  return {
    command,
    onCommand: (asked: Command) => void command(asked),
    onCommands: (asked: readonly Command[]): void => {
      for (const one of asked) void command(one);
    },
    /** A link that is cut or healed on the stage is looked at, unless something else already is. */
    onStageCommand: (asked: Command): void => {
      if ((asked.do === "cut" || asked.do === "heal") && ui.store.getState().selection === null) ui.select({ kind: "link", link: asked.link });
      void command(asked);
    },
    query: client.query,
    ...bench,
    play: () => client.control({ control: "play" }),
    pause: () => client.control({ control: "pause" }),
    togglePlay: () => client.control({ control: mirror.getState().frame?.playing === true ? "pause" : "play" }),
    stepEvent: () => client.control({ control: "stepEvent" }),
    /** to where that row has happened and no later one */
    seek: (row: number) => client.control({ control: "seek", row }),
    seekTime: (atUs: number) => client.control({ control: "seekTime", atUs: Math.max(0, Math.floor(atUs)) }),
    stepBack: () => client.control({ control: "stepBack" }),
    jump: (filter: string, back: boolean) => client.control({ control: "jump", filter, back }),
    live: () => client.control({ control: "live" }),
    undo: () => client.control({ control: "undo" }),
    redo: () => client.control({ control: "redo" }),
    switchBranch: (branch: number) => client.control({ control: "switchBranch", branch }),
    renameBranch: (branch: number, name: string) => client.control({ control: "renameBranch", branch, name }),
    deleteBranch: (branch: number) => client.control({ control: "deleteBranch", branch }),
    addBreakpoint: (filter: string) => client.control({ control: "addBreakpoint", filter }),
    enableBreakpoint: (breakpoint: number, enabled: boolean) => client.control({ control: "enableBreakpoint", breakpoint, enabled }),
    removeBreakpoint: (breakpoint: number) => client.control({ control: "removeBreakpoint", breakpoint }),
    keepRows: (rowsMax: number) => client.control({ control: "keepRows", rowsMax }),
    /** to a time that has not come yet, as fast as it goes, then pause */
    runTo: (atUs: number) => client.control({ control: "runTo", atUs }),
    setSpeed: (usPerS: number) => client.control({ control: "speed", usPerS }),
    restart: (seed?: number) => client.control(seed === undefined ? { control: "restart" } : { control: "restart", seed }),
    /** a new run with exactly these variants on */
    setVariants: (variants: readonly string[]) => client.control({ control: "restart", variants }),
    load: (source: LoadSource): void => {
      writer.applyLoadErrors([]);
      client.control({ control: "load", source });
    },
    reportLoadErrors: writer.applyLoadErrors,
    /** the refusal, or null: for those who say it themselves */
    tryCommand: client.command,
    /** the page opens with the first scenario, unless it has something else to open */
    start: () => client.control({ control: "start" }),
    cancelOpening: () => client.control({ control: "cancelOpening" }),
    /** selects; a node that offers something lights its tree as well */
    select: (selection: Selection | null): void => {
      const tree = selection?.kind === "node" ? offeredBy(mirror.getState().topology, selection.node) : null;
      if (tree !== null) ui.lightTree(tree);
      ui.select(selection);
    },
    /** puts bytes on a link and, as soon as they fly, looks at them */
    inject: async (asked: Injection): Promise<void> => {
      const { frame, run } = mirror.getState();
      const sinceUs = frame?.nowUs ?? 0;
      if (!(await command(asked))) return;
      let framesLeft = INJECTED_FRAMES_MAX;
      const look = (now: Mirror): boolean => {
        const message = now.run === run ? departedSince(now, asked, sinceUs) : null;
        if (message !== null) ui.select({ kind: "message", message });
        return message !== null || now.run !== run || (framesLeft -= 1) < 0;
      };
      if (look(mirror.getState())) return;
      const stop = mirror.subscribe((now, before) => {
        if (now.frame !== before.frame && look(now)) stop();
      });
    },
    ...followersOf(client, writer, ui),
  };
}

/** Looking at events: by number, by row, and along causes and effects. */
function followersOf(client: RunClient, { mirror }: MirrorWriter, ui: UiStore) {
  const aimFeed = async (event: number): Promise<void> => {
    ui.filterFeed(NO_FILTER);
    ui.setBottomTab("events");
    const { feedCount = 0, counters } = mirror.getState().frame ?? {};
    const guess = Math.floor((feedCount * event) / Math.max(counters?.events ?? 1, 1));
    ui.aimFeed({ event, position: await positionOf(event, guess, (from) => client.query({ query: "feed", from, count: PAGE_ROWS }).then(({ rows }) => rows)) });
  };
  const following = async (to: "cause" | "effect"): Promise<FeedRow | null> => {
    const { event, selection } = ui.store.getState();
    const of = event !== null || selection === null || selection.kind === "draft" ? null : selection;
    if (event === null && of === null) return null;
    const { causality } = await client.query({ query: "causality", row: event, of });
    return (to === "cause" ? causality?.cause : causality?.effects[0]) ?? null;
  };
  return {
    /** looks at the event with this number: in the diagram while that is open, else in the feed */
    showEvent: async (event: number): Promise<void> => {
      ui.lookAtEvent(event);
      if (ui.store.getState().bottomTab !== "sequence") await aimFeed(event);
    },
    /** looks at a row, and selects what it is about */
    lookAt: (row: RowAbout): void => ui.lookAt(row.event, targetOf(row)),
    /** to the row that led to the event that is looked at, or else to what is selected; or to the first that it led to. False = there is none. */
    follow: async (to: "cause" | "effect"): Promise<boolean> => {
      const row = await following(to);
      if (row === null) return false;
      ui.lookAt(row.event, targetOf(row));
      if (ui.store.getState().bottomTab === "events") await aimFeed(row.event);
      return true;
    },
  };
}

type RowAbout = Pick<FeedRow, "event" | "message" | "transaction" | "link" | "node">;

/** What a row is about: the nearest thing that can be looked into. */
export function targetOf({ message, transaction, link, node }: Omit<RowAbout, "event">): Inspectable | null {
  if (message !== null) return { kind: "message", message };
  if (transaction !== null) return { kind: "transaction", name: transaction };
  if (link !== null) return { kind: "link", link };
  return node === null ? null : { kind: "node", node };
}

/**
 * Position of the first row whose event is not below `event`; rows are in the order of events, `rowsFrom` has a page of
 * them from a position on and none behind the last. Looks at a guess first, as each look is a question to the worker.
 */
export async function positionOf(event: number, guess: number, rowsFrom: (position: number) => Promise<readonly { readonly event: number }[]>): Promise<number> {
  let low = 0;
  let high = Infinity;
  let at = Math.max(0, guess - PAGE_ROWS / 2);
  let step = PAGE_ROWS;
  while (low < high) {
    const rows = await rowsFrom(at);
    const found = rows.findIndex((row) => row.event >= event);
    if (found > 0) return at + found;
    if (found === -1 && rows.length > 0) low = at + rows.length;
    else high = at;
    step *= 2;
    at = high === Infinity ? low + step : Math.max(low, Math.min(high - PAGE_ROWS, Math.floor((low + high) / 2)));
  }
  return low;
}

type Injection = Extract<Command, { readonly do: "inject" }>;

/** Injected bytes that are not seen in flight within so many frames have arrived already. */
const INJECTED_FRAMES_MAX = 30;

/** The first message that left on a link, from that end, since a time; null while none is in flight. */
function departedSince({ frame, topology }: Mirror, { link, from }: Injection, sinceUs: number): number | null {
  const index = topology?.links.findIndex(({ id }) => id === link) ?? -1;
  if (frame === null || topology === null || index === -1) return null;
  const direction = topology.nodes[topology.links[index].a].id === from ? 0 : 1;
  const { count, message, link: links, direction: directions, departUs } = frame.flights;
  let first: number | null = null;
  for (let i = 0; i < count; i++) {
    if (links[i] !== index || directions[i] !== direction || departUs[i] < sinceUs) continue;
    if (first === null || message[i] < first) first = message[i];
  }
  return first;
}

export function offeredBy(topology: TopologyView | null, node: string): string | null {
  return topology?.nodes.find(({ id }) => id === node)?.pfs[0]?.label ?? null;
}

/** A restart of the same scenario keeps the node or link that was looked at; another one starts afresh. */
function onLoaded(loaded: Loaded, writer: MirrorWriter, ui: UiStore, feed: Feed): void {
  const same = writer.mirror.getState().loaded?.title === loaded.title;
  const { selection, pfs } = ui.store.getState();
  writer.applyLoaded(loaded);
  ui.forgetRun();
  if (loaded.watch !== undefined) ui.adopt(loaded.watch);
  if (same && isLasting(selection)) ui.select(selection);
  if (same && pfs !== null) ui.lightTree(pfs);
  feed.refilter();
}

function isLasting(selection: Selection | null): selection is Inspectable {
  return selection?.kind === "node" || selection?.kind === "link";
}

/** The first PFS of a run lights its tree, so that a first look sees spans spread. */
function onPanel(panel: Frame, before: Frame | null, ui: UiStore, feed: Feed): void {
  feed.applyFrame(panel);
  const first = panel.pfs[0];
  if (first !== undefined && (before?.pfs.length ?? 0) === 0 && ui.store.getState().pfs === null) ui.lightTree(first.label);
}

/** Counts what is asked and not yet answered, for whoever waits until the page is idle. */
function counted(client: RunClient, counts: { pending: number }): RunClient {
  const track = <T>(promise: Promise<T>): Promise<T> => {
    counts.pending += 1;
    return promise.finally(() => (counts.pending -= 1));
  };
  return {
    control: (control) => client.control(control),
    command: (command) => track(client.command(command)),
    query: (query) => track(client.query(query)),
    want: () => client.want(),
  };
}
