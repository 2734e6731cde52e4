import { mkdirSync } from "node:fs";
import type { HuntMachine } from "./hunt.ts";
import { attempt, NODE_PLATFORM } from "./run-platform.ts";

const CLEAR_LINE = "\r\u001B[2K";

/** This machine. The first Ctrl+C, or SIGTERM of whoever gave it to us for a while, asks the hunt to end with the report of what was done; the second ends it as always. */
export function nodeMachine(): HuntMachine {
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      interrupted = true;
    });
  }
  return {
    ...NODE_PLATFORM,
    cpuUs: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    peakBytes: () => 1_024 * process.resourceUsage().maxRSS,
    makeFolder: (path) => attempt(() => (mkdirSync(path, { recursive: true }), null)),
    isInterrupted: () => interrupted,
    progress: (line) => {
      if (process.stderr.isTTY) process.stderr.write(`${CLEAR_LINE}${line}`);
    },
  };
}
