/** What an error event of a worker says; "" = nothing, as when its file could not be loaded. */
export function workerFault(event: unknown): string {
  const message = typeof event === "object" && event !== null && "message" in event ? event.message : "";
  return typeof message === "string" ? message : "";
}
