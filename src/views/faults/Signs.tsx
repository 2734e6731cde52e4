import { isCut, type LinkStateName, type NodeStateName } from "./rows.ts";

/** A link's state as on the stage: a line, dashed, with a gap, fading. */
export function LinkSign({ state }: { readonly state: LinkStateName }) {
  return (
    <svg className="sign" data-state={state} data-cut={isCut(state) || undefined} viewBox="0 0 18 10" width="18" height="10" aria-hidden="true" focusable="false">
      {state === "open" && <path d="M1 5h16" />}
      {state === "handshake" && <path d="M1 5h16" strokeDasharray="1 3" />}
      {state === "down" && <path d="M1 5h5M12 5h5" />}
      {state === "suspended" && <path d="M1 5h16" strokeDasharray="4 3" />}
      {state === "closed" && <path d="M1 5h5M12 5h5M7.5 8.5l3-7" />}
      {state === "silent" && <path d="M1 5h3M6.5 5h2M11 5h1.4M15.4 5h.6" />}
    </svg>
  );
}

export function NodeSign({ state }: { readonly state: NodeStateName }) {
  return (
    <svg className="sign" data-state={state} data-cut={state !== "up" || undefined} viewBox="0 0 18 12" width="18" height="12" aria-hidden="true" focusable="false">
      <rect x="4" y="1" width="10" height="10" rx="3" strokeDasharray={state === "isolated" ? "2.4 2" : undefined} />
      {state === "crashed" && <path d="M6.6 3.6l4.8 4.8M11.4 3.6l-4.8 4.8" />}
      {state === "powerLost" && <path d="M9 3v3M6.9 4.6a2.7 2.7 0 1 0 4.2 0" />}
    </svg>
  );
}
