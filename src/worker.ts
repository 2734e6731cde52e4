import { Host, type Post, type Scheduler } from "./port/host.ts";

/** The door to the worker: the only place that knows its clock and its timers. */

const soon = new MessageChannel();
const waiting: (() => void)[] = [];
soon.port1.onmessage = () => waiting.shift()?.();

const scheduler: Scheduler = {
  nowMs: () => performance.now(),
  later(callback, ms) {
    // Browsers make a timer wait at least 4 ms; a message to oneself lets the page's requests in between all the same.
    if (ms > 0) setTimeout(callback, ms);
    else {
      waiting.push(callback);
      soon.port2.postMessage(null);
    }
  },
};

const post: Post = (message, transfer) => self.postMessage(message, { transfer: [...transfer] });
const host = new Host(post, scheduler);
self.addEventListener("message", ({ data }: MessageEvent<unknown>) => host.receive(data));
