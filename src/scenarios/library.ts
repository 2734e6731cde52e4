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
  /** what it is about: its heading in the list */
  readonly chapter: string;
  readonly file: unknown;
}

type File = { readonly title: string; readonly summary: string };

/** A file is called after its title. */
function chapter(name: string, ...files: readonly File[]): LibraryEntry[] {
  return files.map((file) => ({ name: file.title.toLowerCase().replace(/[^a-z0-9]+/g, "-"), title: file.title, summary: file.summary, chapter: name, file }));
}

/** In the order in which they are shown; the page opens with the first. */
export const LIBRARY: readonly LibraryEntry[] = [
  ...chapter("Spans", spans, bestTwo, nearer, climbs),
  ...chapter("Transactions", path),
  ...chapter("Links", suspended, silent),
  ...chapter("Debug shell"),
  ...chapter("Secured links"),
  ...chapter("Cache locks"),
  ...chapter("Quorum commits"),
  ...chapter("Shared memory"),
  ...chapter("Duplicated paths"),
  ...chapter("Byte order, status, filters"),
  ...chapter("Variants"),
  ...chapter("Large meshes", abilene, twoHundred),
];
