import { TEXTS } from "../texts/page.ts";
import { EngineGone } from "./engine-gone.ts";
import type { Answer, Command, Control, Frame, FromWorker, Loaded, OpeningShown, Query, ToWorker } from "./messages.ts";
import { BEAT_MS, Pulse } from "./pulse.ts";
import { workerFault } from "./worker-fault.ts";

/**
 * The page's side of the port: typed requests out, frames and answers in. Commands and queries are promises, kept until
 * their answer comes; when the worker itself is lost, commands answer that as their refusal and queries fail with it (EngineGone).
 */

/** A Worker or a MessagePort, as far as it is needed. */
export interface PagePort {
  postMessage(message: ToWorker): void;
  terminate?(): void;
  addEventListener(type: "message", listener: (event: { readonly data: FromWorker }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: unknown) => void): void;
}

export interface ClientListener {
  loaded(loaded: Loaded): void;
  loadFailed(errors: readonly { readonly path: string; readonly message: string }[]): void;
  /** draw it, then say `want` */
  frame(frame: Frame): void;
  /** something to be said once */
  notice(text: string): void;
  opening(opening: OpeningShown): void;
  crashed(message: string): void;
  /** for so many seconds of beats it has not answered; null = it does again, or another has taken its place */
  stalled(seconds: number | null): void;
}

/** For whoever wants to know whether the worker still answers, and has another when it does not. */
export interface EngineWatch {
  readonly later: (ms: number, then: () => void) => void;
  /** a worker in place of the one that is gone */
  readonly reopen: () => PagePort;
}

export type AnswerTo<Q extends Query> = Extract<Answer, { readonly query: Q["query"] }>;

export interface Client {
  control(control: Control): void;
  /** the refusal, or null when it was applied */
  command(command: Command): Promise<string | null>;
  query<Q extends Query>(query: Q): Promise<AnswerTo<Q>>;
  /** the last frame is drawn: another one, please */
  want(): void;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  /** the worker is gone, and why */
  readonly giveUp: (reason: string) => void;
}

/** Connects to a worker that runs `host.ts`; everything it says goes to the listener. */
export function connect(first: PagePort, listener: ClientListener, watch: EngineWatch | null = null): Client {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let port = first;
  /** what is loaded anew when the worker is gone */
  let loaded: Control = { control: "start" };

  const ask = <Value>(message: (id: number) => ToWorker, without: (reason: string) => Promise<Value>): Promise<Value> => {
    const id = ++lastId;
    return new Promise<Value>((resolve) => {
      waiting.set(id, { resolve, giveUp: (reason) => resolve(without(reason)) });
      port.postMessage(message(id));
    });
  };
  const settle = (id: number, value: unknown): void => {
    const found = waiting.get(id);
    waiting.delete(id);
    found?.resolve(value as never);
  };
  const giveUp = (reason: string): void => {
    for (const each of waiting.values()) each.giveUp(reason);
    waiting.clear();
  };
  const pulse = new Pulse(() => port.postMessage({ type: "beat" }), (seconds) => listener.stalled(seconds));

  const listen = (to: PagePort): void => {
    const lose = (event: unknown): void => {
      if (to !== port) return;
      const reason = workerFault(event) || TEXTS.page.noWorker;
      giveUp(reason);
      pulse.lose();
      listener.crashed(reason);
    };
    to.addEventListener("message", ({ data }) => {
      if (to !== port) return; // of one that was given up
      pulse.heard();
      if (data.type === "commandDone") settle(data.id, data.refusal);
      else if (data.type === "answer") settle(data.id, data.answer);
      else tell(listener, data);
    });
    to.addEventListener("error", lose);
    to.addEventListener("messageerror", lose);
  };
  listen(port);

  const reopen = ({ reopen: open }: EngineWatch): void => {
    port.terminate?.();
    giveUp(TEXTS.page.stalledGaveUp);
    port = open();
    pulse.begin();
    listen(port);
  };
  const beat = ({ later }: EngineWatch): void => later(BEAT_MS, () => {
    pulse.beat();
    beat(watch!);
  });
  if (watch !== null) beat(watch);

  return {
    control: (control) => {
      const begins = control.control === "load" || control.control === "start" || control.control === "restart";
      if (begins && control.control !== "restart") loaded = control;
      if (!begins || watch === null || !pulse.isGone) return port.postMessage({ type: "control", control });
      reopen(watch);
      // Another worker has nothing that could be started again.
      port.postMessage({ type: "control", control: loaded });
    },
    command: (command) => ask<string | null>((id) => ({ type: "command", id, command }), (reason) => Promise.resolve(reason)),
    query: <Q extends Query>(query: Q) => ask<AnswerTo<Q>>((id) => ({ type: "query", id, query }), (reason) => Promise.reject(new EngineGone(reason))),
    want: () => port.postMessage({ type: "want" }),
  };
}

function tell(listener: ClientListener, data: Exclude<FromWorker, { readonly type: "commandDone" | "answer" }>): void {
  switch (data.type) {
    case "beat":
      return;
    case "loaded":
      return listener.loaded(data.loaded);
    case "loadFailed":
      return listener.loadFailed(data.errors);
    case "frame":
      return listener.frame(data.frame);
    case "notice":
      return listener.notice(data.text);
    case "opening":
      return listener.opening(data.opening);
    case "crashed":
      return listener.crashed(data.message);
  }
}
