import type { LoadError } from "../../store/mirror.ts";
import { Button } from "../controls/button.tsx";
import { TEXTS } from "../../texts/page.ts";

/** Why a file was refused: where, and what was expected there. */
export function LoadErrors({ errors, onDismiss }: { readonly errors: readonly LoadError[]; readonly onDismiss: () => void }) {
  if (errors.length === 0) return null;
  return (
    <div className="load-errors" role="alert">
      <b>{TEXTS.scenarios.failedTitle}</b>
      <ul>
        {errors.slice(0, 8).map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            <code>{TEXTS.scenarios.failedAt(path)}</code> {message}
          </li>
        ))}
      </ul>
      <Button small onClick={onDismiss}>
        {TEXTS.scenarios.dismiss}
      </Button>
    </div>
  );
}
