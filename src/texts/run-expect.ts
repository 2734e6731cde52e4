/** What a scenario expects, in words, and what was found. States, tables and counters are called as scenario files call them. */

/** A number as expected. */
export const NUMBER_TEXTS = {
  atLeast: (least: number) => `at least ${least}`,
  atMost: (most: number) => `at most ${most}`,
  between: (least: number, most: number) => `${least} to ${most}`,
} as const;

const END_NAMES = { opener: "its opener", target: "its target", coordinator: "its coordinator", masters: "all masters" } as const;

/** The expectation itself; numbers are texts already ("at least 3"), what is absent is not expected. */
export const CLAIM_TEXTS = {
  atEnd: (claim: string) => `at the end: ${claim}`,
  at: (time: string, claim: string) => `at ${time}: ${claim}`,
  unknown: (node: string, pfs: string) => `${node} does not know ${pfs}`,
  span: (node: string, pfs: string, { dist, via, copies }: { readonly dist?: string; readonly via?: string; readonly copies?: string }) =>
    `${node} knows ${pfs}${part(dist, (text) => ` at dist ${text}`)}${part(via, (text) => ` through ${text}`)}${part(copies, (text) => `, ${of(text, "SPAN", "SPANs")} of it`)}`,
  relays: (node: string, count: string, pfs: string, link: string) => `${node} has ${of(count, "SPAN", "SPANs")} of ${pfs} open on ${link}`,
  reached: (pfs: string) => `every node knows ${pfs}`,
  reachedAll: "every node knows every PFS",
  transaction: (name: string, state: string, error: string | undefined, end: "opener" | "target" | undefined) =>
    `${name} is ${state}${withError(error)} at ${end === undefined ? "both ends" : END_NAMES[end]}`,
  commit: (name: string, state: string, error: string | undefined, end: "coordinator" | "masters" | undefined, master: string | undefined) =>
    `${name} is ${state}${withError(error)} at ${master ?? (end === undefined ? "its coordinator and all masters" : END_NAMES[end])}`,
  path: (transaction: string, nodes: readonly string[]) => `${transaction} goes ${nodes.join(", ")}`,
  link: (link: string, state: string) => `link ${link} is ${state}`,
  count: (counter: string, count: string) => `${counter} is ${count}`,
  events: (count: string, name: string, { rule, node }: { readonly rule?: string; readonly node?: string }) => `${of(count, "event", "events")} ${name}${part(rule, (id) => ` by ${id}`)}${part(node, (at) => ` at ${at}`)}`,
  table: (node: string, count: string, table: string) => `${node} has ${of(count, "row", "rows")} in its table ${table}`,
  tablesEmpty: "every node has nothing left in its tables",
  tablesEmptyAt: (node: string) => `${node} has nothing left in its tables`,
  noStatus: (node: string, pfs: string) => `${node} knows no status of ${pfs}`,
  status: (node: string, pfs: string, text: string, { status, type }: { readonly status?: number; readonly type?: string }) =>
    `${node} knows the status of ${pfs}: "${text}"${part(status, (number) => `, status ${number}`)}${part(type, (name) => `, type ${name}`)}`,
  relayed: (node: string, pfs: string, link: string) => `${node} relays ${pfs} on ${link}`,
  notRelayed: (node: string, pfs: string, link: string, reason: string) => `${node} does not relay ${pfs} on ${link}: ${reason}`,
  check: { holds: (name: string) => `the check ${name} holds`, violated: (name: string) => `the check ${name} is violated`, unknown: (name: string) => `the check ${name} cannot say` },
  endsItself: "the run ends by itself",
  neverEnds: "the run never ends by itself and is stopped at its limit",
  lock: (name: string, { state, holds, masters, error }: { readonly state?: string; readonly holds?: string; readonly masters?: string; readonly error?: string }) =>
    `lock ${name} ${listed([
      part(state, (is) => (is === "none" ? "is not known to its client" : `is ${is}`)),
      part(holds, (what) => `holds ${what}`),
      part(masters, (count) => `is granted by ${of(count, "master", "masters")}`),
      part(error, (why) => `ended with ${why}`),
    ])}`,
  generator: (name: string, { state, acts, failed }: { readonly state?: string; readonly acts?: string; readonly failed?: string }) =>
    `traffic ${name} ${listed([part(state, (is) => `is ${is}`), part(acts, (count) => `acted ${of(count, "time", "times")}`), part(failed, (count) => `could not ${of(count, "time", "times")}`)])}`,
  byteOrder: "every node knows what it would know in a mesh of little-endian nodes",
  region: (count: string, link: string) => `${of(count, "piece", "pieces")} of the region of ${link} in use`,
} as const;

/** What was found when it was judged. */
export const FOUND_TEXTS = {
  number: (count: number) => String(count),
  spans: (count: number) => of(String(count), "SPAN", "SPANs"),
  events: (count: number) => of(String(count), "event", "events"),
  rows: (count: number) => of(String(count), "row", "rows"),
  pieces: (count: number) => of(String(count), "piece", "pieces"),
  noLink: "there is no such link",
  noNode: "there is no such node",
  noNodeOf: (node: string) => `there is no node ${node}`,
  noSharedLink: "there is no such link over shared memory",
  noTransaction: "there is no such transaction",
  noCommit: "there is no such commit",
  noCheck: "there is no such check",
  noLock: "there is no such lock",
  notStarted: "it was not started",
  nothingToRelay: "nothing to be relayed there",
  check: (state: string, text: string) => `${state}: ${text}`,
  standsStill: "it stands still",
  goesOn: "it goes on",
  same: "all tables and transactions are the same",
  unknownThere: "unknown there",
  known: (dist: number, link: string, copies: number) => `known at dist ${dist} through ${link}, SPANs of it: ${copies}`,
  pfsAt: (pfs: string, node: string) => `${pfs} at ${node}`,
  nothingOffered: "nothing is offered",
  all: "all of them",
  missing: (named: readonly string[], more: number) => `unknown: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
  withError: (state: string, error: string) => `${state} with ${error}`,
  ends: (opener: string, target: string) => `opener: ${opener}, target: ${target}`,
  commit: (coordinator: string, masters: readonly { readonly label: string; readonly state: string }[]) => [`coordinator: ${coordinator}`, ...masters.map(({ label, state }) => `${label}: ${state}`)].join(", "),
  pfsUnknown: "the PFS is unknown there",
  noStatus: "no status",
  status: (text: string, status: number, type: string) => `"${text}", status ${status}, type ${type}`,
  lock: (condition: string, holds: string, masters: number, error: string | null) => `${condition}, holds ${holds}, granted by ${masters}${error === null ? "" : `, ${error}`}`,
  generator: (state: string, acts: number, failed: number) => `${state}, acted ${of(String(acts), "time", "times")}, could not ${of(String(failed), "time", "times")}`,
  rowsLeft: (node: string, count: number, table: string) => `${node} has ${of(String(count), "row", "rows")} in ${table}`,
  nothingLeft: "nothing left",
} as const;

/** "1 event", "3 events", "at least 1 event". */
function of(count: string, one: string, many: string): string {
  return `${count} ${/(^|at (least|most) )1$/.test(count) ? one : many}`;
}

function withError(error: string | undefined): string {
  return part(error, (name) => ` with ${name}`);
}

/** Nothing, where nothing is expected of it. */
function part<Value>(value: Value | undefined, say: (value: Value) => string): string {
  return value === undefined ? "" : say(value);
}

function listed(parts: readonly string[]): string {
  const said = parts.filter((text) => text !== "");
  return said.length === 0 ? "is there" : said.join(", ");
}
