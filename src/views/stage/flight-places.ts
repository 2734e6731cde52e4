import { FAMILIES, FLIGHT_MARK } from "../../store/contract.ts";
import type { Family, Flights } from "../../port/messages.ts";
import type { LinkStateName } from "./facts.ts";
import { scatter } from "./ink.ts";
import type { Lanes } from "./lanes.ts";

/**
 * Where each message in flight is at a simulated time, as drawn: on its lane, linearly from sender to receiver; several
 * alike at one place are one glyph with a number, others line up behind; the queued wait in line at the sender's end.
 */
export interface Glyph {
  /** row of the columns of flights; of several alike the newest */
  readonly flight: number;
  readonly link: number;
  readonly direction: number;
  /** pixels from the sender's outline along the lane */
  readonly along: number;
  readonly family: Family;
  readonly reply: boolean;
  readonly alpha: number;
  /** 0 = whole, up to 1 = its pieces are gone */
  readonly broken: number;
  readonly corrupted: boolean;
  readonly injected: boolean;
  readonly waits: boolean;
  /** how many messages this glyph stands for */
  readonly count: number;
  /** DUP-01: the same for all that carry the same message, 0 = it has no copy */
  readonly copy: number;
}

export interface PlacingOptions {
  readonly lanes: Lanes;
  readonly stateOf: (link: number) => LinkStateName;
  /** of glyphs on one lane, centre to centre */
  readonly spacing: number;
  /** which rows to place */
  readonly wanted: (flight: number) => boolean;
}

/** Part of the way after which a lost message has faded and breaks up; its pieces are gone a little later. */
const DEATH_PART_MIN = 0.5;
const DEATH_PART_MAX = 0.78;
const BREAKING_PART = 0.16;
const FADE_FROM_PART = 0.2;
const FADED_ALPHA = 0.4;
const END_PX = 7;
/** Without motion glyphs stand a little off the node, clear of its ring. */
const STILL_PX = 18;
const QUEUE_SHOWN_MAX = 6;

export function partOf(flights: Flights, flight: number, nowUs: number): number {
  const depart = flights.departUs[flight];
  const lasts = flights.arriveUs[flight] - depart;
  if (!(lasts > 0)) return nowUs >= depart ? 1 : 0;
  return Math.min(Math.max((nowUs - depart) / lasts, 0), 1);
}

/** A message on a silent link dies in its middle; on any other where chance would have it, the same at every drawing. */
export function deathPart(message: number, state: LinkStateName): number {
  if (state === "silent" || state === "closed") return DEATH_PART_MIN - 0.06;
  return DEATH_PART_MIN + (DEATH_PART_MAX - DEATH_PART_MIN) * scatter(message);
}

/** How a message that will be lost looks at a part of its way; null = nothing is left of it. */
export function dyingLook(part: number, death: number): { part: number; alpha: number; broken: number } | null {
  if (part >= death + BREAKING_PART) return null;
  if (part >= death) return { part: death, alpha: FADED_ALPHA, broken: (part - death) / BREAKING_PART };
  const fade = Math.min(Math.max((part - FADE_FROM_PART) / (death - FADE_FROM_PART), 0), 1);
  return { part, alpha: 1 - (1 - FADED_ALPHA) * fade, broken: 0 };
}

export function placeGlyphs(flights: Flights, nowUs: number, options: PlacingOptions): Glyph[] {
  const onTheWay = new Map<number, Glyph[]>();
  const waiting = new Map<number, Glyph[]>();
  for (let flight = 0; flight < flights.count; flight += 1) {
    if (!options.wanted(flight)) continue;
    const glyph = glyphOf(flights, flight, nowUs, options);
    if (glyph === null) continue;
    const lane = glyph.link * 2 + glyph.direction;
    const lists = glyph.waits ? waiting : onTheWay;
    const list = lists.get(lane);
    if (list) list.push(glyph);
    else lists.set(lane, [glyph]);
  }
  const placed: Glyph[] = [];
  for (const list of waiting.values()) placed.push(...lineUp(list, options.spacing));
  for (const list of onTheWay.values()) placed.push(...spread(list, options));
  return placed;
}

function glyphOf(flights: Flights, flight: number, nowUs: number, { lanes, stateOf }: PlacingOptions): Glyph | null {
  const marks = flights.marks[flight];
  const link = flights.link[flight];
  if (link < 0 || link >= lanes.length.length) return null;
  let part = partOf(flights, flight, nowUs);
  let alpha = 1;
  let broken = 0;
  if ((marks & FLIGHT_MARK.willBeLost) !== 0) {
    const look = dyingLook(part, deathPart(flights.message[flight], stateOf(link)));
    if (look === null) return null;
    ({ part, alpha, broken } = look);
  }
  return {
    flight,
    link,
    direction: flights.direction[flight],
    along: END_PX + part * Math.max(lanes.length[link] - 2 * END_PX, 0),
    family: FAMILIES[flights.family[flight]] ?? "housekeeping",
    reply: (marks & FLIGHT_MARK.reply) !== 0,
    alpha,
    broken,
    corrupted: (marks & FLIGHT_MARK.corrupted) !== 0,
    injected: (marks & FLIGHT_MARK.injected) !== 0,
    waits: (marks & FLIGHT_MARK.queued) !== 0,
    count: 1,
    copy: flights.copy[flight],
  };
}

function alike(one: Glyph, other: Glyph): boolean {
  return (
    one.family === other.family &&
    one.reply === other.reply &&
    one.copy === other.copy &&
    one.corrupted === other.corrupted &&
    one.injected === other.injected &&
    one.broken === 0 &&
    other.broken === 0
  );
}

/** The foremost keep their places; who would lie upon one of another kind steps back behind it. */
function spread(glyphs: Glyph[], { spacing }: PlacingOptions): Glyph[] {
  glyphs.sort((one, other) => other.along - one.along || other.flight - one.flight);
  const placed: Glyph[] = [];
  for (const glyph of glyphs) {
    const last: Glyph | undefined = placed[placed.length - 1];
    if (last === undefined || glyph.broken > 0) {
      placed.push(glyph);
    } else if (alike(last, glyph) && last.along - glyph.along < spacing * 0.6) {
      placed[placed.length - 1] = { ...last, count: last.count + 1 };
    } else {
      placed.push({ ...glyph, along: Math.min(glyph.along, Math.max(last.along - spacing, END_PX)) });
    }
  }
  return placed;
}

/** The oldest in front; behind the sixth there is only a number. */
function lineUp(glyphs: Glyph[], spacing: number): Glyph[] {
  glyphs.sort((one, other) => one.flight - other.flight);
  const shown = glyphs.slice(0, QUEUE_SHOWN_MAX);
  const rest = glyphs.length - shown.length;
  return shown.map((glyph, i) => ({
    ...glyph,
    along: END_PX + (shown.length - 1 - i) * spacing * 0.9,
    count: i === shown.length - 1 ? rest + 1 : 1,
  }));
}

/**
 * The same without motion: what is under way on each lane by kind, standing at the sender's end with its number; alike
 * in family, direction and marks is one glyph.
 */
export function placeStill(flights: Flights, linkCount: number, spacing: number): Glyph[] {
  const kinds = new Map<string, Glyph>();
  for (let flight = 0; flight < flights.count; flight += 1) {
    const marks = flights.marks[flight];
    const link = flights.link[flight];
    if (link < 0 || link >= linkCount) continue;
    const key = `${link} ${flights.direction[flight]} ${flights.family[flight]} ${marks} ${flights.copy[flight]}`;
    kinds.set(key, {
      flight,
      link,
      direction: flights.direction[flight],
      along: 0,
      family: FAMILIES[flights.family[flight]] ?? "housekeeping",
      reply: (marks & FLIGHT_MARK.reply) !== 0,
      alpha: (marks & FLIGHT_MARK.willBeLost) === 0 ? 1 : FADED_ALPHA,
      broken: 0,
      corrupted: (marks & FLIGHT_MARK.corrupted) !== 0,
      injected: (marks & FLIGHT_MARK.injected) !== 0,
      waits: false,
      count: (kinds.get(key)?.count ?? 0) + 1,
      copy: flights.copy[flight],
    });
  }
  const onLane = new Map<number, number>();
  return [...kinds.values()].map((glyph) => {
    const lane = glyph.link * 2 + glyph.direction;
    const before = onLane.get(lane) ?? 0;
    onLane.set(lane, before + 1);
    return { ...glyph, along: STILL_PX + before * spacing };
  });
}
