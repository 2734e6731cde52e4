import abilene from "./abilene-survives-a-cut.json";
import path from "./a-transaction-never-changes-its-path.json";
import shellDies from "./a-shell-dies-with-its-way.json";
import shell from "./a-shell-sees-what-its-node-knows.json";
import silent from "./a-silent-link-is-noticed-after-ten-seconds.json";
import suspended from "./a-suspended-link-forgets-nothing.json";
import spans from "./spans-find-every-host.json";
import bestTwo from "./only-the-best-two-are-relayed.json";
import nearer from "./the-nearer-span-replaces-the-farther.json";
import distrust from "./the-first-hop-that-does-not-trust-its-neighbour-refuses-the-shell.json";
import twoHundred from "./two-hundred-nodes-find-one-another.json";
import duplicated from "./one-of-two-paths-may-die-unnoticed.json";
import lastCopy from "./when-the-last-copy-dies-the-transaction-aborts.json";
import oneWayTwice from "./a-one-way-message-may-arrive-twice.json";
import shmRing from "./shared-memory-carries-headers-in-a-ring-and-data-beside-it.json";
import shmHop from "./a-hop-copies-what-the-next-link-cannot-reach.json";
import shmWritten from "./a-piece-that-is-written-before-its-release-kills-the-link.json";
import shmFull from "./a-region-that-is-not-read-in-time-is-full.json";
import shmWithoutCrcs from "./without-crcs-a-changed-byte-is-believed.json";
import climbs from "./without-split-horizon-distance-climbs.json";
import byteOrder from "./byte-order-makes-no-difference.json";
import status from "./a-status-update-travels-along-every-relay.json";
import statusStops from "./a-status-update-stops-at-a-closed-conn.json";
import filter from "./a-filter-keeps-spans-out-and-only-there.json";
import weight from "./a-heavier-link-is-gone-around.json";
import leaf from "./a-leaf-lives-behind-its-controller.json";
import leafAlone from "./a-leaf-without-its-link-has-nobody.json";
import noHold from "./without-a-hold-messages-multiply.json";
import noMaximum from "./without-a-maximum-distance-it-never-ends.json";
import reroute from "./a-hop-that-re-routes-silently-is-caught.json";
import earlySpanid from "./a-spanid-reused-too-early-is-caught.json";
import noEntries from "./without-entries-a-reply-goes-astray.json";
import plainCrc from "./a-plain-crc-32-is-understood-by-its-like-alone.json";
import sharedLocks from "./shared-goes-with-shared-exclusive-waits.json";
import deadClient from "./a-dead-client-s-lock-is-revoked.json";
import deadlock from "./of-two-that-wait-for-each-other-the-younger-gives-way.json";
import lockNoMajority from "./without-a-majority-nobody-holds-a-lock.json";
import oneMaster from "./one-master-obtains-the-agreement-of-all.json";
import noWaiting from "./who-will-not-wait-is-refused-at-once.json";
import encrypted from "./an-encrypted-link-carries-the-same-spans.json";
import wrongKey from "./a-host-with-the-wrong-key-is-refused.json";
import tampered from "./a-tampered-record-kills-its-link.json";
import majority from "./a-majority-commits-though-one-master-is-away.json";
import coordinatorDies from "./a-coordinator-that-dies-leaves-no-two-outcomes.json";
import noMajority from "./without-a-majority-nothing-is-committed.json";
import slept from "./a-master-that-slept-learns-the-outcome.json";
import tooLate from "./an-abort-that-comes-too-late-is-answered-with-the-outcome.json";
import levelsOff from "./what-is-open-levels-off-at-rate-times-duration.json";
import loadAround from "./a-cut-aborts-what-is-open-and-later-traffic-goes-around.json";
import noWay from "./traffic-that-finds-no-way-says-so-and-goes-on.json";

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
  ...chapter("Traffic", levelsOff, loadAround, noWay),
  ...chapter("Links", suspended, silent),
  ...chapter("Debug shell", shell, distrust, shellDies),
  ...chapter("Secured links", encrypted, wrongKey, tampered),
  ...chapter("Cache locks", sharedLocks, deadClient, deadlock, lockNoMajority, oneMaster, noWaiting),
  ...chapter("Quorum commits", majority, coordinatorDies, noMajority, slept, tooLate),
  ...chapter("Shared memory", shmRing, shmHop, shmWritten, shmFull, shmWithoutCrcs),
  ...chapter("Duplicated paths", duplicated, lastCopy, oneWayTwice),
  ...chapter("Byte order, status, filters", byteOrder, status, statusStops, filter, weight, leaf, leafAlone),
  ...chapter("Variants", noHold, noMaximum, reroute, earlySpanid, noEntries, plainCrc),
  ...chapter("Large meshes", abilene, twoHundred),
];
