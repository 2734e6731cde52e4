import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { TEXTS } from "../../texts/page.ts";
import { LockGlyph } from "./LockGlyph.tsx";
import "./locks.css";

/** What a node's client has of locks, and what the masters that it offers have on record. */
export function NodeLocks({ session, node }: { readonly session: Session; readonly node: NodeInspection }) {
  return (
    <>
      {node.locks.length === 0 && <p className="muted">{TEXTS.locks.noneOfNode}</p>}
      <ul className="cards">
        {node.locks.map((lock) => (
          <li key={lock.name}>
            <button type="button" className="card lock-card" disabled={lock.transaction === null} onClick={() => lock.transaction !== null && session.select({ kind: "transaction", name: lock.transaction })}>
              <LockGlyph state={lock.state === "INVAL" ? lock.wanted : lock.state} hollow={lock.state === "INVAL"} />
              <b>{lock.name}</b> {TEXTS.locks.conditions[lock.condition]} <span className="muted">{`${lock.domain} ${lock.path}`}</span>
            </button>
          </li>
        ))}
      </ul>
      {node.lockRecords.length > 0 && <h4 className="lock-records">{TEXTS.locks.recordsOfNode}</h4>}
      <ul className="cards">
        {node.lockRecords.map((record) => (
          <li key={`${record.master} ${record.name} ${record.domain} ${record.path}`} className="card">
            <b>{record.master}</b> {TEXTS.locks.record(record.name, record.held, record.wanted)} <span className="muted">{`${record.domain} ${record.path}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
