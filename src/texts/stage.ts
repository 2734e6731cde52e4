/** Every word that the stage shows or says, in one place, ready to be translated. */
import type { CutKind, Family } from "../port/messages.ts";

/** "2.101 s": milliseconds are enough beside a link; the inspector has the rest. */
export function secondsText(us: number): string {
  return `${(us / 1_000_000).toFixed(3)} s`;
}

/** "250 µs", "1 ms", "12.5 ms", "1.2 s" */
export function durationText(us: number): string {
  if (us < 1_000) return `${us} µs`;
  if (us < 1_000_000) return `${trimmed(us / 1_000)} ms`;
  return `${trimmed(us / 1_000_000)} s`;
}

/** "0.5 %" of parts in a million */
export function percentText(perMillion: number): string {
  return `${trimmed(perMillion / 10_000)} %`;
}

export function rateText(bytesPerS: number): string {
  if (bytesPerS < 1_000) return `${bytesPerS} B/s`;
  if (bytesPerS < 1_000_000) return `${trimmed(bytesPerS / 1_000)} kB/s`;
  return `${trimmed(bytesPerS / 1_000_000)} MB/s`;
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(2)));
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

export const TEXTS = {
  stage: "Topology",
  stageHelp:
    "Arrow keys move between nodes, L and Shift L go through the links of a node, Enter selects a node or cuts a link, " +
    "M goes through the messages in flight, X picks several things, P draws a line whose links can be cut, R heals every link, " +
    "Shift+F10 opens the menu, F fits everything into view.",
  stageRole: "mesh of nodes and links",
  nodesList: "Nodes",
  linksList: "Links",
  moreInTables: (count: number) => `and ${count} more; the tables list all of them`,
  emptyTitle: "No nodes yet",
  emptyHint: "Double-click here to add the first one, or open a scenario.",

  fit: "Fit everything into view (F)",
  zoomIn: "Zoom in (+)",
  zoomOut: "Zoom out (-)",
  addNode: "Add a node",
  resumeAll: "Heal every link",
  tools: "View of the topology",

  role: { controller: "controller", endpoint: "endpoint", leaf: "leaf", outside: "outside: here a link leaves the run" },
  nodeState: { up: "up", crashed: "crashed", powerLost: "power lost", isolated: "isolated" },
  linkState: {
    open: "open",
    handshake: "handshake",
    down: "down",
    suspended: "suspended",
    closed: "cut",
    silent: "cut silently",
  },
  distance: (dist: number) => `dist ${dist}`,
  notReached: "not reached",
  offers: (label: string, type: string) => `offers ${label} · ${type}`,
  offersShort: (label: string) => `offers ${label}`,
  offersMore: (count: number) => `and ${count} more`,
  bigEndian: "big-endian",

  raw: "raw",
  loss: (percent: string) => `loss ${percent}`,
  corrupts: (percent: string) => `corrupts ${percent}`,
  doubles: (percent: string) => `doubles ${percent}`,
  jitter: (duration: string) => `± ${duration}`,

  cutAt: (us: number) => `cut at ${secondsText(us)}`,
  silentSince: (us: number) => `silent since ${secondsText(us)}`,
  suspendedAt: (us: number) => `suspended at ${secondsText(us)}`,
  downSince: (us: number) => `down since ${secondsText(us)}`,

  nodeSentence: (id: string, facts: readonly string[]) => `Node ${id}, ${facts.join(", ")}`,
  linkSentence: (a: string, b: string, state: string) => `Link ${a}–${b}, ${state}`,
  cutAction: "Cut",
  healAction: "Heal",
  selectAction: "Select",
  linkTip: (name: string, state: string) => `${name} · ${state}`,
  encrypted: "encrypted",
  encryptedTip: "Encrypted: both ends proved their host keys",
  clickToCut: "Click to cut",
  clickToHeal: "Click to heal",
  clickToInspect: "Click to pause and inspect",
  messageTip: (message: number, kind: string, from: string, to: string) => `#${message} ${kind} · ${from} → ${to}`,
  reply: "reply",
  willBeLost: "will be lost",
  corrupted: "corrupted",
  queued: "queued",
  injected: "injected",
  openTransactions: (count: number) => (count === 1 ? "1 open transaction" : `${count} open transactions`),
  entries: (count: number) => (count === 1 ? "1 forwarding entry" : `${count} forwarding entries`),

  messageSentence: (message: number, kind: string, from: string, to: string) => `Message ${message}, ${kind}, from ${from} to ${to}. Enter pauses and inspects`,
  noMessages: "No message is in flight",
  crosses: (links: number) => (links === 1 ? "The line crosses 1 link. Enter cuts it." : `The line crosses ${links} links. Enter cuts them.`),
  pickedCount: (nodes: number, links: number) => `${counted(links, "link")} and ${counted(nodes, "node")} picked`,
  divide: "Divide by a line (P)",

  /** last digits of the spanids of a forwarding entry */
  entry: (inSpanid: string, outSpanid: string, held: boolean) => (held ? `entry …${inSpanid} → …${outSpanid}` : `entry …${inSpanid} is gone`),

  connecting: (id: string) => `Click the node that ${id} shall be linked to. Escape ends.`,
} as const;

export const FAMILY_TEXT: Readonly<Record<Family, string>> = {
  announcement: "announcement",
  transaction: "transaction",
  data: "data",
  abort: "abort",
  housekeeping: "housekeeping",
};

export const KEY_TEXTS = {
  title: "Key",
  announcement: "announcement (LNK_SPAN)",
  transaction: "transaction: command",
  reply: "transaction: reply",
  data: "element, data",
  abort: "abort",
  housekeeping: "AUTH, CONN, PING",
  copy: "one of several copies: the same number, the same message",
  lost: "will be lost: fades, then breaks up",
  corrupted: "corrupted: jittered, with a bolt",
  leaf: "leaf",
  endpoint: "endpoint",
  controller: "controller",
  outside: "outside: a link leaves the run",
  linkOpen: "link with its two lanes",
  linkShared: "link over shared memory: its lanes are double",
  linkSuspended: "suspended: bytes stay queued",
  linkSilent: "silent: nobody knows yet",
  linkClosed: "cut: both ends know",
  linkSealed: "encrypted: records, not messages",
  tree: "tree of the selected PFS",
  rank: "copy of the selected PFS: its rank at the receiver, filled = passed on",
  path: "path of the selected transaction, of every copy: dashed there, dotted back",
  lostCopy: "path of a copy that is lost",
  ring: "open transactions",
  entries: "forwarding entries",
  bigEndian: "big-endian (small nodes; large ones say it)",
  offer: "offers a PFS, by the letter of its type: filled = the selected one",
  messages: "Messages",
  nodes: "Nodes",
  links: "Links",
} as const;

export const MENU_TEXTS = {
  link: (name: string) => `Link ${name}`,
  node: (id: string) => `Node ${id}`,
  message: (number: number) => `Message ${number}`,
  inspect: "Inspect",
  heal: "Heal",
  healHint: "The link comes up again as a new session.",
  cut: { close: "Hard close", suspend: "Suspend", silent: "Cut silently" } satisfies Record<CutKind, string>,
  cutHint: {
    close: "Both ends know at once; bytes in flight are gone.",
    suspend: "Bytes stay queued; over 10 s the link is lost.",
    silent: "Bytes vanish; nobody knows until the 10 s timeout.",
  } satisfies Record<CutKind, string>,
  impair: "Impair…",
  impairHint: "Latency, loss, corruption and more.",
  repair: "Take impairments away",
  removeLink: "Remove the link",
  removeNode: "Remove the node",
  isolate: "Isolate",
  isolateHint: "Suspends all its links.",
  resumeAll: "Heal every link",
  crash: "Crash",
  crashHint: "All its links close; its neighbours know at once.",
  powerLoss: "Power loss",
  powerLossHint: "It falls silent; its neighbours wait for the timeout.",
  restart: "Restart",
  restartHint: "Comes back empty and links up again.",
  offer: "Offer a PFS…",
  withdraw: (label: string) => `Withdraw ${label}`,
  status: (label: string) => `Status of ${label}…`,
  addLeaf: "Add a leaf here…",
  addLeafHint: "One link, to this controller; its CONN carries its PFS.",
  connect: "Connect to…",
  connectHint: "Then click the second node.",
  share: "Share memory with…",
  shareHint: "A link of another kind: headers in a ring, data beside it.",
  unpin: "Let it float",
  addNode: "Add a node here",
  divide: "Divide by a line…",
  divideHint: "Cuts every link that the line crosses.",
  fit: "Fit into view",
  drop: "Drop",
  dropHint: "It never arrives.",
  duplicate: "Duplicate",
  duplicateHint: "It arrives twice.",
  forge: "Forge…",
  forgeHint: "Opens its bytes; what is written takes their place.",
  delay: "Delay by",
  corrupt: "Corrupt one bit of",
  delayBy: (us: number) => durationText(us),
  corruptWhat: {
    cmd: "the command word",
    msgid: "the message id",
    spanid: "the span id",
    salt: "the salt and its counter",
    crc: "the header CRC",
  },
} as const;

export const SEARCH_TEXTS = {
  label: "Find a node, a link or a PFS",
  placeholder: "Find: n12, n4 n17, a PFS",
  results: "What was found",
  kind: { node: "node", link: "link", pfs: "PFS" },
  count: (count: number) => (count === 0 ? "Nothing found" : `${count} found`),
  more: (count: number) => `and ${count} more`,
  nothing: "Nothing is called so",
} as const;

/** In the palette and in the list of keys. */
export const STAGE_ACTION_TEXTS = {
  find: "Find a node, a link or a PFS on the stage",
  findWords: "search locate go to fly",
  divide: "Divide the mesh by a line",
  divideWords: "partition split cut several",
  nextMessage: "the next message in flight",
  previousMessage: "the message before",
  pick: "pick it, to do something to several at once",
  divideKey: "draw a line whose links can be cut: arrows move it, with Shift they turn it, Enter cuts",
  resumeAll: "heal every link",
} as const;

export const MINIMAP_TEXTS = {
  title: "Overview",
  label: "Overview of the mesh. Arrow keys move what the stage shows, plus and minus zoom, Home shows everything.",
  role: "overview",
  fold: "Fold the overview",
  unfold: "Unfold the overview",
} as const;

/** What is done to several things at once. */
export const SEVERAL_TEXTS = {
  picked: (nodes: number, links: number) =>
    [links > 0 || nodes === 0 ? counted(links, "link") : "", nodes > 0 ? counted(nodes, "node") : ""].filter((text) => text !== "").join(", "),
  crossed: (links: number) => (links === 0 ? "Draw a line across the links to cut" : `The line crosses ${counted(links, "link")}`),
  label: "Several at once",
  cut: { close: "Cut", suspend: "Suspend", silent: "Cut silently" } satisfies Record<CutKind, string>,
  heal: "Heal",
  impair: "Impair…",
  cutOff: "Cut off from the rest",
  isolate: "Isolate",
  crash: "Crash",
  done: "Let go (Escape)",
} as const;

export const FORM_TEXTS = {
  impairSeveral: (links: number) => `Impair ${counted(links, "link")}`,
  impairTitle: (name: string) => `Impair ${name}`,
  impairSentence: "How the link treats bytes, from now on.",
  direction: "Direction",
  both: "both",
  from: (a: string, b: string) => `${a} → ${b}`,
  mode: "Mode",
  stream: "stream",
  raw: "raw",
  streamHint: "As TCP: a loss is a delay, order is kept.",
  rawHint: "A loss is a loss; counter and CRC of the receiver judge.",
  latency: "Latency",
  jitter: "Jitter",
  bandwidth: "Bandwidth",
  bandwidthHint: "0 = no limit",
  loss: "Loss",
  corruption: "Corruption",
  duplication: "Duplication",
  unitMs: "ms",
  unitPercent: "%",
  unitRate: "kB/s",
  presets: "Presets",
  apply: "Apply",
  cancel: "Cancel",
  notANumber: "Not a number from 0 up",
  offerTitle: (id: string) => `A PFS for ${id} to offer`,
  offerSentence: "It is announced to the whole mesh at once.",
  label: "Label",
  labelMissing: "A label is needed",
  type: "Type",
  offer: "Offer",
  statusTitle: (label: string) => `Status of ${label}`,
  statusSentence: "It travels along every relay; the name stays.",
  statusSend: "Tell everybody",
  leafTitle: (id: string) => `A leaf behind ${id}`,
  leafSentence: "It has this one link, and announces when its CONN is acknowledged.",
  leafName: "Name",
  leafNameTaken: "There is a node of that name",
  leafNameMissing: "A name is needed",
  leafAdd: "Add the leaf",
} as const;

export const PRESET_TEXTS = {
  perfect: "Perfect",
  lan: "LAN",
  continent: "Across a continent",
  satellite: "Satellite",
  modem: "Thin line",
  lossy: "Lossy",
  bitRot: "Bit rot",
} as const;
