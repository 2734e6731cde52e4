import { Tabs } from "radix-ui";
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import type { NodeInspection, TransactionLine } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { EmptyState } from "../controls/field.tsx";
import { useStable, useStableOf } from "../shell/stable.ts";
import { TEXTS } from "../../texts/page.ts";
import { OpenShell } from "./OpenShell.tsx";
import { Terminal } from "./Terminal.tsx";
import { shellsOf } from "./transcript.ts";
import "./terminal.css";

/** The debug shells of one node: those that it opened, and those that run at it, one a tab (DBG-01). */
export function ShellPanel({ session, node }: { readonly session: Session; readonly node: NodeInspection }) {
  const transactions = useStore(session.mirror, useStableOf(({ panel }) => panel?.transactions ?? NONE));
  const offers = useStable(node.offers);
  const shells = useMemo(() => shellsOf(transactions, node.id, offers), [transactions, node.id, offers]);
  const watched = useStore(session.ui.store, ({ shell }) => shell);
  const active = shells.find(({ name }) => name === watched)?.name ?? shells.at(-1)?.name ?? null;
  useEffect(() => {
    if (active !== null && active !== watched && (watched === null || isKnown(transactions, watched))) session.ui.showShell(active);
  }, [session, active, watched, transactions]);
  return (
    <>
      {active === null ? (
        <EmptyState>{TEXTS.terminal.none}</EmptyState>
      ) : (
        <Tabs.Root className="shells" value={active} onValueChange={session.ui.showShell}>
          <Tabs.List className="shell-tabs" aria-label={TEXTS.terminal.tabs}>
            {shells.map((shell) => (
              <Tabs.Trigger key={shell.name} value={shell.name} className="shell-tab" data-state-of={shell.state}>
                <b>{shell.name}</b> <span className="muted">{routeOf(shell, node.id)}</span> <span className="visually-hidden">{shell.state}</span>
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <Tabs.Content value={active} tabIndex={-1}>
            <Terminal key={active} session={session} name={active} />
          </Tabs.Content>
        </Tabs.Root>
      )}
      <OpenShell key={node.id} session={session} node={node.id} offers={node.offers.length > 0} />
    </>
  );
}

const NONE: readonly TransactionLine[] = [];

/** One that no list has yet was opened a moment ago. */
function isKnown(transactions: readonly TransactionLine[], wanted: string): boolean {
  return transactions.some(({ name }) => name === wanted);
}

/** The other end, as seen from the node that is looked at. */
function routeOf({ from, to }: TransactionLine, node: string): string {
  return from === node ? `→ ${to}` : `← ${from}`;
}
