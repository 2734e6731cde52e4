import { randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Clock } from "../bridge/clock.ts";
import type { BridgePlatform } from "./bridge.ts";
import { NODE_PLATFORM } from "./run-platform.ts";

const MACHINE_CLOCK: Clock = {
  nowUs: () => Math.floor(performance.now() * 1_000),
  after(us, act) {
    const timer = setTimeout(act, Math.ceil(us / 1_000));
    return { cancel: () => clearTimeout(timer) };
  },
};

export const BRIDGE_PLATFORM: BridgePlatform = {
  ...NODE_PLATFORM,
  clock: MACHINE_CLOCK,
  print: (line) => process.stdout.write(`${line}\n`),
  onStop(stop) {
    // Asked a second time, the process ends as any other.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  },
  chance: (most) => randomInt(most),
};
