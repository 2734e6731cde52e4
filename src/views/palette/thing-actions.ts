import { linkName } from "../stage/facts.ts";
import { MENU_TEXTS } from "../../texts/stage.ts";
import type { ActionSource } from "./action.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";

/** Every node, link and transaction, to be selected; and every PFS, to light its tree. */
export const thingActions: ActionSource = ({ mirror: { topology, frame } }) => [
  ...(topology?.nodes ?? []).map(({ id, pfs }) => ({
    id: `node.${id}`,
    group: "things" as const,
    onlyFound: true,
    title: MENU_TEXTS.node(id),
    words: pfs.map(({ label }) => label).join(" "),
    run: ({ session }: Parameters<ActionSource>[0]) => session.select({ kind: "node", node: id }),
  })),
  ...(topology?.links ?? []).map(({ id }, link) => ({
    id: `link.${id}`,
    group: "things" as const,
    onlyFound: true,
    title: MENU_TEXTS.link(linkName(topology!, link)),
    words: id,
    run: ({ session }: Parameters<ActionSource>[0]) => session.select({ kind: "link", link: id }),
  })),
  ...(frame?.transactions ?? []).map(({ name, from, to, service, state }) => ({
    id: `transaction.${name}`,
    group: "things" as const,
    onlyFound: true,
    title: PALETTE_TEXTS.things.transaction(name),
    words: `${service} ${from} ${to} ${state}`,
    run: ({ session }: Parameters<ActionSource>[0]) => session.select({ kind: "transaction", name }),
  })),
  ...(frame?.pfs ?? []).map(({ label, node }) => ({
    id: `tree.${label}`,
    group: "things" as const,
    onlyFound: true,
    title: PALETTE_TEXTS.things.tree(label),
    words: node,
    run: ({ session }: Parameters<ActionSource>[0]) => session.ui.lightTree(label),
  })),
];
