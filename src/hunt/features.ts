import { DEFAULT_SWITCHES } from "../node/config.ts";
import { DEFAULT_LOCK_SPACE } from "../sim/cluster.ts";
import type { Scenario, ScenarioLink } from "../sim/scenario.ts";
import { mayDropCrcs } from "./generate/mesh-link.ts";
import { opens } from "./generate/quarrels.ts";

/** What there is in a case, as names that a histogram counts: that a seed has it, not how often. */
export function featuresOf({ nodes, links, masters, locks, switches, commands }: Scenario, form: string): string[] {
  const found = new Set<string>([`topology ${form.split(":")[0]!}`]);
  const note = (name: string, there: boolean): unknown => there && found.add(name);
  for (const { role = "controller", bigEndian = false, pfs = [] } of nodes) {
    found.add(`role ${role}`);
    found.add(bigEndian ? "byte order big-endian" : "byte order little-endian");
    note("several PFSes at a node", pfs.length > 1);
    note("a PFS of another cluster", pfs.some(({ clid }) => clid !== undefined));
    note("a PFS of another type", pfs.some(({ type }) => type !== undefined));
  }
  note("byte orders mixed", found.has("byte order big-endian") && found.has("byte order little-endian"));
  note("a host with a wrong key", nodes.some(({ hostKey = "own" }) => hostKey !== "own"));
  note("a host that does not know all keys", nodes.some(({ knows }) => knows !== undefined && knows.length < nodes.length));
  note("checksums differ between nodes", new Set(nodes.map(({ plainCrc = switches.plainCrc }) => plainCrc)).size > 1);
  for (const link of links) {
    linkFeatures(link, note);
    note("link that never opens", !opens(link, (id) => nodes.find((node) => node.id === id), switches.plainCrc));
  }
  const of2012 = links.filter(({ profile = switches.profile }) => profile === "c2012").length;
  if (of2012 > 0) found.add(of2012 === links.length ? "links all of 2012" : "links of 2012 and of the header");
  note("locks in another tree", masters.length > 0 && locks.tree.join() !== DEFAULT_LOCK_SPACE.tree.join());
  note("locks no broader than asked", masters.length > 0 && !locks.broaderGrants);
  note("parallel links", new Set(links.map(({ a, b }) => (a < b ? `${a}/${b}` : `${b}/${a}`))).size < links.length);
  found.add(masters.length === 0 ? "masters none" : `masters ${masters.length}`);
  for (const [name, value] of Object.entries(switches)) if (value !== DEFAULT_SWITCHES[name as keyof typeof DEFAULT_SWITCHES]) found.add(typeof value === "boolean" ? `switch ${name} ${value ? "on" : "off"}` : `switch ${name} ${value}`);
  for (const { command } of commands) {
    found.add(`command ${command.do}`);
    if (command.do === "schedule") found.add(`command ${command.command.do}`);
  }
  return [...found].sort();
}

function linkFeatures(link: ScenarioLink, note: (name: string, there: boolean) => unknown): void {
  const { model, kind, security, securityA, securityB, weight = 1, weightA = weight, weightB = weight } = link;
  note("link shared memory", kind === "shm");
  note("link may do without CRCs", mayDropCrcs(link));
  note("link encrypted", [security, securityA, securityB].includes("require") || security === "offer");
  note("link filtered", link.filterA !== undefined || link.filterB !== undefined);
  note("link refuses shells", link.shellA === false || link.shellB === false);
  note("link weighted", weightA > 1 || weightB > 1);
  note("link weights differ by direction", weightA !== weightB);
  note("link duplication of its own", link.duplication !== undefined);
  note("link raw", model.mode === "raw");
  note("link with jitter", model.jitterUs > 0);
  note("link with a bandwidth", model.bandwidthBytesPerS > 0);
  note("link slower than 2 ms", model.latencyUs > 2_000);
}
