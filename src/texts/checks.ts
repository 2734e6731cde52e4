import { durationOf, grouped, timeOf } from "./units.ts";

/**
 * What the checks of a run claim and report, one entry a check, by its name. `claim` is what holds, as one sentence; `nothing` is said while
 * there was nothing to judge, `done` of what was judged and found right; the rest are violations, and why something could not be
 * judged. The terminal, the lights of the page and the table in docs/checks.md all read it.
 */
export const CHECK_TEXTS = {
  "best-distances": {
    claim: "Once quiet, best distances equal those of a search",
    nothing: "the run was not quiet yet, or nobody offers a PFS",
    done: (count: number) => `${count} best distances compared with a search, all equal`,
    differs: (node: string, known: string, pfs: string, found: string) => `${node} knows ${known} to ${pfs}, a search finds ${found}`,
    noWay: "no way",
    way: (cost: number) => `a way that costs ${cost}`,
    limited: (node: string) => `${node} reached a limit: a search would find more`,
    denied: (pfs: string, link: string) => `an end of ${link} does not want ${pfs}: a search would find more`,
  },
  "span-without-source": {
    claim: "No SPAN stays open whose source is gone, but for a bounded time",
    nothing: (bound: string) => `the run was never left alone for so long: ${bound}`,
    done: (count: number, bound: string) => `${count} open SPANs followed to the node that announces them, not later than ${bound}`,
    /** `hops` at most, each of `hopUs` at most, behind `noticeUs` until a loss is noticed */
    bound: (boundUs: number, noticeUs: number, hops: number, hopUs: number) => `${timeOf(boundUs)} after the last change (${durationOf(noticeUs)} until a loss is noticed, then at most ${grouped(hops)} hops of ${durationOf(hopUs)})`,
    noBound: "there is no maximum distance, and so no bound for how long a SPAN may live on as its own echo",
    orphan: (node: string, pfs: string, link: string, peer: string, bound: string) => `${node} keeps a SPAN of ${pfs} on ${link} that ${peer} has not open, later than ${bound}`,
    gone: (node: string, pfs: string, link: string, bound: string) => `${node} keeps a SPAN of ${pfs} on ${link} that nobody announces any more, later than ${bound}`,
    echo: (node: string, pfs: string, link: string, bound: string) => `${node} keeps a SPAN of ${pfs} on ${link} that stands for nothing but its own echo, later than ${bound}`,
    unnoticed: (link: string) => `${link} is cut, and an end of it never looks for a loss`,
  },
  "transactions-agree": {
    claim: "Once quiet, a transaction is closed or aborted at both ends, or open at both in matching states",
    nothing: "the run was not quiet yet, or had no transaction",
    done: (count: number) => `${count} transactions compared, each the same at both ends and between them`,
    forgotten: (node: string, transaction: string, byTarget: boolean) => `${node} still keeps transaction ${transaction}, which its ${byTarget ? "target" : "opener"} forgot`,
    unlike: (node: string, other: string, transaction: string) => `${node} and ${other} disagree on which halves of transaction ${transaction} are open`,
    copy: (transaction: string) => `a copy of transaction ${transaction} is not the same at both ends of its link`,
  },
  "same-path": {
    claim: "A transaction never changes its path",
    nothing: "no transaction was opened yet",
    done: (count: number) => `${count} transactions, each on one path`,
    moved: (node: string, transaction: string, link: string, earlier: string) => `${node} sent a command of transaction ${transaction} on ${link}, an earlier one on ${earlier}`,
  },
  "reverse-path": {
    claim: "Replies take the path of the commands in reverse",
    nothing: "no reply was sent yet",
    done: (count: number) => `${count} replies, each on the link and under the spanid of its commands`,
    elsewhere: (node: string, transaction: string, link: string) => `${node} sent a reply of transaction ${transaction} on ${link}, where no command came from`,
    otherSpanid: (node: string, transaction: string, link: string) => `${node} sent a reply of transaction ${transaction} on ${link} with another spanid than the command's`,
  },
  "in-order": {
    claim: "What arrives at an end of a transaction comes in the order in which it was sent, without a gap",
    nothing: "no message of a transaction arrived yet",
    done: (count: number) => `${count} messages of transactions, each the next one`,
    notNext: (node: string, transaction: string, isCommand: boolean, missing: number) =>
      `${node} received a message of transaction ${transaction} that is not the next of its ${isCommand ? "commands" : "replies"} (${missing} sent before it are missing)`,
    notNextOfCopy: (node: string, transaction: string) => `${node} received a message of transaction ${transaction} that is not the next of its copy`,
    unlikeCopies: (node: string, transaction: string, number: number) => `${node} sent on one copy of transaction ${transaction} another message than before as number ${number}`,
    twice: (node: string, transaction: string) => `${node} took an element of transaction ${transaction} twice`,
  },
  "nothing-left": {
    claim: "Once quiet, nothing is left open or dead for ever",
    nothing: "the run was not quiet yet",
    done: (count: number) => `${count} SPANs and transactions, each the same at both ends`,
    empty: "all tables are empty",
    placeholder: (node: string, span: string) => `${node} still keeps a placeholder of ${span}`,
    unoffered: (node: string, span: string) => `${node} holds a SPAN of ${span}, which nobody offers`,
    down: (node: string, span: string) => `${node} holds a SPAN of ${span}, which is down`,
    span: (pfs: string, link: string) => `${pfs} on ${link}`,
    lane: (sender: string, sent: number, receiver: string, link: string, received: number, unlike: boolean) =>
      `${sender} has ${sent} SPANs open to ${receiver} on ${link}, and ${receiver} has ${received} from there${unlike ? ", not the same" : ""}`,
    piece: (node: string, bytes: number, offset: number, link: string) => `${node} still has ${bytes} bytes at ${offset} of the shared region of ${link}`,
    dead: (node: string, transaction: string) => `${node} still keeps a dead entry of transaction ${transaction}`,
    entry: (node: string, transaction: string) => `${node} still keeps an entry of transaction ${transaction}, which both ends forgot`,
    closed: (node: string, transaction: string) => `${node} still keeps transaction ${transaction}, which is closed both ways`,
    ids: (node: string, kept: number, needed: number) => `${node} keeps ${kept} ids of SPANs and CONNs, and has ${needed} of them`,
    update: (node: string) => `${node} keeps a status of a SPAN that it has not received`,
    refusal: (node: string, link: string) => `${node} keeps that a SPAN was refused on ${link}, and has no such SPAN`,
    counts: (node: string, link: string, sent: number, received: number) => `${node} counts ${sent} SPANs sent and ${received} received on ${link}, and has others`,
    keys: (node: string) => `${node} finds transactions by keys that no transaction has`,
  },
  "one-reason": {
    claim: "Once quiet, every SPAN that is not relayed has exactly one reason",
    nothing: "the run was not quiet yet, or nothing was received",
    done: (count: number) => `${count} SPANs and connections compared, each relayed or with its one reason`,
    other: (node: string, pfs: string, from: string, to: string, said: string, reason: string) => `${node} says of ${pfs} from ${from} on ${to}: ${said}; by the rule: ${reason}`,
  },
  "relay-choice": {
    claim: "Once quiet, the SPANs that are relayed are the best N by distance, link and id",
    nothing: "the run was not quiet yet, or nothing was received",
    done: (count: number) => `${count} choices worked out anew, each the same`,
    other: (node: string, pfs: string, link: string, relayed: string, chosen: string) => `${node} relays ${pfs} on ${link} from ${relayed}; the best are from ${chosen}`,
    distance: (node: string, pfs: string, link: string, said: number, cost: number) => `${node} relays ${pfs} on ${link} at distance ${said}, it is ${cost}`,
    nothingChosen: "nowhere",
    full: (node: string, link: string) => `the table of ${node} for ${link} is full`,
  },
  "relay-limit": {
    claim: "Never more than N relays of a PFS on a connection, N + 1 while one replaces another",
    nothing: "nothing was relayed yet",
    done: (count: number) => `${count} times relays were opened, never more than N`,
    stand: (node: string, open: number, link: string, most: number) => `${node} has ${open} relays of one PFS on ${link}; at most ${most} may stand`,
    moment: (node: string, open: number, link: string, most: number) => `${node} had ${open} relays for a moment of one PFS on ${link}; at most ${most} may stand`,
  },
  "filters-kept": {
    claim: "No SPAN is sent to a peer whose filter keeps it out",
    nothing: "no SPAN was sent to a peer that filters",
    done: (count: number) => `${count} SPANs sent to peers that filter, each let through by the filter`,
    ignored: (node: string, pfs: string, link: string, filter: string) => `${node} sent a SPAN of ${pfs} on ${link}, where its peer asked for ${filter}`,
    /** what a CONN asks for, joined by the sign between */
    parts: { cluster: (clid: string) => `cluster ${clid}`, node: (fsid: string) => `unique id ${fsid}`, label: (label: string) => `label ${label}`, and: ", " },
  },
  "spanid-once": {
    claim: "The id of a SPAN names no other one before both halves are closed",
    nothing: "no SPAN was opened yet",
    done: (count: number) => `${count} SPANs opened, each under an id of its own`,
    reused: (node: string, link: string, id: string) => `${node} opened a SPAN on ${link} under ${id}, the id of one whose closing is not answered yet`,
  },
  "latest-status": {
    claim: "Once quiet, the latest status of every PFS is known wherever its SPANs are",
    nothing: "the run was not quiet yet, or no SPAN is open",
    done: (count: number) => `${count} SPANs, each with the status that its sender knows`,
    other: (node: string, heard: string, pfs: string, from: string, link: string, said: string) => `${node} knows ${heard} of ${pfs} from ${from} on ${link}, where ${said} was to come`,
    none: "no status",
    status: (status: number) => `status ${status}`,
  },
  "within-limits": {
    claim: "Tables and queues stay within their limits",
    nothing: "nothing was put into a table yet",
    done: (count: number) => `${count} times something was put into a table or a queue, always within its limit`,
    beyond: (what: string, count: number, most: number) => `${what}: ${grouped(count)}, at most ${grouped(most)}`,
    what: {
      spansSent: (node: string, link: string) => `SPANs that ${node} sent on ${link}`,
      spansReceived: (node: string, link: string) => `SPANs that ${node} received on ${link}`,
      transactions: (node: string) => `transactions and entries of ${node}`,
      offered: (node: string) => `PFSes that ${node} offers`,
      ends: (node: string) => `links of ${node}`,
      identities: "identities of the run",
      nodes: "nodes of the run",
      links: "links of the run",
      queue: (node: string, link: string) => `bytes that wait at ${node} for ${link}`,
      header: (node: string) => `bytes of a header that ${node} sent`,
      aux: (node: string) => `bytes of aux data that ${node} sent`,
      shells: (node: string) => `shells open at ${node}`,
      remembered: (node: string) => `closed transactions that ${node} remembers`,
      replies: (node: string) => `bytes of replies that ${node} keeps of closed transactions`,
      commits: (node: string) => `commits in the log of ${node}`,
      ring: (node: string, link: string) => `bytes that ${node} wrote into the ring of ${link} and nobody read`,
      region: (node: string, link: string) => `bytes that ${node} has in the shared region of ${link}`,
    },
  },
  "corrupted-refused": {
    claim: "Nobody acts upon bytes that were changed on the way",
    nothing: "no message was changed on its way",
    done: (count: number) => `${count} messages with changed bytes, none of them acted upon`,
    exempt: (count: number) => `; ${count} more went over shared memory without CRCs, where nothing would tell`,
    onlyExempt: (count: number) => `all ${count} changed messages went over shared memory without CRCs, where nothing would tell`,
    accepted: (node: string, message: number, link: string) => `${node} took message ${message} from ${link} for good, whose bytes were changed on the way`,
  },
  "discard-reasons": {
    claim: "Whatever is refused, thrown away or lost has its reason",
    nothing: "nothing was refused, thrown away or lost",
    done: (count: number) => `${count} times something was refused, thrown away or lost, each with its reason`,
    noRule: (node: string, event: string) => `${node} tells of ${event} without a rule`,
    noReason: (node: string, event: string, code: number) => `${node} tells of ${event} with the reason ${code}, which there is not`,
    wrongCell: (node: string, flags: string, bits: string) => `${node} discarded a message with flags ${flags} where its record had bits ${bits}: no table says so`,
    lost: (message: number, code: number) => `message ${message} was lost with the reason ${code}, which there is not`,
    command: (command: string) => `the command ${command} was refused without a reason`,
    untold: (node: string, counted: number, told: number) => `${node} counts ${counted} messages thrown away, and told of ${told}`,
  },
  "compatible-locks": {
    claim: "Lock compatibility holds among all holders that can reach a majority",
    nothing: "no client held a lock",
    done: (count: number) => `${count} times somebody held a lock, and it went with all others`,
    holds: (node: string, state: string, domain: string, path: string) => `${node} holds ${state} of ${domain} ${path}`,
    unknown: (holder: string, masters: number, behind: number) => `${holder}, and of ${masters} masters only ${behind} know of it`,
    ungranted: (holder: string, grants: number, masters: number) => `${holder}, and has it from ${grants} of ${masters} masters`,
    together: (one: string, other: string) => `${one}, and at the same time ${other}`,
    forged: "messages about locks were forged: who holds what need not be so",
  },
  "one-outcome": {
    claim: "No two masters finish one commit differently",
    nothing: "no commit has finished yet",
    done: (count: number) => `${count} commits, each with one outcome`,
    differs: (commit: string, first: string, decision: string, other: string, otherDecision: string) => `commit ${commit}: ${first} finished with ${decision}, ${other} with ${otherDecision}`,
    coordinator: (node: string) => `${node}, its coordinator,`,
    commit: "commit",
    abort: "abort",
    forged: "messages about commits were forged: what masters finish need not be so",
  },
  "logged-by-majority": {
    claim: "What is committed was logged by a majority of the masters",
    nothing: "nothing was committed yet",
    done: (count: number) => `${count} times something was called committed, each logged by a majority`,
    minority: (node: string, commit: string, logged: number, masters: number) => `${node} calls commit ${commit} committed, which ${logged} of ${masters} masters have logged`,
    forged: "messages about commits were forged: what masters log need not be so",
  },
  "lost-copies": {
    claim: "An end never notices a lost copy while another is open",
    nothing: "no copy was lost yet while another was open",
    done: (count: number) => `${count} copies lost that no end noticed`,
    aborts: (node: string, transaction: string, open: number) => `${node} aborts transaction ${transaction} although ${open} of its copies are open`,
  },
} as const;

export type CheckName = keyof typeof CHECK_TEXTS;
/** Every check that there is, in the order in which they are told. */
export const CHECK_ORDER = Object.keys(CHECK_TEXTS) as readonly CheckName[];

/** What several checks say of what they cannot judge. */
export const UNJUDGED_TEXTS = {
  /** behind the sentence of what was judged */
  apart: (count: number, why: string) => `; ${count} not judged: ${why}`,
  beyond: "a link leads out of the run: what is beyond it cannot be seen",
  forgedTransaction: "somebody forged messages of them",
  forgedLink: (link: string) => `messages were forged on ${link}, and what they opened or closed stays until it comes up anew`,
  lostUnnoticed: (link: string) => `messages were lost on ${link}, and nothing came since that would show it`,
};
