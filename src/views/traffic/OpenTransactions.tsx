import { useState } from "react";
import type { TransactionLine } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState, Segmented } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";

interface OpenTransactionsProps {
  readonly session: Session;
  readonly transactions: readonly TransactionLine[];
  readonly selected: string | null;
}

const LIVING: readonly TransactionLine["state"][] = ["opening", "open", "closing"];

/** What is open, newest first; the selected one shows what either end may do with it. */
export function OpenTransactions({ session, transactions, selected }: OpenTransactionsProps) {
  const living = transactions.filter(({ state }) => LIVING.includes(state)).toReversed();
  if (living.length === 0) return <EmptyState>{TEXTS.traffic.listEmpty}</EmptyState>;
  return (
    <ul className="open-transactions">
      {living.map((line) => (
        <li key={line.name} data-on={line.name === selected || undefined}>
          <button type="button" className="open-transaction" aria-expanded={line.name === selected} onClick={() => session.select(line.name === selected ? null : { kind: "transaction", name: line.name })}>
            <b>{line.name}</b>
            <span>
              {line.from} → {line.to}
            </span>
            <span className="state">{TEXTS.states.transaction[line.state]}</span>
          </button>
          {line.name === selected && <Acts session={session} line={line} />}
        </li>
      ))}
    </ul>
  );
}

function Acts({ session, line }: { readonly session: Session; readonly line: TransactionLine }) {
  const [by, setBy] = useState<"opener" | "target">("opener");
  const [text, setText] = useState("more");
  const transaction = line.name;
  return (
    <div className="acts">
      <Segmented
        label={TEXTS.traffic.by}
        value={by}
        choices={[
          { value: "opener", text: TEXTS.traffic.byOpener(line.from) },
          { value: "target", text: TEXTS.traffic.byTarget(line.to) },
        ]}
        onChoose={setBy}
      />
      <form
        className="send-row"
        onSubmit={(event) => {
          event.preventDefault();
          session.onCommand({ do: "send", transaction, by, text });
        }}
      >
        <input className="input" aria-label={TEXTS.traffic.element} value={text} maxLength={4_000} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        <Button type="submit">{TEXTS.traffic.send}</Button>
      </form>
      <div className="act-row">
        <Button small title={TEXTS.traffic.closeHint} onClick={() => session.onCommand({ do: "close", transaction, by })}>
          {TEXTS.traffic.close}
        </Button>
        <Button small title={TEXTS.traffic.abortHint} onClick={() => session.onCommand({ do: "abort", transaction, by })}>
          {TEXTS.traffic.abort}
        </Button>
        <Button small title={TEXTS.traffic.midStreamHint} onClick={() => session.onCommand({ do: "abort", transaction, by, midStream: true })}>
          {TEXTS.traffic.midStream}
        </Button>
      </div>
    </div>
  );
}
