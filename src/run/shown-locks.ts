/** What a run shows of cache locks (CAC-01, CAC-02): the board, the inspector of a node, the terminal's table. Plain values with the names of the simulated world. */

export interface LockBoard {
  /** paths of the inodes, "/" first */
  readonly tree: readonly string[];
  readonly masters: readonly LockMaster[];
  /** of the configured masters */
  readonly majority: number;
  /** held and waited for, oldest client first, then those that ended otherwise than by letting go */
  readonly locks: readonly LockLine[];
  /** who waits for whom, or that nobody does */
  readonly sentence: string;
}

export interface LockMaster {
  readonly label: string;
  /** the node that offers it now, null when none is up */
  readonly node: string | null;
}

export interface LockLine {
  readonly name: string;
  /** its client */
  readonly node: string;
  readonly path: string;
  readonly domain: "TREE" | "INUM" | "ATTR" | "DIRENT";
  readonly condition: "waiting" | "held" | "upgrading" | "refused" | "deadlocked" | "lost";
  /** what is held */
  readonly state: LockStateShown;
  /** what its user wants */
  readonly wanted: LockStateShown;
  /** why it ended so, or was not upgraded; "" = no reason */
  readonly error: string;
  /** for each master of the board: what it granted, and how it stands there */
  readonly masters: readonly { readonly granted: LockStateShown; readonly state: string }[];
  /** CAC-02: one master obtains it from all */
  readonly viaOne: boolean;
  /** somebody waits for what it holds */
  readonly called: boolean;
  /** name of one of its transactions, null when its only master is on the same node */
  readonly transaction: string | null;
  /** when it was asked for, and when its client's transaction began: the older wounds the younger */
  readonly askedUs: number;
  readonly ageUs: number;
}

export type LockStateShown = "INVAL" | "SHARED" | "EXCLUSIVE" | "MODIFIED";

/** What the masters that a node offers have on record. */
export interface LockRecordLine {
  readonly master: string;
  readonly name: string;
  readonly path: string;
  readonly domain: string;
  readonly state: string;
  readonly held: LockStateShown;
  readonly wanted: LockStateShown;
}
