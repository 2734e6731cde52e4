import { thrownText } from "../../base/thrown.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import type { FileFault } from "../../sim/topology.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * JSON of somebody whom nobody knows: its length and the depth of its brackets are bounded before it is parsed, so that
 * neither the parser nor a schema that follows it down runs out of stack.
 */
export function jsonFromBounded(text: string, charactersMax: number, depthMax: number): Result<unknown, readonly FileFault[]> {
  if (text.length > charactersMax) return fail([{ path: "(file)", message: `expected at most ${charactersMax} characters, found ${text.length}` }]);
  const deep = tooDeepAt(text, depthMax);
  if (deep >= 0) return fail([{ path: "(file)", message: `expected brackets at most ${depthMax} deep; at character ${deep} they are deeper` }]);
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return fail([{ path: "(file)", message: `expected JSON: ${thrownText(error)}` }]);
  }
}

/** The place of the first bracket that is too deep, or -1. Brackets in texts do not count. */
function tooDeepAt(text: string, depthMax: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > depthMax) return i;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return -1;
}
