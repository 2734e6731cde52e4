import type { Draft, DraftLink } from "./draft.ts";
import { openConn, repair, resumeAll } from "./faults.ts";

/**
 * The faults are over: links treat bytes as they were made to and take as many as there are, nothing is cut, everybody is up, who asked for
 * traffic has stopped. What was changed on purpose (weights, filters, who offers what) stays.
 */
export function calm(draft: Draft): void {
  const { dice } = draft;
  for (const generator of draft.generators) draft.say({ do: "stopGenerator", generator });
  for (const link of draft.links.values()) {
    repair(draft, link);
    if ((link.json.model.bandwidthBytesPerS ?? 0) > 0) draft.say({ do: "impair", link: link.id, model: { bandwidthBytesPerS: 0 } });
  }
  resumeAll(draft);
  for (const node of draft.nodes.values()) draft.restart(node);
  for (const link of draft.links.values()) settle(draft, link);
  for (const link of draft.links.values()) for (const node of link.closedConns) if (dice.chance(70)) openConn(draft, link, node, false);
  letGo(draft);
  if (dice.chance(15)) withdrawAll(draft);
}

/** What never opens would be tried for ever. What lost something of which nobody can hear is broken, as a stream whose peer is gone is in the end. */
function settle(draft: Draft, link: DraftLink): void {
  if (link.neverOpens) {
    if (draft.dice.chance(60)) draft.removeLink(link);
    else draft.say({ do: "cut", link: link.id, how: "close" });
  } else if (link.waitsInVain || (link.isDoubtful && draft.dice.chance(60))) {
    draft.say({ do: "cut", link: link.id, how: "close" });
    draft.say({ do: "heal", link: link.id });
  }
}

/** What is asked for is let go of, all of it or some: what stays open must be the same at both its ends. */
function letGo(draft: Draft): void {
  const { dice } = draft;
  const percent = dice.pick([0, 50, 100]);
  for (const name of draft.shells) draft.say(dice.chance(80) ? { do: "close", transaction: name } : { do: "abort", transaction: name });
  for (const name of draft.transactions) if (!draft.shells.has(name) && dice.chance(percent)) draft.say(dice.chance(70) ? { do: "close", transaction: name, by: dice.pick(["opener", "target"] as const) } : { do: "abort", transaction: name });
  for (const name of draft.locks.keys()) if (dice.chance(percent)) draft.say({ do: "unlock", lock: name });
}

/** Nobody offers anything any more: in the end all tables must be empty. */
function withdrawAll(draft: Draft): void {
  for (const node of draft.nodes.values()) {
    for (const label of node.pfs) draft.say({ do: "withdraw", node: node.id, pfs: label });
    node.pfs.clear();
  }
}
