/** Why a command could not be applied: what somebody reads who asked for it. A name before a colon is that of the command's field. */
export const REFUSAL_TEXTS = {
  refused: (node: string, error: string) => `${node} refused it: ${error}`,
  commandsMost: (most: number) => `a run has at most ${most} commands`,

  // --- a value of the command
  integer: (field: string, least: number, most: number) => `${field}: an integer from ${least} to ${most}`,
  textMost: (most: number) => `text: at most ${most} bytes`,
  hex: "bytes: pairs of hex digits",
  hexSome: "bytes: pairs of hex digits, at least one",
  bytesSome: "bytes: at least one",
  bytesMost: (most: number) => `bytes: at most ${most}`,
  bytesExactly: (bytes: number) => `bytes: exactly ${bytes}, its place in the ring`,
  bytesOfRing: (most: number, link: string) => `bytes: at most ${most}, the ring of ${link}`,
  bytesOfRegion: (most: number, offset: number) => `bytes: at most ${most} from byte ${offset} to the end of the region`,
  whenUs: (nowUs: number) => `whenUs: a time not before now, ${nowUs}`,
  as: "as: a name",
  uuid: (text: string | undefined) => `"${text}" is not a uuid`,
  pfsType: (text: string | undefined) => `"${text}" is not a PFS type`,
  label: (start: string, most: number) => `the label "${start}…" is longer than ${most} bytes`,
  filterLabel: (most: number) => `a filter's label is longer than ${most} bytes`,

  // --- nodes
  node: (node: string) => `there is no node ${node}`,
  nodeId: "a node needs an id",
  nodeExists: (node: string) => `there is a node ${node} already`,
  nodesMost: (most: number) => `a run has at most ${most} nodes, removed ones included`,
  down: (node: string) => `${node} is down`,
  downAlready: (node: string) => `${node} is down already`,
  up: (node: string) => `${node} is up`,
  leaf: (node: string) => `${node} is a leaf and has its one link`,
  linksOfNode: (node: string, most: number) => `${node} has had ${most} links, more is not to be`,

  // --- outsides
  outsideOffers: (node: string) => `${node} is an outside and offers nothing itself`,
  outsideLinks: (node: string) => `${node} is an outside and has its one link`,
  outsides: (a: string, b: string) => `no end of this link is a node of the mesh: ${a} and ${b} are outsides`,
  outsideMemory: "what is outside shares no memory: a link to it is a stream",
  notOutside: (node: string) => `${node} is no node of the mesh: there is nobody here to do that`,
  onlyOutside: (node: string) => `${node} is a node of the mesh, and no way out of it`,
  outsideNoLink: (node: string) => `${node} has no link`,
  outsideThere: (node: string) => `somebody is at ${node} already`,
  outsideGone: (node: string) => `nobody is at ${node}`,
  outsideDown: (node: string) => `the link of ${node} is down`,
  outsideCut: (link: string) => `${link} is cut`,
  outsideReads: (node: string) => `${node} reads already`,
  outsideReadsNot: (node: string) => `${node} does not read already`,

  // --- links
  link: (link: string) => `there is no link ${link}`,
  linkId: "a link's id is not empty",
  linkExists: (link: string) => `there is a link ${link} already`,
  linkToItself: (node: string) => `a link joins two nodes, and both ends of this one are ${node}`,
  linksMost: (most: number) => `a run has at most ${most} links, removed ones included`,
  linkDown: (link: string, node: string) => `${link} is down at ${node}`,
  endsElsewhere: (link: string, node: string) => `${link} does not end at ${node}`,
  cutAlready: (link: string) => `${link} is cut this way already`,
  notCut: (link: string) => `${link} is not cut`,
  stream: (link: string) => `${link} is a stream and shares no memory`,
  regionsMost: (most: number) => `the shared regions of a run have at most ${most} bytes together`,
  piece: (node: string, link: string) => `no piece of ${node} is in use in the region of ${link} now`,
  pieceAt: (node: string, offset: number, link: string) => `no piece of ${node} begins at byte ${offset} of the region of ${link}`,

  // --- messages in flight
  message: (message: number) => `message ${message} is not in flight`,
  flightsFull: "too many messages are in flight",
  waitsForRing: "it waits for room in the ring and has not left",
  waitsInLink: "it waits in a suspended link and has not left",

  // --- PFSes and SPANs
  pfsMost: (most: number) => `a node offers at most ${most} PFSes`,
  pfsOfNode: (node: string, most: number) => `${node} offers ${most} PFSes, more is not to be`,
  pfsTwice: (pfs: string) => `the PFS ${pfs} is offered twice`,
  notOffered: (node: string, pfs: string) => `${node} does not offer ${pfs}`,
  span: (node: string, pfs: string) => `${node} has no SPAN for ${pfs}`,
  spanOn: (node: string, pfs: string, link: string) => `${node} has no SPAN for ${pfs} on ${link}`,

  // --- transactions
  transaction: (name: string) => `there is no transaction "${name}"`,
  transactionExists: (name: string) => `there is a transaction "${name}" already`,
  notAccepted: (name: string) => `nobody has accepted "${name}" yet`,
  peerVia: '"peer" needs the link (via)',
  copiesToPeer: "copies go over spans; to a peer there is only the link",
  copies: (node: string, spans: number, pfs: string, wanted: number) => `${node} has ${spans} spans of ${pfs} on links that negotiated duplication, and ${wanted} copies were asked for`,

  // --- traffic generators
  generator: (name: string) => `there is no generator "${name}"`,
  generatorExists: (name: string) => `there is a generator "${name}" already`,
  generatorEnded: (name: string) => `"${name}" has ended already`,
  generatorsMost: (most: number) => `a run has at most ${most} generators, stopped ones included`,
  untilOver: "untilUs: is over already",

  // --- commits (QRM-01)
  noMasters: "the scenario configures no masters (cluster.masters)",
  commit: (name: string) => `there is no commit "${name}"`,
  commitExists: (name: string) => `there is a commit "${name}" already`,
  coordinatorDown: (node: string) => `${node}, its coordinator, is down`,
  forgotten: (node: string) => `${node} crashed and has forgotten it; its masters settle it`,

  // --- locks (CAC-01)
  nobodyGrants: "there is nobody to grant a lock: no masters are configured",
  lock: (name: string) => `there is no lock "${name}"`,
  lockOf: (name: string, node: string) => `"${name}" is a lock of ${node}`,
  lockHeld: (node: string, name: string) => `${node} has the lock "${name}" already, or waits for it`,
  lockState: {
    upgrade: (node: string, lock: string) => `${node} does not hold "${lock}", asks for more already, or has as much`,
    narrow: (node: string, lock: string) => `${node} does not hold "${lock}", or not more than that`,
    unlock: (node: string, lock: string) => `${node} neither holds "${lock}" nor waits for it`,
    stopWaiting: (node: string, lock: string) => `${node} does not wait for "${lock}"`,
  },
  directory: (path: string) => `there is no directory ${path}`,
  inode: (path: string, tree: readonly string[]) => `there is no inode ${path}; there are ${tree.join(", ")}`,
  masterMode: 'master: only for mode "one"',
  masterUnreachable: (node: string) => `${node} can reach no master`,
  master: (label: string, masters: readonly string[]) => `${label} is no master; there are ${masters.join(", ")}`,
} as const;
