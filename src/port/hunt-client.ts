import { FINDER_TEXTS } from "../texts/finder.ts";
import type { CaseOutcome, FromHunter, ToHunter, UNEXECUTED } from "./hunt-messages.ts";
import { workerFault } from "./worker-fault.ts";

/** A hunt worker as the page has it. */
export interface Hunter {
  readonly ask: (what: ToHunter) => void;
  /** at once, whatever it is doing */
  readonly end: () => void;
}

export interface HunterListener {
  readonly said: (what: FromHunter) => void;
  /** the worker is gone, and why ("" = its file could not be loaded) */
  readonly lost: (reason: string) => void;
}

/** As much of a Worker as is needed. */
export interface HunterPort {
  postMessage(message: ToHunter): void;
  terminate(): void;
  addEventListener(type: "message", listener: (event: { readonly data: FromHunter }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: unknown) => void): void;
}

/** Connects to a worker that runs `host-hunt.ts`. What an ended one still had to say is not heard. */
export function connectHunter(port: HunterPort, listener: HunterListener): Hunter {
  let ended = false;
  port.addEventListener("message", ({ data }) => {
    if (!ended) listener.said(data);
  });
  for (const type of ["error", "messageerror"] as const) {
    port.addEventListener(type, (event) => {
      if (!ended) listener.lost(workerFault(event));
    });
  }
  return {
    ask: (what) => port.postMessage(what),
    end: () => {
      ended = true;
      port.terminate();
    },
  };
}

/** A case from which its worker did not come back: of it nothing is known but that. As the terminal's `hunt` has it. */
export function hungCase(seed: number, patienceS: number): CaseOutcome {
  const tally = { steps: 0, rows: 0, messages: 0, bytes: 0, simulatedUs: 0, transactions: 0, faults: {}, rules: [], rulesJudged: [], quietUs: -1 };
  const violation = { check: "hangs" satisfies (typeof UNEXECUTED)[number], text: FINDER_TEXTS.result.hangs(patienceS), row: 0, atUs: 0 };
  return { seed, state: "violated", violation, why: "", digest: "", judged: [], tally, nodes: 0, links: 0, boundUs: 1, faultsEndUs: 0, features: [], print: "" };
}
