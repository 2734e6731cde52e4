/**
 * Why a question has no answer: the engine that it was put to is lost, or another has taken its place. The visitor is told of that once, by
 * the notice; whoever had asked ends there, as if nobody waited for the answer any more. What must not stay as it is while it asks
 * says so where it asks (finally).
 */
export class EngineGone extends Error {
  override readonly name = "EngineGone";
}

/** The window, as far as it is needed. */
interface Rejecting {
  addEventListener(type: "unhandledrejection", listener: (event: { readonly reason: unknown; preventDefault(): void }) => void): void;
}

/** Questions that nobody caught the end of end without a word in the console; every other rejection is still told there. */
export function endQuietly(page: Rejecting): void {
  page.addEventListener("unhandledrejection", (event) => {
    if (event.reason instanceof EngineGone) event.preventDefault();
  });
}
