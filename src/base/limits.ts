/**
 * Every bound of the house in one place (invariant 5). The line above each says where the number comes from.
 * Reaching one is an event, never a crash and never silent.
 */
export const LIMITS = {
  // rule WIRE-03, header HAMMER2_MSGHDR_MAX
  headerBytesMax: 2_048,
  // rule WIRE-05, header HAMMER2_MSGAUX_MAX
  auxBytesMax: 65_536,
  // rule LINK-02: in-band aux of AUTH messages
  authAuxBytesMax: 1_024,
  // ours: links of one node; a star of 1,000 leaves still fits
  linksPerNodeMax: 4_096,
  // ours: PFSes that one node offers
  pfsPerNodeMax: 64,
  // ours: distinct (cluster, node, type, label) tuples in a run, a forged mesh included
  identitiesMax: 65_536,
  // ours: SPANs received or sent on one link, half-closed placeholders included
  spansPerLinkMax: 16_384,
  // ours: transactions and forwarding entries of one node
  transactionsPerNodeMax: 65_536,
  // ours: replies of one transaction that are kept for copies that come late (DUP-01)
  replayBytesMax: 262_144,
  // ours: closed transactions that a target remembers, and the bytes of their replies (DUP-01)
  copiesRememberedMax: 4_096,
  copiesRememberedBytesMax: 4_194_304,
  // rule LINK-08: first limit of a send queue (64 messages of the largest size)
  sendQueueBytesSoftMax: 4_194_304,
  // rule LINK-08: second limit; the link is killed
  sendQueueBytesHardMax: 16_777_216,
  // rule SHM-01: the header ring of a shared-memory link, one for each direction: at least one largest header; HAMMER2_MSGBUF_SIZE unless a scenario says otherwise
  ringBytesMin: 2_048,
  ringBytesDefault: 8_192,
  // ours
  ringBytesMax: 262_144,
  // rule SHM-01, ours: the region for aux data of a shared-memory link, half of it for each end; the default takes the largest aux data
  regionBytesMin: 128,
  regionBytesDefault: 131_072,
  regionBytesMax: 1_048_576,
  // ours: the regions of all links of a run together, removed ones included
  regionBytesTotalMax: 67_108_864,
  // ours: configured masters of a scenario (CAC-02, QRM-01)
  mastersMax: 9,
  // ours: debug shells open at one node (DBG-01)
  shellsPerNodeMax: 32,
  // ours: lines of one shell that wait while a command runs
  shellLinesMax: 16,
  // ours: bytes of one line of a shell
  shellLineBytesMax: 1_024,
  // ours: lines that one command of a shell answers
  shellOutputLinesMax: 2_000,
  // ours: rounds of one repeated command of a shell
  shellRoundsMax: 1_000,
  // ours: aux bytes of one element of a shell's output, and the least that a link must allow for one
  shellElementBytesMax: 1_024,
  shellElementBytesMin: 128,
  // ours: commits that a node coordinates in a run, and commits in the logs of its masters
  commitsPerNodeMax: 4_096,
  // ours: inodes of the tree that locks are about (CAC-01)
  inodesMax: 256,
  // ours: text of one element that a user types
  textBytesMax: 4_096,
  // ours: nodes and links of a run
  nodesMax: 2_000,
  // ours
  linksMax: 8_000,
  // ours: events waiting in the queue of a run
  pendingEventsMax: 4_194_304,
  // ours: rows that the engine traces in a run; rows and messages are numbered with 31 bits. An hour or more at full speed
  tracedRowsMax: 2_000_000_000,
  // ours: rows of a run whose variants may never end by themselves, and so many more for each of its links at the start
  runawayRows: 300_000,
  runawayRowsPerLink: 10_000,
  // ours: commands of a scenario or a run file
  commandsMax: 100_000,
  // ours: traffic generators of a run, stopped ones included
  generatorsMax: 64,
  // ours: nodes, PFSes or inodes that a generator names
  generatorNamesMax: 256,
  // ours: at most so often in simulated time, and so many at once
  generatorIntervalUsMin: 100,
  generatorBurstMax: 256,
  // ours: transactions and locks of generators that are open at once; beyond it a generator opens nothing
  generatedOpenMax: 4_096,
  // ours: transactions and commits that generators open in a run, as the name of each is kept; then they end
  generatedMax: 200_000,
  // ours: rows of the journal that are kept; older ones are dropped in whole chunks
  journalRowsMax: 4_000_000,
  // ours: bytes of messages that the journal keeps for the inspector
  journalBytesMax: 268_435_456,
  // ours: bytes of all key frames of a run, whatever the number of its futures
  keyFrameBytesMax: 268_435_456,
  // ours: futures of one run
  branchesMax: 32,
  // ours
  breakpointsMax: 32,
  // ours: a scenario or run file
  fileBytesMax: 33_554_432,

  // ours: peers of a bridge at one time
  bridgePeersMax: 64,
  // ours: what all peers of a bridge together bring into its run: commands, of commandsMax, and bytes, which take twice as much in a run file
  bridgeCommandsMax: 80_000,
  bridgeBytesMax: 12_582_912,
  // ours: the journal of a bridge, of which nobody reads more than the newest
  bridgeJournalRowsMax: 500_000,
  bridgeJournalBytesMax: 33_554_432,
  // ours: what a peer has said and is not in the run yet, beyond which its stream is not read; what is on its way from there to the node
  bridgeWaitingBytesMax: 262_144,
  bridgeInFlightBytesMax: 262_144,
  // ours: written to a peer and not taken by the system, beyond which what is sent to it waits at its node (LINK-08)
  bridgeUnsentBytesMax: 262_144,
  // ours: lines of a bridge that wait to be told
  bridgeLinesMax: 1_000,
  // ours: a capture that is opened, and its packets
  captureBytesMax: 134_217_728,
  capturedPacketsMax: 500_000,

  // ours: a run in a link (docs/sharing.md says why). Characters of its fragment: chats and forums take so many in one message
  linkCharsMax: 16_384,
  // ours: a link so short goes through the strictest of the usual ways (2,083 characters in an address of an old mail program)
  linkCharsShort: 2_000,
  // ours: what a link may unpack to, and how deep brackets may stand in it; a link at its limit holds some 300 kB
  linkJsonBytesMax: 2_097_152,
  linkJsonDepthMax: 24,
  // ours: commands of a run from elsewhere
  sharedCommandsMax: 10_000,
  // ours: how far a run from elsewhere is executed: steps of the engine, rows of its journal (as many as it keeps), simulated time (a week)
  sharedStepsMax: 20_000_000,
  sharedRowsMax: 4_000_000,
  sharedEndUsMax: 604_800_000_000,
} as const;
