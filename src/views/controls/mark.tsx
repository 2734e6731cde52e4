/** A violation: the cut's red and a bolt. */
export function BoltMark() {
  return (
    <svg className="mark" data-family="abort" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">
      <path d="M8.2 1.2L3 8h3.4l-.8 4.8L11 6H7.4z" fill="currentColor" />
    </svg>
  );
}

export type LightState = "good" | "bad" | "waiting";

/** A light whose shape says what its colour says. */
export function Light({ state }: { readonly state: LightState }) {
  return (
    <svg className="light" data-state={state} viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">
      {state === "good" && <path d="M2.8 7.4l2.9 2.9 5.5-6.4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />}
      {state === "bad" && <path d="M8.2 1.2L3 8h3.4l-.8 4.8L11 6H7.4z" fill="currentColor" />}
      {state === "waiting" && <circle cx="7" cy="7" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.2 2.3" />}
    </svg>
  );
}
