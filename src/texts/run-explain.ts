/** What is said when somebody asks why; joined to the catalogue of the run (run.ts). `{node}` is asked about, `{peer}` is the other end of `{link}`. */
export const EXPLAIN_TEXTS = {
  "explain.and": "{first} and {last}",

  // --- what a node knows of a PFS
  "explain.headline.own": "{node} offers {pfs} itself and has received no span of it.",
  "explain.headline.ownEchoes": "{node} offers {pfs} itself; the {count} spans of it that came back are echoes and never the best (SPAN-02).",
  "explain.headline.none": "{node} has received no span of {pfs}: it cannot reach it.",
  "explain.headline.one": "{node} has received one span of {pfs}, from {peer} at distance {dist}, and uses it.",
  "explain.headline.many": "{node} has received {count} spans of {pfs} and uses the one from {peer}: distance {dist}, sum {sum}.",
  "explain.headline.down": "{node} is not running: it knows nothing.",

  // --- SPAN-02: the order of received spans
  "explain.order.only": "The only one.",
  "explain.order.closing": "Being closed: it stands in no order any more.",
  "explain.order.sum.before": "First: its sum {sum} is less than {otherSum}, that of number {place}.",
  "explain.order.sum.behind": "Behind number {place}: its sum {sum} is more than {otherSum}.",
  "explain.order.link.before": "First: as near as number {place} (sum {sum}); the lower link number decides, {number} ({link}) before {otherNumber} ({other}).",
  "explain.order.link.behind": "Behind number {place}, as near as that (sum {sum}): its link number {number} ({link}) is higher than {otherNumber} ({other}).",
  "explain.order.msgid.before": "First: as near as number {place} (sum {sum}) and on the same link; the lower msgid decides, {msgid} before {otherMsgid}.",
  "explain.order.msgid.behind": "Behind number {place}, as near (sum {sum}) and on the same link: its msgid {msgid} is higher than {otherMsgid}.",

  // --- SPAN-03, SPAN-07: chosen, or the one reason why not
  "explain.reason.relayed": "{node} relays it to {peer} at distance {dist}: number {rank} of at most {max}.",
  "explain.reason.closing": "{from} took this span back or its link was lost; {node} keeps its id until both sides have closed it, and passes it on to nobody.",
  "explain.reason.notARelay": "{node} is an {role}: it announces its own and relays nothing.",
  "explain.reason.noConn": "{peer} has no LNK_CONN open to {node} on {link}: it wants no spans from there.",
  "explain.reason.noSession": "No LNK_CONN of {peer} is open on {link}, as its session is not: {why}.",
  "explain.reason.ownEcho": "{node} offers {pfs} itself; what comes back of it from {from} is an echo and goes nowhere.",
  "explain.reason.splitHorizon": "It came from {peer} over {link}, and does not go back there.",
  "explain.reason.beyondDistanceMax": "Its distance {dist} is greater than {max}, the maximum.",
  "explain.reason.filtered": "{peer} asked {node} on {link} for no more than {filter}; {pfs} is not that.",
  "explain.reason.refusedByPeer": "{peer} closed it when {node} sent it there; it is not sent again until it changes.",
  "explain.reason.tableFull": "{node} has {count} spans open to {peer}, as many as a link may have.",
  "explain.reason.worseThanBest": "{better} brought better ones, and only the best {max} go to {peer}.",
  "explain.reason.holding": "It will go to {peer} when the hold of {pfs} at {node} ends, in {rest}.",
  "explain.reason.undecided": "It may go to {peer}; {node} has not thought it over since something changed.",

  // --- why nothing comes that way
  "explain.way.hears": "{node} hears of {pfs} by way of {peer}, at distance {dist}.",
  "explain.way.hearsMany": "{node} hears of {pfs} by way of {peer} {count} times, at distance {dist} at best.",
  "explain.way.noSession": "Nothing comes by way of {peer}: {why}.",
  "explain.way.closing": "What came by way of {peer} is being taken back: the span waits for its last answer.",
  "explain.way.onItsWay": "{peer} has sent it; it is on its way to {node}.",
  "explain.way.refused": "{peer} offers {pfs} and had announced it; {node} refused, so it is not announced again until it changes.",
  "explain.way.noConn": "{peer} offers {pfs} and waits: its LNK_CONN with {node} on {link} is not open.",
  "explain.way.filtered": "{peer} offers {pfs}, but {node} asked it on {link} for no more than {filter}.",
  "explain.way.full": "{peer} offers {pfs}, but has as many spans open to {node} as a link may have.",
  "explain.way.unknown": "{peer} has heard nothing of {pfs} itself.",
  "explain.way.echo": "All that {peer} knows of {pfs} it has from {node} itself: split horizon keeps it from saying so back.",
  "explain.way.notRelayed": "{peer} knows {pfs} and does not pass it on to {node}:",

  // --- what stands against a link
  "explain.trouble.crashed": "{peer} has crashed",
  "explain.trouble.powerLost": "{peer} is without power",
  "explain.trouble.removed": "link {link} was removed",
  "explain.trouble.closed": "link {link} was cut {ago} ago",
  "explain.trouble.silent": "link {link} went silent {ago} ago",
  "explain.trouble.suspended": "link {link} is suspended since {ago}",
  "explain.trouble.down": "link {link} is down since {ago}",
  "explain.trouble.handshake": "the two ends of {link} still authenticate",

  // --- climbing distances
  "explain.climb.maximum": "After {cause} the distance of {pfs} at {node} climbs from {from} to {to} in {steps} steps and ends there: a span of more than {max} is relayed by nobody.",
  "explain.climb.gone": "After {cause} the distance of {pfs} at {node} climbs from {from} to {to} in {steps} steps; then no span of it is left.",
  "explain.climb.settled": "After {cause} the distance of {pfs} at {node} climbs from {from} to {to} in {steps} steps, until a true way is found.",
  "explain.climb.goesOn": "After {cause} the distance of {pfs} at {node} climbs from {from} to {to} in {steps} steps so far.",
  "explain.climb.noCause": "a change",
  "explain.cause.link": "the cut of {link} (event {event})",
  "explain.cause.node": "the loss of {node} (event {event})",

  // --- node view: what a node believes and what is
  "explain.stale.pfs": "{node} still believes in {pfs} over {via}; {why}.",
  "explain.stale.takenBack": "{peer} has taken it back, and the news is on its way",
  "explain.stale.hop": "at {peer} the way ends: {why}",
  "explain.stale.withdrawn": "{peer} no longer offers it",
  "explain.stale.echo": "the spans of {nodes} stand for one another, and nobody behind them offers it",
  "explain.stale.link": "{node} believes {link} is open; {why}.",
  "explain.stale.transaction": "{node} holds it open; at {peer} it ended {ago} ago.",

  // --- what a cut would change
  "explain.whatIf.cut": "If link {link} were cut now ({how})",
  "explain.whatIf.crash": "If {node} crashed now",
  "explain.whatIf.nothing": "{change}, nothing would change but the link itself.",
  "explain.whatIf.sentence": "{change}: {aborted}, {paths}; all is quiet after {settled}.",
  "explain.whatIf.unsettled": "{change}: {aborted}, {paths}; it is not quiet after {settled}.",
  "explain.whatIf.noAbort": "no transaction aborts",
  "explain.whatIf.oneAbort": "one transaction aborts",
  "explain.whatIf.aborts": "{count} transactions abort",
  "explain.whatIf.noPaths": "every node keeps its ways",
  "explain.whatIf.paths": "ways: {moved} move, {lost} lost, {gained} new",
  "explain.whatIf.abort": "{transaction} from {from} to {to} breaks at {at}",
  "explain.whatIf.gone": "The run went on; ask again.",
} as const;
