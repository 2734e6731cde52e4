import type { Command, TrafficService } from "../../port/messages.ts";

/** What the form holds, as it is typed. */
export interface GeneratorDraft {
  /** "" = any */
  readonly from: string;
  readonly to: string;
  readonly service: TrafficService;
  readonly random: boolean;
  readonly everyMs: string;
  readonly burst: string;
  readonly bytesLeast: string;
  readonly bytesMost: string;
  readonly holdLeastMs: string;
  readonly holdMostMs: string;
  readonly line: string;
  readonly path: string;
  readonly domain: "TREE" | "INUM" | "ATTR" | "DIRENT";
  readonly state: "SHARED" | "EXCLUSIVE" | "MODIFIED";
  readonly ends: "never" | "count" | "time";
  readonly count: string;
  readonly seconds: string;
}

export const NEW_GENERATOR: GeneratorDraft = {
  from: "",
  to: "",
  service: "echo",
  random: false,
  everyMs: "50",
  burst: "1",
  bytesLeast: "16",
  bytesMost: "256",
  holdLeastMs: "100",
  holdMostMs: "100",
  line: "stats",
  path: "/",
  domain: "ATTR",
  state: "SHARED",
  ends: "never",
  count: "100",
  seconds: "10",
};

type GenerateCommand = Extract<Command, { readonly do: "generate" }>;
type Amount = NonNullable<GenerateCommand["bytes"]>;

/** The command that the form means, or null where a number is none. */
export function commandOf(draft: GeneratorDraft, as: string, nowUs: number): GenerateCommand | null {
  const everyUs = wholeUs(draft.everyMs, 1_000);
  const burst = whole(draft.burst);
  const bytes = amountOf(whole(draft.bytesLeast), whole(draft.bytesMost));
  const holdUs = amountOf(wholeUs(draft.holdLeastMs, 1_000), wholeUs(draft.holdMostMs, 1_000));
  const count = draft.ends === "count" ? whole(draft.count) : undefined;
  const lastsUs = draft.ends === "time" ? wholeUs(draft.seconds, 1_000_000) : undefined;
  const { service, random, from, to } = draft;
  if (everyUs === null || burst === null || count === null || lastsUs === null) return null;
  const hasText = service === "echo" || service === "oneWay" || service === "commit";
  const isHeld = service === "echo" || service === "shell" || service === "lock";
  if ((hasText && bytes === null) || (isHeld && holdUs === null)) return null;
  return {
    do: "generate",
    as,
    ...(from === "" ? {} : { from: [from] }),
    ...(to === "" || service === "lock" || service === "commit" ? {} : { to: [to] }),
    service,
    everyUs,
    ...(random ? { random } : {}),
    ...(burst === 1 ? {} : { burst }),
    ...(hasText ? { bytes: bytes! } : {}),
    ...(service === "shell" ? { text: draft.line } : {}),
    ...(isHeld ? { holdUs: holdUs! } : {}),
    ...(count === undefined ? {} : { count }),
    ...(lastsUs === undefined ? {} : { untilUs: nowUs + lastsUs }),
    ...(service === "lock" ? { lock: { keys: [draft.path], domain: draft.domain, state: draft.state } } : {}),
  };
}

function amountOf(least: number | null, most: number | null): Amount | null {
  if (least === null || most === null || least > most) return null;
  return least === most ? least : { least, most };
}

function whole(text: string): number | null {
  return /^\d{1,12}$/.test(text.trim()) ? Number(text) : null;
}

/** "2.5" of a unit in whole microseconds. */
function wholeUs(text: string, unitUs: number): number | null {
  return /^\d{1,9}(\.\d{1,6})?$/.test(text.trim()) ? Math.round(Number(text) * unitUs) : null;
}

/** "load", then "load2" …: a name that no generator of the run has had. */
export function freshGenerator(taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map(({ name }) => name));
  if (!names.has("load")) return "load";
  for (let number = 2; ; number++) if (!names.has(`load${number}`)) return `load${number}`;
}
