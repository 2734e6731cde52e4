import type { ReactNode } from "react";
import { Glow } from "../controls/glow.tsx";

export interface Fact {
  readonly name: string;
  /** what glows when it changes */
  readonly value: string | number;
  /** how it is shown, where it is more than the value */
  readonly shown?: ReactNode;
}

/** Names and values, one a line; a value that changed glows once. `of` names the thing, so that another one does not glow. */
export function Facts({ facts, of }: { readonly facts: readonly Fact[]; readonly of: string }) {
  return (
    <dl className="facts">
      {facts.map(({ name, value, shown }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Glow value={value} of={of}>
              {shown ?? value}
            </Glow>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A word that leads to something else. */
export function Lead({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className="lead" onClick={onClick}>
      {children}
    </button>
  );
}
