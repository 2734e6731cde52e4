/**
 * Asks the worker for windows of a long thing, one at a time: while an answer is on its way, only what was wanted last is
 * remembered. What the worker has not read yet it is asked for again. Lives outside of React; a view subscribes.
 */
export interface Behind {
  readonly behind: number;
}

export class WindowAsker<Wish, Found extends Behind> {
  private readonly ask: (wish: Wish) => Promise<Found | null>;
  private readonly listeners = new Set<() => void>();
  private wanted: Wish | null = null;
  private isAsking = false;
  private stopped = false;
  found: Found | null = null;
  /** what the window that was found was asked for with */
  foundFor: Wish | null = null;

  constructor(ask: (wish: Wish) => Promise<Found | null>) {
    this.ask = ask;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Found | null => this.found;

  want(wish: Wish): void {
    this.wanted = wish;
    if (!this.isAsking) void this.next();
  }

  stop(): void {
    this.stopped = true;
    this.wanted = null;
  }

  private async next(): Promise<void> {
    this.isAsking = true;
    while (this.wanted !== null && !this.stopped) {
      const wish: Wish = this.wanted;
      this.wanted = null;
      // An engine that is gone answers nothing, and says so elsewhere.
      const found = await this.ask(wish).catch(() => null);
      if (this.stopped || found === null) continue;
      this.found = found;
      this.foundFor = wish;
      if (found.behind > 0) this.wanted ??= wish;
      for (const listener of this.listeners) listener();
    }
    this.isAsking = false;
  }
}
