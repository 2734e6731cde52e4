import type { LockStateShown } from "../../port/messages.ts";

const LETTERS: Readonly<Record<LockStateShown, string>> = { INVAL: "–", SHARED: "S", EXCLUSIVE: "E", MODIFIED: "M" };

/** A state by shape and letter, never by colour alone: circle shared, square exclusive, diamond modified; hollow and dashed = waited for. */
export function LockGlyph({ state, hollow }: { readonly state: LockStateShown; readonly hollow: boolean }) {
  return (
    <svg className="lock-glyph" data-hollow={hollow || undefined} viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
      {state === "SHARED" && <circle cx="9" cy="9" r="7" />}
      {(state === "EXCLUSIVE" || state === "INVAL") && <rect x="2.5" y="2.5" width="13" height="13" rx="2.5" />}
      {state === "MODIFIED" && <path d="M9 0.8 17.2 9 9 17.2 0.8 9Z" />}
      <text x="9" y="12.6" textAnchor="middle">
        {LETTERS[state]}
      </text>
    </svg>
  );
}
