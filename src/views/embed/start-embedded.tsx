import type { ReactNode } from "react";
import type { Session } from "../../store/session.ts";
import { openFromAddress } from "../share/address.ts";
import { createEmbedHost } from "./embed-host.ts";
import { EmbedFaults, EmbedLab } from "./EmbedLab.tsx";
import { readEmbedOptions, type EmbedOptions } from "./embed-options.ts";

/** Begins what the frame's address says, listens to the page around, and gives what is to be shown. */
export function startEmbedded(session: Session, search: string): ReactNode {
  const options = readEmbedOptions(search);
  if (!options.ok) {
    if (parent !== window) parent.postMessage({ spanscope: 1, event: "error", error: options.error.join("; ") }, "*");
    return <EmbedFaults faults={options.error} />;
  }
  // before the first paint: the stage reads its colours when it begins
  if (options.value.theme !== null) document.documentElement.dataset.theme = options.value.theme;
  begin(session, options.value);
  if (parent !== window) {
    const send = (message: unknown, origin: string): void => parent.postMessage(message, origin);
    const host = createEmbedHost(session, { send, nowMs: () => performance.now() }, options.value.origin);
    addEventListener("message", ({ source, data, origin }) => {
      if (source === parent) void host.receive(data, origin);
    });
  }
  return <EmbedLab session={session} options={options.value} />;
}

function begin(session: Session, { source, seed, speedUsPerS, play }: EmbedOptions): void {
  if (!openFromAddress(session)) {
    if (source === null) session.start();
    else session.load("name" in source ? source : { topology: source.topology, seed: seed ?? 1 });
  }
  const stop = session.mirror.subscribe((now, before) => {
    if (now.run === before.run || now.loaded === null) return;
    stop();
    if (seed !== null && now.loaded.seed !== seed && !(source !== null && "topology" in source)) session.restart(seed);
    if (speedUsPerS !== null) session.setSpeed(speedUsPerS);
    if (!play) session.pause();
  });
}
