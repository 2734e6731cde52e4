import abilene from "./abilene-survives-a-cut.json";
import path from "./a-transaction-never-changes-its-path.json";
import silent from "./a-silent-link-is-noticed-after-ten-seconds.json";
import suspended from "./a-suspended-link-forgets-nothing.json";
import spans from "./spans-find-every-host.json";
import bestTwo from "./only-the-best-two-are-relayed.json";
import nearer from "./the-nearer-span-replaces-the-farther.json";
import twoHundred from "./two-hundred-nodes-find-one-another.json";
import climbs from "./without-split-horizon-distance-climbs.json";

/** A scenario of the library: its name is that of its file, its title the claim it checks. The file is to be read like any other. */
export interface LibraryEntry {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly file: unknown;
}

function entry(name: string, file: { readonly title: string; readonly summary: string }): LibraryEntry {
  return { name, title: file.title, summary: file.summary, file };
}

/** In the order in which they are shown; the page opens with the first. */
export const LIBRARY: readonly LibraryEntry[] = [
  entry("spans-find-every-host", spans),
  entry("a-transaction-never-changes-its-path", path),
  entry("only-the-best-two-are-relayed", bestTwo),
  entry("the-nearer-span-replaces-the-farther", nearer),
  entry("without-split-horizon-distance-climbs", climbs),
  entry("a-suspended-link-forgets-nothing", suspended),
  entry("a-silent-link-is-noticed-after-ten-seconds", silent),
  entry("abilene-survives-a-cut", abilene),
  entry("two-hundred-nodes-find-one-another", twoHundred),
];
