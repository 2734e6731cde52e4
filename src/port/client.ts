import { TEXTS } from "../texts/page.ts";
import type { Answer, Command, Control, Frame, FromWorker, Loaded, OpeningShown, Query, ToWorker } from "./messages.ts";
import { workerFault } from "./worker-fault.ts";

/**
 * The page's side of the port: typed requests out, frames and answers in. Commands and queries are promises, kept until
 * their answer comes; when the worker itself is lost, commands answer that as their refusal and queries fail with it.
 */

/** A Worker or a MessagePort, as far as it is needed. */
export interface PagePort {
  postMessage(message: ToWorker): void;
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
export function connect(port: PagePort, listener: ClientListener): Client {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

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
  const lose = (event: unknown): void => {
    const reason = workerFault(event) || TEXTS.page.noWorker;
    for (const { giveUp } of waiting.values()) giveUp(reason);
    waiting.clear();
    listener.crashed(reason);
  };

  port.addEventListener("message", ({ data }) => {
    switch (data.type) {
      case "loaded":
        return listener.loaded(data.loaded);
      case "loadFailed":
        return listener.loadFailed(data.errors);
      case "frame":
        return listener.frame(data.frame);
      case "commandDone":
        return settle(data.id, data.refusal);
      case "answer":
        return settle(data.id, data.answer);
      case "notice":
        return listener.notice(data.text);
      case "opening":
        return listener.opening(data.opening);
      case "crashed":
        return listener.crashed(data.message);
    }
  });
  port.addEventListener("error", lose);
  port.addEventListener("messageerror", lose);

  return {
    control: (control) => port.postMessage({ type: "control", control }),
    command: (command) => ask<string | null>((id) => ({ type: "command", id, command }), (reason) => Promise.resolve(reason)),
    query: <Q extends Query>(query: Q) => ask<AnswerTo<Q>>((id) => ({ type: "query", id, query }), (reason) => Promise.reject(new Error(reason))),
    want: () => port.postMessage({ type: "want" }),
  };
}
