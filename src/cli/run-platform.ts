import { readFileSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { thrownText } from "../base/thrown.ts";
import { fail, ok, type Result } from "../base/result.ts";

/** What the commands that run something need of the machine: files, and a clock for wallMs alone. */
export interface Platform {
  readText(path: string): Result<string, string>;
  writeText(path: string, text: string): Result<null, string>;
  nowMs(): number;
}

/** Those that write what is no text need this, too. */
export interface BytesPlatform extends Platform {
  writeBytes(path: string, bytes: Uint8Array): Result<null, string>;
}

export const NODE_PLATFORM: BytesPlatform = {
  readText: (path) => attempt(() => readFileSync(path, "utf8")),
  writeText: (path, text) => attempt(() => (writeFileSync(path, text), null)),
  writeBytes: (path, bytes) => attempt(() => (writeFileSync(path, bytes), null)),
  nowMs: () => performance.now(),
};

/** What the file system says when it says no: "ENOENT: no such file or directory". */
export function attempt<Value>(action: () => Value): Result<Value, string> {
  try {
    return ok(action());
  } catch (error) {
    return fail(thrownText(error).split(", ")[0]!);
  }
}
