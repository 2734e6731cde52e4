/** The report of `npm run fuzz`, for people. */
import type { SecureTally } from "../src/fuzz/secure.ts";
import type { TallyReport } from "../src/fuzz/tally.ts";

function table(title: string, counts: Readonly<Record<string, number>>, of: number): string {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, count]) => `  ${name.padEnd(width)} ${String(count).padStart(10)}${of > 0 ? ` ${((100 * count) / of).toFixed(1).padStart(6)} %` : ""}`)].join("\n");
}

export function reportText(seed: number, seconds: number, crashes: number, missing: readonly string[], heapMb: number, report: TallyReport, secure: SecureTally): string {
  const { mutations, sessions, bytes, reachedNode, messages, described, probes } = report;
  const lines = [
    `seed ${seed}: ${mutations} inputs (${bytes} bytes) in ${seconds.toFixed(1)} s, ${Math.round(mutations / seconds)} a second, ${heapMb} MB of heap at the end`,
    `${sessions} lives of the attacked link; ${reachedNode} inputs (${((100 * reachedNode) / mutations).toFixed(1)} %) reached the node with ${messages} messages; ${described} were described and written as JSON; the healthy link was tried ${probes} times`,
    table("by kind of the first change:", report.byKind, mutations),
    table("by outcome; a number is the reason with which the link was closed:", report.outcomes, mutations),
    table("rules that decided at the attacked node, in events:", report.rules, 0),
    table("its events:", report.events, 0),
    `encrypted links: ${secure.inputs} inputs on ${secure.handshakes} handshakes; ${secure.records} records before the change were opened, ${secure.unread} inputs were changed in nothing that is read`,
    table("encrypted links, by kind of the change:", secure.byKind, secure.inputs),
    table("encrypted links, by outcome:", secure.outcomes, secure.inputs),
    table("encrypted links, events of the node:", secure.events, 0),
    ...missing.map((each) => `NOT EXERCISED: ${each}`),
    crashes === 0 ? "no promise was broken" : `${crashes} BROKEN PROMISES`,
  ];
  return lines.join("\n");
}
