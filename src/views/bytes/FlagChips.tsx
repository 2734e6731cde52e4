import { TEXTS } from "../../texts/page.ts";

const FLAGS = ["CREATE", "DELETE", "REPLY", "ABORT", "AUXOOB"] as const;

/** The five flags, those that are set lit; an abort in the aborts' red. */
export function FlagChips({ flags }: { readonly flags: readonly string[] }) {
  return (
    <ul className="flags">
      {FLAGS.map((flag) => {
        const on = flags.includes(flag);
        return (
          <li key={flag} className="flag" data-on={on || undefined} data-flag={flag}>
            {flag}
            <span className="visually-hidden"> {on ? TEXTS.message.flagOn : TEXTS.message.flagOff}</span>
          </li>
        );
      })}
    </ul>
  );
}
