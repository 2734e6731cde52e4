import type { Frame } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { openCode } from "../share/address.ts";
import { EMBED_VERSION, readEmbedMessage, type EmbedFault, type EmbedRequest } from "./embed-messages.ts";

/** Between two reports of how the run stands. */
const REPORT_MS = 250;
/** Sentences of one report; of more, only the newest are told, and how many are left out. */
const SENTENCES_MAX = 50;

/** The page around the frame, as far as it is needed: so that a test can be one. */
export interface Surrounding {
  readonly send: (message: unknown, origin: string) => void;
  readonly nowMs: () => number;
}

/**
 * The lab's side of the talk with the page around it. Nothing but "ready" is said before that page has said hello, and
 * whatever it then says is answered; what happens in the run is told by itself.
 */
export function createEmbedHost(session: Session, around: Surrounding, only: string | null) {
  let to: string | null = null;
  const tell = (message: object): void => {
    if (to !== null) around.send({ spanscope: EMBED_VERSION, ...message }, to);
  };
  const news = newsOf(session, around, tell);

  const receive = async (data: unknown, origin: string): Promise<void> => {
    const asked = readEmbedMessage(data);
    if (asked === null) return;
    if (only !== null && origin !== only) return;
    // a page without an origin of its own (a file, a sandbox) cannot be named as a target; it is the parent all the same
    to = origin === "null" ? "*" : origin;
    const { id, request } = asked;
    if (!request.ok) {
      answer(id, { ok: false, error: request.error });
      return;
    }
    const done = await act(session, request.value);
    if (request.value.do === "hello") news.begin();
    answer(id, done === null ? { ok: true, ...(asksState(request.value) ? { state: stateOf(session) } : {}) } : { ok: false, error: done });
  };

  const answer = (id: number | null, said: { readonly ok: boolean; readonly error?: EmbedFault | string }): void => {
    if (id !== null) tell({ re: id, ...said });
    else if (!said.ok) tell({ event: "error", error: said.error });
  };

  around.send({ spanscope: EMBED_VERSION, event: "ready" }, only ?? "*");
  return { receive };
}

function asksState({ do: what }: EmbedRequest): boolean {
  return what === "hello" || what === "state";
}

/** Does what was asked; what is wrong with it, or null. */
async function act(session: Session, request: EmbedRequest): Promise<EmbedFault | string | null> {
  switch (request.do) {
    case "hello":
    case "state":
      return null;
    case "load":
      return load(session, request.source);
    case "play":
      session.play();
      return null;
    case "pause":
      session.pause();
      return null;
    case "step":
      session.stepEvent();
      return null;
    case "speed":
      session.setSpeed(request.usPerS);
      return null;
    case "seek":
      return seek(session, request.to);
    case "cut":
      return session.tryCommand({ do: "cut", link: request.link, how: request.how });
    case "heal":
      return session.tryCommand({ do: "heal", link: request.link });
  }
}

function load(session: Session, source: Extract<EmbedRequest, { do: "load" }>["source"]): null {
  if ("code" in source) void openCode(session, source.code);
  else session.load(source);
  return null;
}

function seek(session: Session, to: Extract<EmbedRequest, { do: "seek" }>["to"]): null {
  const end = session.getFrame()?.tape;
  if ("row" in to) session.seek(to.row);
  else if (end === undefined || to.atUs <= end.endUs) session.seekTime(to.atUs);
  else {
    // what has not happened yet is run through
    session.live();
    session.runTo(to.atUs);
  }
  return null;
}

function stateOf(session: Session): object | null {
  const { frame, loaded } = session.mirror.getState();
  if (frame === null || loaded === null) return null;
  return { title: loaded.title, seed: loaded.seed, engine: loaded.engineVersion, ...standingOf(frame) };
}

function standingOf({ nowUs, playing, speedUsPerS, quiet, digest, counters, flights }: Frame): object {
  return {
    atUs: nowUs,
    playing,
    speed: Number.isFinite(speedUsPerS) ? speedUsPerS / 1_000_000 : "max",
    quiet,
    digest,
    events: counters.events,
    inFlight: flights.count + flights.omitted,
    spansOpen: counters.spansOpen,
    transactionsOpen: counters.transactionsOpen,
    transactionsAborted: counters.transactionsAborted,
    violations: counters.violations,
  };
}

/** Tells what happens, once the page around has said hello. */
function newsOf(session: Session, { nowMs }: Surrounding, tell: (message: object) => void): { readonly begin: () => void } {
  let begun = false;
  let toldMs = -Infinity;
  let lastEvent = -1;
  let aborted = new Set<string>();
  let quiet = false;

  const takeFrame = (frame: Frame): void => {
    for (const { name, state, from, to } of frame.transactions) {
      if (state !== "aborted" || aborted.has(name)) continue;
      aborted.add(name);
      tell({ event: "aborted", transaction: name, from, to, atUs: frame.nowUs });
    }
    if (frame.quiet && !quiet) tell({ event: "quiet", atUs: frame.nowUs, digest: frame.digest });
    quiet = frame.quiet;
    if (nowMs() - toldMs < REPORT_MS && frame.playing) return;
    toldMs = nowMs();
    tell({ event: "frame", ...standingOf(frame) });
    const fresh = frame.feedTail.filter(({ event }) => event > lastEvent);
    if (fresh.length === 0) return;
    lastEvent = fresh.at(-1)!.event;
    const told = fresh.slice(-SENTENCES_MAX).map(({ event, atUs, family, severity, sentence, rule, node, link, transaction }) => ({ number: event, atUs, family, severity, sentence, rule, node, link, transaction }));
    tell({ event: "events", events: told, omitted: fresh.length - told.length });
  };

  session.mirror.subscribe((now, before) => {
    if (!begun) return;
    if (now.run !== before.run && now.loaded !== null) {
      lastEvent = -1;
      aborted = new Set();
      quiet = false;
      tell({ event: "loaded", title: now.loaded.title, seed: now.loaded.seed, engine: now.loaded.engineVersion });
    }
    if (now.loadErrors !== before.loadErrors && now.loadErrors.length > 0) tell({ event: "error", error: now.loadErrors.map(({ path, message }) => `${path}: ${message}`).join("; ") });
    if (now.crashed !== before.crashed && now.crashed !== null) tell({ event: "error", error: now.crashed });
    if (now.frame !== null && now.frame !== before.frame) takeFrame(now.frame);
  });
  session.ui.store.subscribe(({ opening }, before) => {
    if (!begun || opening === before.opening || opening === null) return;
    if (opening.state === "same" || opening.state === "differs") tell({ event: "opened", same: opening.state === "same", digest: opening.digest, recorded: opening.recorded, text: opening.text });
    if (opening.state === "refused") tell({ event: "error", error: opening.faults.map(({ path, message }) => `${path}: ${message}`).join("; ") });
  });
  return {
    begin: () => {
      begun = true;
      lastEvent = -1;
    },
  };
}
