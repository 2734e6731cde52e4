import { isRecord, type JsonRecord } from "../../base/json.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { LIMITS } from "../../base/limits.ts";
import type { CutKind } from "../../port/messages.ts";
import { speedUsPerSOf } from "./embed-options.ts";

/**
 * What a page and the lab in its frame say to each other (docs/embedding.md), read as if a stranger had sent it: one closed
 * list of requests, every field known and bounded. A page can do nothing here that its own visitor could not.
 */
export const EMBED_VERSION = 1;

export type EmbedRequest =
  | { readonly do: "hello" }
  | { readonly do: "load"; readonly source: { readonly name: string } | { readonly topology: string; readonly seed: number } | { readonly code: string } | { readonly json: string } }
  | { readonly do: "play" | "pause" | "step" | "state" }
  | { readonly do: "seek"; readonly to: { readonly row: number } | { readonly atUs: number } }
  | { readonly do: "cut"; readonly link: string; readonly how: CutKind }
  | { readonly do: "heal"; readonly link: string }
  | { readonly do: "speed"; readonly usPerS: number };

export interface EmbedFault {
  /** which field */
  readonly where: string;
  readonly expected: string;
}

export interface EmbedAsked {
  /** goes back with the answer; null = no answer is wanted */
  readonly id: number | null;
  readonly request: Result<EmbedRequest, EmbedFault>;
}

const DOES = ["hello", "load", "play", "pause", "step", "seek", "cut", "heal", "speed", "state"] as const;
const CUTS = ["suspend", "close", "silent"] as const satisfies readonly CutKind[];
const FIELDS: Readonly<Record<(typeof DOES)[number], readonly string[]>> = {
  hello: [],
  load: ["scenario", "topology", "seed", "run", "json"],
  play: [],
  pause: [],
  step: [],
  seek: ["row", "atUs"],
  cut: ["link", "how"],
  heal: ["link"],
  speed: ["speed"],
  state: [],
};
const NAME_MAX = 300;

/** null = not a message of this protocol at all: it is passed over, as pages get messages of many kinds. */
export function readEmbedMessage(data: unknown): EmbedAsked | null {
  if (!isRecord(data) || !("spanscope" in data)) return null;
  const id = typeof data.id === "number" && Number.isSafeInteger(data.id) ? data.id : null;
  if (data.spanscope !== EMBED_VERSION) return { id, request: fault("spanscope", `${EMBED_VERSION}, the version of this protocol`) };
  const what = DOES.find((one) => one === data.do);
  if (what === undefined) return { id, request: fault("do", `one of ${DOES.join(", ")}`) };
  const stray = Object.keys(data).find((key) => !["spanscope", "id", "do", ...FIELDS[what]].includes(key));
  if (stray !== undefined) return { id, request: fault(stray.slice(0, 60), `nothing of that name with ${what}`) };
  return { id, request: readRequest(what, data) };
}

function readRequest(what: (typeof DOES)[number], data: JsonRecord): Result<EmbedRequest, EmbedFault> {
  switch (what) {
    case "load":
      return readLoad(data);
    case "seek":
      if (isCount(data.row) && data.atUs === undefined) return ok({ do: "seek", to: { row: data.row } });
      if (isCount(data.atUs) && data.row === undefined) return ok({ do: "seek", to: { atUs: data.atUs } });
      return fault("row", "the number of an event as row, or simulated microseconds as atUs");
    case "cut": {
      const how = data.how === undefined ? "close" : CUTS.find((one) => one === data.how);
      if (!isName(data.link)) return fault("link", 'the id of a link such as "B-C"');
      return how === undefined ? fault("how", `one of ${CUTS.join(", ")}`) : ok({ do: "cut", link: data.link, how });
    }
    case "heal":
      return isName(data.link) ? ok({ do: "heal", link: data.link }) : fault("link", 'the id of a link such as "B-C"');
    case "speed": {
      const usPerS = typeof data.speed === "string" || typeof data.speed === "number" ? speedUsPerSOf(String(data.speed)) : null;
      return usPerS === null ? fault("speed", 'a factor of real time such as "1/50" or 1, or "max"') : ok({ do: "speed", usPerS });
    }
    default:
      return ok({ do: what });
  }
}

function readLoad({ scenario, topology, seed, run, json }: JsonRecord): Result<EmbedRequest, EmbedFault> {
  if ([scenario, topology, run, json].filter((one) => one !== undefined).length !== 1) return fault("scenario", "exactly one of scenario, topology, run and json");
  if (seed !== undefined && topology === undefined) return fault("seed", "a seed only beside topology: a scenario has its own");
  if (scenario !== undefined) return isName(scenario) ? ok({ do: "load", source: { name: scenario } }) : fault("scenario", "the name of a scenario of the library");
  if (topology !== undefined) {
    const number = seed ?? 1;
    if (!isCount(number) || number > 0xffff_ffff) return fault("seed", "a whole number from 0 to 4294967295");
    return isName(topology) ? ok({ do: "load", source: { topology, seed: number } }) : fault("topology", 'a topology such as "ring:12"');
  }
  if (run !== undefined) return typeof run === "string" && run.length <= LIMITS.linkCharsMax ? ok({ do: "load", source: { code: run } }) : fault("run", `what follows #run= in a link, at most ${LIMITS.linkCharsMax} characters`);
  return typeof json === "string" && json.length <= LIMITS.linkJsonBytesMax ? ok({ do: "load", source: { json } }) : fault("json", `the text of a scenario or run file, at most ${LIMITS.linkJsonBytesMax} characters`);
}

function fault(where: string, expected: string): { readonly ok: false; readonly error: EmbedFault } {
  return fail({ where, expected });
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= NAME_MAX;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
