import type { ReactNode } from "react";
import type { AbortedThen, Outcome, PathThen, WayThen } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Lead } from "../inspector/Facts.tsx";
import { bytesOf, durationOf, grouped } from "../../texts/units.ts";
import { TEXTS } from "../../texts/explain.ts";

/** Lines of one list that are drawn; the run lists more, and says how many there are. */
const LINES_MAX = 60;

/** What would come of it: who is hit, then the figures. */
export function OutcomeView({ session, outcome }: { readonly session: Session; readonly outcome: Outcome }) {
  const { aborted, paths, closedAt, lost, moved, gained } = outcome;
  const texts = TEXTS.whatIf;
  const lostPaths = paths.filter(({ kind }) => kind === "lost");
  const movedPaths = paths.filter(({ kind }) => kind !== "lost");
  return (
    <>
      <div className="outcome-lists">
        <List title={texts.aborts} none={texts.noAborts} count={aborted.length} items={aborted.map((one) => <Abort key={one.name} session={session} aborted={one} />)} />
        <List
          title={texts.lostTitle}
          none={texts.noneLost}
          count={lost}
          items={lostPaths.map(({ node, pfs, before }) => (
            <li key={`${node} ${pfs}`} data-lost>
              {texts.loses(node, pfs, sayWay(before))}
            </li>
          ))}
        />
        <List title={texts.movedTitle} none={texts.noneMoved} count={moved + gained} items={movedPaths.map((path) => <Moved key={`${path.node} ${path.pfs}`} session={session} path={path} />)} />
        <List
          title={texts.closedTitle}
          none={texts.closedNone}
          count={closedAt.length}
          items={closedAt.map(({ node, peer, link, count }) => (
            <li key={`${node} ${link}`}>{texts.closedAt(node, peer, count)}</li>
          ))}
        />
      </div>
      <Figures outcome={outcome} />
    </>
  );
}

function Figures({ outcome }: { readonly outcome: Outcome }) {
  const { quiet, settled, messages, bytes, anywayMessages, anywayBytes, spansClosed, spansOpened, moved, lost, gained } = outcome;
  const texts = TEXTS.whatIf;
  const facts: readonly (readonly [string, string])[] = [
    [quiet ? texts.quiet : texts.notQuiet, settled],
    [texts.messages, `${grouped(messages)} ${anywayMessages > 0 ? texts.anyway(grouped(anywayMessages)) : ""}`],
    [texts.bytes, `${bytesOf(bytes)} ${anywayBytes > 0 ? texts.anyway(bytesOf(anywayBytes)) : ""}`],
    [texts.spansClosed, grouped(spansClosed)],
    [texts.spansOpened, grouped(spansOpened)],
    [texts.ways, texts.waysCount(moved, lost, gained)],
  ];
  return (
    <dl className="outcome-figures">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-numeric>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function List({ title, none, count, items }: { readonly title: string; readonly none: string; readonly count: number; readonly items: readonly ReactNode[] }) {
  const shown = items.slice(0, LINES_MAX);
  return (
    <section className="outcome-list">
      <h3>
        {title} <span className="count">{count}</span>
      </h3>
      {count === 0 ? <p className="muted">{none}</p> : <ul aria-label={title}>{shown}</ul>}
      {count > shown.length && <p className="field-hint">{TEXTS.whatIf.more(count - shown.length)}</p>}
    </section>
  );
}

function Abort({ session, aborted }: { readonly session: Session; readonly aborted: AbortedThen }) {
  const time = (us: number): string => (us < 0 ? TEXTS.whatIf.never : durationOf(us));
  return (
    <li data-lost>
      <Lead onClick={() => session.select({ kind: "transaction", name: aborted.name })}>{aborted.name}</Lead> {aborted.sentence}: {TEXTS.whatIf.abort(time(aborted.openerUs), time(aborted.targetUs))}.
    </li>
  );
}

function Moved({ session, path: { node, pfs, before, after } }: { readonly session: Session; readonly path: PathThen }) {
  return (
    <li>
      <Lead onClick={() => session.select({ kind: "node", node })}>{TEXTS.whatIf.moves(node, pfs)}</Lead>: {sayWay(before)} → {sayWay(after)}
    </li>
  );
}

function sayWay(way: WayThen | null): string {
  return way === null ? TEXTS.whatIf.nothing : TEXTS.whatIf.way(way.dist, way.linkName);
}
