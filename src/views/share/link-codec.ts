import { LIMITS } from "../../base/limits.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";

/**
 * A run in the fragment of an address: its JSON, deflated (RFC 1951), as base64url. The fragment never leaves the browser.
 * Reading is bounded twice, before anything is unpacked and while it is: an address that would unpack to more than a run
 * may have is dropped at that byte.
 */

/** What stands before it: "#run=". */
export const FRAGMENT = "run=";

export async function packed(json: string): Promise<string> {
  const stream = new Blob([json]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return toBase64url(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The JSON of a link's code, or what is wrong with it. Never rejects. */
export async function unpacked(code: string): Promise<Result<string, string>> {
  const { tooLong, notText, broken, tooLarge, ends } = SHARE_TEXTS.faults;
  if (code.length > LIMITS.linkCharsMax) return fail(tooLong(code.length, LIMITS.linkCharsMax));
  const bytes = fromBase64url(code);
  if (!bytes.ok) return fail(notText(bytes.error));
  const inflated = await inflate(bytes.value, LIMITS.linkJsonBytesMax);
  if (inflated === "tooLarge") return fail(tooLarge(LIMITS.linkJsonBytesMax));
  if (inflated === "broken") return fail(broken);
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(inflated));
  } catch {
    return fail(ends);
  }
}

/** Inflates until the end or until it is too much; whatever is behind that is never unpacked. */
async function inflate(bytes: Uint8Array<ArrayBuffer>, bytesMax: number): Promise<Uint8Array | "tooLarge" | "broken"> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts: Uint8Array[] = [];
  let count = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(parts, count);
      count += value.length;
      if (count > bytesMax) {
        void reader.cancel().catch(() => undefined);
        return "tooLarge";
      }
      parts.push(value);
    }
  } catch {
    return "broken";
  }
}

function joined(parts: readonly Uint8Array[], count: number): Uint8Array {
  const whole = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The code in a fragment ("#run=…"), or null when it has none. */
export function codeIn(fragment: string): string | null {
  const found = fragment.replace(/^#/, "").split("&").find((part) => part.startsWith(FRAGMENT));
  return found === undefined ? null : found.slice(FRAGMENT.length);
}
