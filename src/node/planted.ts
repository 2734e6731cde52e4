import type { RuleName } from "./rules.ts";

/**
 * Mistakes planted in the code of a node on purpose, to see that somebody finds them: each is one line at the place where the
 * real one would be made, which asks `core.plant`, a number that was set when the node was made. Unlike a variant
 * (variants.ts) a planted fault is nothing that anybody can turn on in a scenario, a run file, a link or the page: it comes in
 * with the options of a run, from tests and from the hunter's own.
 */
export const PLANT = {
  none: 0,
  distanceOffByOne: 1,
  relaysByArrival: 2,
  distanceMaxOffByOne: 3,
  filterIgnored: 4,
  relayOutlivesSource: 5,
  statusDropped: 6,
  lostAbort: 7,
  entryNeverForgotten: 8,
  replyByAnotherPath: 9,
  wrongHalfClosed: 10,
  msgidsStartAgain: 11,
  crcUnchecked: 12,
  counterUnchecked: 13,
  pingNotReceived: 14,
  lockGrantedTwice: 15,
  voteCountedTwice: 16,
  neverReturns: 17,
} as const;
export type Plant = (typeof PLANT)[keyof typeof PLANT];

export interface PlantedFault {
  readonly name: string;
  readonly plant: Plant;
  /** the rule that it breaks */
  readonly rule: RuleName;
  /** what is wrong, as one sentence */
  readonly what: string;
}

const LIST = [
  { name: "distance-off-by-one", plant: PLANT.distanceOffByOne, rule: "SPAN-02", what: "The weight of the link that a SPAN came over is added with one too many." },
  { name: "relays-by-arrival", plant: PLANT.relaysByArrival, rule: "SPAN-02", what: "The received SPANs of a PFS stand in the order in which they came, not by distance." },
  { name: "maximum-distance-off-by-one", plant: PLANT.distanceMaxOffByOne, rule: "SPAN-04", what: "A SPAN that stands exactly at the maximum distance is not relayed." },
  { name: "filter-ignored", plant: PLANT.filterIgnored, rule: "LINK-05", what: "Relays go out whatever the CONN of the peer asked to be limited to." },
  { name: "relay-outlives-source", plant: PLANT.relayOutlivesSource, rule: "SPAN-08", what: "A SPAN that is lost is forgotten, and one of its relays is not closed." },
  { name: "status-dropped", plant: PLANT.statusDropped, rule: "SPAN-06", what: "A status update is stored and not passed along the relays that are open." },
  { name: "lost-abort", plant: PLANT.lostAbort, rule: "ROUTE-05", what: "A hop that loses the way of an entry aborts toward the source only." },
  { name: "entry-never-forgotten", plant: PLANT.entryNeverForgotten, rule: "ROUTE-03", what: "The entry of a transaction that was closed both ways stays in the table of the hop." },
  { name: "reply-by-another-path", plant: PLANT.replyByAnotherPath, rule: "ROUTE-04", what: "A hop sends a reply over another relay of the same SPAN, where there is one." },
  { name: "wrong-half-closed", plant: PLANT.wrongHalfClosed, rule: "TX-03", what: "An end that closes its own half of a transaction notes that of the other side as closed." },
  { name: "msgids-start-again", plant: PLANT.msgidsStartAgain, rule: "TX-02", what: "The counter of msgids does not survive a crash." },
  { name: "crc-unchecked", plant: PLANT.crcUnchecked, rule: "WIRE-04", what: "The checksums of what comes in are not looked at." },
  { name: "counter-unchecked", plant: PLANT.counterUnchecked, rule: "WIRE-07", what: "The counter in the salt of what comes in is not looked at." },
  { name: "ping-not-received", plant: PLANT.pingNotReceived, rule: "LINK-03", what: "What is a base header and nothing else, as a PING is, does not count as something received." },
  { name: "lock-granted-twice", plant: PLANT.lockGrantedTwice, rule: "CAC-01", what: "A master grants SHARED beside somebody who holds EXCLUSIVE." },
  { name: "vote-counted-twice", plant: PLANT.voteCountedTwice, rule: "QRM-01", what: "The vote that makes a coordinator count is counted once more." },
] as const satisfies readonly PlantedFault[];

/** A node that does not come back from one call: no check can see it, as nothing goes on that would look. Who waits for its worker has to (docs/hunt.md). */
export const NEVER_RETURNS = { name: "never-returns", plant: PLANT.neverReturns, rule: "SPAN-08", what: "A node that withdraws a PFS never comes back." } as const satisfies PlantedFault;

/** Those that checks can find. */
export type CanaryName = (typeof LIST)[number]["name"];
export type PlantedName = CanaryName | typeof NEVER_RETURNS.name;
export const PLANTED_FAULTS: readonly (PlantedFault & { readonly name: CanaryName })[] = LIST;
export const PLANTED_NAMES: readonly CanaryName[] = PLANTED_FAULTS.map(({ name }) => name);

export function isPlantedName(name: string): name is PlantedName {
  return name === NEVER_RETURNS.name || (PLANTED_NAMES as readonly string[]).includes(name);
}

/** What the code of a node asks for; null = nothing is planted. */
export function plantOf(name: PlantedName | null): Plant {
  return [...PLANTED_FAULTS, NEVER_RETURNS].find((fault) => fault.name === name)?.plant ?? PLANT.none;
}
