import { HuntHost } from "./port/host-hunt.ts";

/** The door to a hunt worker: cases are drawn, executed and shrunk here, so that the run that is shown goes on meanwhile. */

const host = new HuntHost((message) => self.postMessage(message), {
  nowMs: () => performance.now(),
  later: (callback, ms) => void setTimeout(callback, ms),
});
self.addEventListener("message", ({ data }: MessageEvent<unknown>) => host.receive(data));
