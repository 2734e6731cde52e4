/**
 * What a node tells of itself. Every event is a row of integers (see Outbox): `type`, the `rule` that decided (0 = none),
 * `link` (-1 = none), a msgid, a spanid, `pfs` (an index into the run's Identities, -1 = none), `value` and `extra`.
 * The list below says what value and extra mean. Order is part of the digest: another order is another engine version.
 */
const NAMES = [
  "none",
  // --- links
  "linkUp", //            the stream is there; AUTH goes out
  "linkDown", //          value: error
  "authRefused", //       we refused the peer's AUTH; value: error
  "authDenied", //        the peer refused our AUTH; value: error
  "linkOpen", //          AUTH completed both ways; value: negotiated aux maximum in bytes, extra: capabilities
  "linkLost", //          nothing received for too long; value: error
  "violation", //         the peer broke `rule`; the link is killed; value: error, extra: cmd of the offending message
  "decodeFault", //       the stream cannot be decoded; the link is killed; value: error, extra: offset
  "pingSent",
  // --- CONN
  "connSent", //          we opened our CONN
  "connReceived", //      the peer opened its CONN: SPANs may go to it
  "connAcknowledged", //  the peer acknowledged ours
  "connRefused", //       we refused a second CONN; value: error
  "connDenied", //        the peer refused ours; value: error
  "connClosing", //       one side sent DELETE; value: 0 = ours, 1 = the peer's
  "connClosed", //        closed both ways; value: 0 = ours, 1 = the peer's
  // --- SPANs
  "pfsOffered", //        this node offers pfs
  "pfsWithdrawn",
  "announced", //         LNK_SPAN dist 0 sent; value: dist, extra: -1
  "relayOpened", //       LNK_SPAN sent for a received SPAN; value: dist, extra: the link it was received on
  "relayClosing", //      our DELETE sent (announcement or relay); value: error
  "relayClosed", //       closed both ways: the spanid is forgotten
  "relayDenied", //       the peer closed a SPAN that we sent (SPAN-09); value: error
  "spanReceived", //      value: dist
  "spanRefused", //       we refused it; value: error
  "spanClosing", //       a received SPAN is no longer usable; value: error
  "spanClosed", //        closed both ways: the spanid is forgotten
  "spanUpdated", //       SPAN-06; value: status, extra: pfs_type
  "bestChanged", //       the best received SPAN of pfs; link and msgid name it, value: dist; link -1: none left
  // --- transactions at their ends
  "transactionOpened", // we opened one; value: tag
  "transactionAccepted", // the peer opened one with us
  "elementSent", //       value: bytes of aux
  "elementReceived", //   value: bytes of aux
  "ourHalfClosed", //     value: error
  "peerHalfClosed", //    value: error
  "transactionAborted", // ABORT|DELETE received or made from a lost SPAN; value: error, extra: 1 = we are the opener
  "midStreamAbort",
  "transactionClosed", // closed both ways, forgotten; value: 1 = it was aborted
  "transactionRefused", // we refused it; value: error
  "requestRefused", //    the layer above asked for what cannot be; value: error, extra: tag or -1
  // --- routing at hops
  "entryOpened", //       forwarding entry; link, spanid: in side; value: link of the out side, extra: hop's entries now
  "entryRefused", //      value: error
  "entryHalfClosed", //   value: 0 = the command half, 1 = the reply half
  "entryDead", //         a SPAN it used is lost, aborts were sent both ways; value: error
  "entryClosed",
  "forwarded", //         link: in side, value: link of the out side, extra: flags of the message
  // --- thrown out
  "thrownOut", //         named a SPAN that is unknown, half closed or of the wrong direction; value: a THROWN reason, extra: flags of the message
  "discarded", //         TX tables say discard; value: cell code (flags), extra: state
  "oneWayReceived", //    value: bytes of aux, extra: 1 = REPLY
  "oneWayIgnored", //     SVC-01; value: cmd
  "limitReached", //      value: a LIMITED code
  "queueOverflow", //     LINK-08; value: error
  "injected",
  "crashed",
  // --- shell (DBG-01)
  "shellRuns", //         a line is carried out; value: index into VERBS + 1, 0 = no command; extra: lines that wait behind it
  "shellEnded", //        value: a SHELL_END code, extra: rounds done, or of an aborted one the lines of output that were dropped
  "shellPrompt", //       at the opener: the prompt has come
  "shellLineRefused", //  too many lines wait; value: how many
  // --- security of links (LINK-02)
  "keyOffered", //        our AUTH carries our host key; value: its fingerprint (first four bytes of SHA-256), extra: suite
  "hostAuthenticated", // the peer proved that it has its host's key; what follows is encrypted; value: fingerprint, extra: suite
  "hostUnknown", //       no key is known here of the peer's host; value: error, extra: fingerprint of the key it presents
  "hostKeyWrong", //      its host is known by another key; value: error, extra: fingerprint of the key it presents
  "signatureWrong", //    its proof does not hold, or it gave none; value: error, extra: fingerprint
  "keyReflected", //      what we offered comes back as its own; value: error, extra: fingerprint
  "keyUnusable", //       its key material has not the form it should have, or no secret comes about; value: error, extra: suite
  "ownKeyMissing", //     encryption is wanted and this host has no key; value: error, extra: suite
  "suiteMismatch", //     we require a suite and it offers none of ours; value: error, extra: suites it offers
  "recordUnopened", //    a record of the stream is not the next one of the peer; value: error, extra: number of the record we expected
  // --- cache locks (CAC-01, CAC-02): msgid is the lock id, extra = inode << 8 | by name << 7 | domain << 4 | state; spanid is the lock id of the other client
  "lockAsked", //         a client asks for that state; value: tag
  "lockHeld", //          a client holds that state; value: how many masters granted it
  "lockWaits", //         it is not granted, and the client waits; value: how many masters let it wait
  "lockNarrowed", //      a client holds that state, less than before; value: 0 = of its own will, 1 = it was asked
  "lockRefused", //       a client gets no more than that state; value: error
  "lockDeadlocked", //    a client gives way to an older one; value: error
  "lockLost", //          a client has lost that state; value: error
  "lockReleased", //      a client let go of that state
  "lockGranted", //       a master granted that state; value: low word of its transaction id
  "lockQueued", //        a master lets a request for that state wait
  "lockCalled", //        a master asks a holder to keep no more than that state; spanid: who waits
  "lockCallTakenBack", // the one named in spanid does not wait for it any more
  "lockNarrowedAt", //    a master notes that a holder keeps no more than that state
  "lockDenied", //        a master refused; value: error, state: what is still held
  "lockFreed", //         a master notes that a holder let go of that state
  "lockRevoked", //       a master takes that state back, as the path to its holder died; value: error
  "lockFault", //         the payload of a lock's message is wrong; msgid is its transaction, value: error, extra: operation
  // --- commits (QRM-01): the msgid is the operation's, pfs the master that is spoken of; "ballot": value: round, extra: proposer | decision << 24
  "commitStarted", //     this node coordinates it; value: tag, extra: configured masters
  "commitAcknowledged", // the coordinator heard an ACK of pfs; value: how many now, extra: configured masters
  "commitToBeLogged", //  the coordinator enters phase 2; value: ACKs, extra: configured masters
  "commitCounted", //     the coordinator heard that pfs logged it; value: how many now, extra: configured masters
  "commitDecided", //     the coordinator knows how it ends; value: decision, extra: error
  "commitBlocked", //     too few masters; the coordinator (pfs -1) or an in-doubt master; value: in reach, extra: a majority
  "commitWithdrawn", //   an abort, too late for the coordinator alone: the masters settle it
  "commitAnswered", //    an abort, too late; value: decision
  "commitPrepared", //    ballot
  "commitLogged", //      ballot
  "commitPromised", //    ballot; the decision is the one that is logged, 0 = none
  "commitRefused", //     ballot: the one that was promised
  "commitInDoubt", //     nobody is left who would tell pfs how it ends
  "commitAsked", //       pfs asks a majority; ballot
  "commitProposed", //    a majority has promised; ballot
  "commitGivenUp", //     too few masters answered this ballot; ballot
  "commitFinished", //    pfs has finished; value: decision
  // --- shared memory (SHM-01, WIRE-06)
  "crcsDropped", //       AUTH negotiated the CRCs away: from now on none is sent or looked at on this link
  "padSent", //           the end of our ring is filled; value: bytes
  "pieceTaken", //        aux data of a message was put into the region; value: offset, extra: bytes
  "pieceReleased", //     we read the peer's aux data and are done with it; value: offset, extra: bytes
  "regionFull", //        no place for aux data; value: bytes wanted
  "auxCopied", //         ROUTE-08: a hop put aux data where the next link reaches it; value: link of the out side, extra: 1 = out of band to in-band, 2 = in-band to out of band, 3 = region to region
  "shmFault", //          what exactly the violation told next is; value: a SHM_FAULT code, extra: offset
  // --- duplication (DUP-01, TX-08)
  "copyOpened", //        we sent one more copy of a transaction; value: which one (2 …), extra: how many there are
  "copyJoined", //        one more copy of a transaction reached us; value: link of the out side, -1 at the target; extra: copies that were seen
  "duplicateIgnored", //  a copy brought what another had brought; value: number of the message in its half (1 …), extra: the link it came by first
  "copyEnded", //         a copy is lost, or closed both ways (value 0); value: error, extra: copies left here
  "copyAwaited", //       the last copy that we know is lost, and another may come; value: error, extra: us that we wait
  // --- variants
] as const;

export type EventName = (typeof NAMES)[number];
export type EventType = number;
export const EVENT_NAMES: readonly EventName[] = NAMES;
/** Event types by name: EVENT.spanReceived. */
export const EVENT = Object.fromEntries(NAMES.map((name, type) => [name, type])) as Readonly<Record<EventName, EventType>>;

/** Why a message was thrown out (ROUTE-02, SPAN-08, ROUTE-05; one-way messages also by ROUTE-08 and LINK-08). */
export const THROWN = { unknownSpan: 1, wrongDirection: 2, halfClosedSpan: 3, deadEntry: 4, tooBig: 5, queueFull: 6, otherProfile: 7 } as const;
export const THROWN_TEXTS: Readonly<Record<number, string>> = {
  1: "names no SPAN of this link",
  2: "names a SPAN of the other direction",
  3: "names a SPAN that is being closed",
  4: "belongs to a transaction whose path is gone",
  5: "is too big for the next link",
  6: "does not fit into the next link's send queue",
  7: "goes to a link of the other profile",
};

/** Which table was full. */
export const LIMITED = { links: 1, pfs: 2, identities: 3, spans: 4, transactions: 5 } as const;
