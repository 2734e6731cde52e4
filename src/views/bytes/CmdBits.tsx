import type { MessageDescription } from "../../port/messages.ts";
import { cmdParts } from "./cmd-word.ts";

/** The cmd word bit by bit: its four parts, then each flag with what it means; what is not set stays pale. */
export function CmdBits({ description: { fields, cmdBits } }: { readonly description: MessageDescription }) {
  const cmd = Number(fields.find(({ name }) => name === "cmd")?.value ?? Number.NaN);
  return (
    <>
      {Number.isInteger(cmd) && (
        <dl className="cmd-parts">
          {cmdParts(cmd).map(({ name, bits, says }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="cmd-digits">
                <span className="visually-hidden">{bits}</span>
                {bits.split("").map((bit, i) => (
                  <i key={i} data-on={bit === "1" || undefined} aria-hidden="true">
                    {bit}
                  </i>
                ))}
              </dd>
              <dd>{says}</dd>
            </div>
          ))}
        </dl>
      )}
      <dl className="cmd-bits">
        {cmdBits.map(({ name, set, meaning }) => (
          <div key={name} data-on={set || undefined}>
            <dt>
              <i aria-hidden="true">{set ? "1" : "0"}</i>
              {name}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
