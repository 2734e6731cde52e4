import type { ReactNode } from "react";
import type { NodeView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Lead } from "../inspector/Facts.tsx";
import { TEXTS } from "../../texts/explain.ts";

/** What one node knows, each thing with how far that is true. */
export function NodeKnowledge({ session, view }: { readonly session: Session; readonly view: NodeView }) {
  const texts = TEXTS.view;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to
    <section className="explain-body knowledge" tabIndex={0} aria-label={texts.ofNode(view.node)}>
      <Column title={texts.pfs} none={texts.noPfs} count={view.pfs.length}>
        {view.pfs.map(({ label, own, dist, linkName, spans, stale }, i) => (
          <Known key={`${label} ${i}`} stale={stale}>
            <Lead onClick={() => session.explain.show("spans", view.node, label)}>{label}</Lead> {own ? texts.own : `${texts.at(dist, linkName)}, ${texts.spans(spans)}`}
          </Known>
        ))}
        {view.unknown.length > 0 && (
          <li className="muted">
            {texts.unknown}: {view.unknown.slice(0, 12).join(", ")}
            {view.unknown.length > 12 ? ` ${TEXTS.wave.andMore(view.unknown.length - 12)}` : ""}
          </li>
        )}
      </Column>
      <Column title={texts.links} none="" count={view.links.length}>
        {view.links.map(({ link, linkName, session: state, stale }) => (
          <Known key={link} stale={stale}>
            <Lead onClick={() => session.select({ kind: "link", link })}>{linkName}</Lead> {texts.session[state]}
          </Known>
        ))}
      </Column>
      <Transactions session={session} view={view} />
    </section>
  );
}

/** Of the transactions of a run only those that pass a node, as it knows them. */
export function KnownTransactions({ session, view }: { readonly session: Session; readonly view: NodeView }) {
  return (
    <div className="explain explain-alone">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to */}
      <section className="explain-body" tabIndex={0} aria-label={TEXTS.view.transactionsOf(view.node)}>
        <div className="knowledge">
          <Transactions session={session} view={view} />
        </div>
      </section>
    </div>
  );
}

function Transactions({ session, view }: { readonly session: Session; readonly view: NodeView }) {
  const texts = TEXTS.view;
  return (
    <Column title={texts.transactions} none={texts.noTransactions} count={view.transactions.length}>
      {view.transactions.map(({ name, pfs, role, stale }) => (
        <Known key={name} stale={stale}>
          <Lead onClick={() => session.select({ kind: "transaction", name })}>{name}</Lead> {pfs} {texts.roles[role]}
        </Known>
      ))}
    </Column>
  );
}

function Column({ title, none, count, children }: { readonly title: string; readonly none: string; readonly count: number; readonly children: ReactNode }) {
  return (
    <section>
      <h3>
        {title} <span className="count">{count}</span>
      </h3>
      <ul aria-label={title}>{children}</ul>
      {count === 0 && none !== "" && <p className="muted">{none}</p>}
    </section>
  );
}

function Known({ stale, children }: { readonly stale: string; readonly children: ReactNode }) {
  return (
    <li data-stale={stale !== "" || undefined}>
      <i aria-hidden="true" />
      <div>
        <p>{children}</p>
        {stale !== "" && <p className="stale">{stale}</p>}
      </div>
    </li>
  );
}
