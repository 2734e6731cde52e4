import { type CopyState, pipsText } from "./copy-texts.ts";
import "./copies.css";

/** One small mark a copy (DUP-01): filled = open, hollow = closed, a cross = lost. */
export function CopyPips({ states }: { readonly states: readonly CopyState[] }) {
  return (
    <span className="copy-pips" title={pipsText(states)}>
      {states.map((state, i) => (
        // Copies have no names, and none is ever taken away.
        <CopyPip key={i} state={state} />
      ))}
      <span className="visually-hidden">{pipsText(states)}</span>
    </span>
  );
}

/** A word says the same beside it. */
export function CopyPip({ state }: { readonly state: CopyState }) {
  return (
    <svg className="copy-pip" data-state={state} width="10" height="10" viewBox="-5 -5 10 10" aria-hidden="true">
      {state === "lost" ? <path d="M-3 -3L3 3M3 -3L-3 3" strokeWidth="2" strokeLinecap="round" /> : <rect x="-3" y="-3" width="6" height="6" rx="1" strokeWidth="1.6" />}
    </svg>
  );
}
