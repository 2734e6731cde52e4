import { Fragment } from "react";
import { isMac, keyParts, keysSpoken } from "./keys.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";

/** The keys of an action as they stand on a keyboard. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  const mac = isMac();
  return (
    <span className="keys">
      <span className="visually-hidden">{keys.map((one) => keysSpoken(one, mac)).join(` ${PALETTE_TEXTS.keys.or} `)}</span>
      <span aria-hidden="true">
        {keys.map((one) => (
          <span key={one} className="key-combination">
            {keyParts(one, mac).map((part, i) => (
              <Fragment key={i}>
                <kbd>{part}</kbd>
              </Fragment>
            ))}
          </span>
        ))}
      </span>
    </span>
  );
}
