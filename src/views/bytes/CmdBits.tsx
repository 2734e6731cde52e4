import type { MessageDescription } from "../../port/messages.ts";

/** Every part of the cmd word with what it means; what is not set stays pale. */
export function CmdBits({ bits }: { readonly bits: MessageDescription["cmdBits"] }) {
  return (
    <dl className="cmd-bits">
      {bits.map(({ name, set, meaning }) => (
        <div key={name} data-on={set || undefined}>
          <dt>
            <i aria-hidden="true">{set ? "1" : "0"}</i>
            {name}
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
