import type { FeedRow } from "../port/messages.ts";

/**
 * The part of the feed that was asked for, in whole pages, at most PAGES_MAX of them: the feed itself stays in the worker.
 * A row's position among those that match a filter never changes, so a full page is never asked for twice while it is kept.
 */
export const PAGE_ROWS = 64;
export const PAGES_MAX = 32;

export class FeedPages {
  /** page number -> rows, the most recently used last */
  readonly #pages = new Map<number, readonly FeedRow[]>();
  readonly #asked = new Set<number>();
  /** grows with every clear: answers to questions from before it are void */
  generation = 0;

  clear(): void {
    this.#pages.clear();
    this.#asked.clear();
    this.generation += 1;
  }

  /** The row at a position of the filtered feed, if its page is here. */
  row(position: number): FeedRow | undefined {
    const page = Math.floor(position / PAGE_ROWS);
    return this.#pages.get(page)?.[position - page * PAGE_ROWS];
  }

  /** Pages that the rows [from, to) need and that are neither complete nor asked for; they count as asked for from now on. */
  take(from: number, to: number, feedCount: number): number[] {
    const last = Math.floor((Math.min(to, feedCount) - 1) / PAGE_ROWS);
    const missing: number[] = [];
    for (let page = Math.floor(Math.max(from, 0) / PAGE_ROWS); page <= last; page++) {
      const rows = this.#pages.get(page);
      const wanted = Math.min(PAGE_ROWS, feedCount - page * PAGE_ROWS);
      if (rows !== undefined) this.#touch(page, rows);
      if ((rows?.length ?? 0) >= wanted || this.#asked.has(page)) continue;
      this.#asked.add(page);
      missing.push(page);
    }
    return missing;
  }

  /** An answer; one that belongs to an earlier generation is dropped. Returns whether something new is here. */
  put(page: number, rows: readonly FeedRow[], generation: number): boolean {
    if (generation !== this.generation) return false;
    this.#asked.delete(page);
    const before = this.#pages.get(page)?.length ?? 0;
    if (rows.length <= before) return false;
    this.#touch(page, rows);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) break;
      this.#pages.delete(oldest);
    }
    return true;
  }

  /** The newest rows come with every frame; they fill the pages they reach into, without a question. */
  putTail(tail: readonly FeedRow[], feedCount: number): void {
    let position = feedCount - tail.length;
    let at = 0;
    while (at < tail.length) {
      const page = Math.floor(position / PAGE_ROWS);
      const start = position - page * PAGE_ROWS;
      const take = Math.min(PAGE_ROWS - start, tail.length - at);
      const rows = this.#pages.get(page) ?? [];
      if (start <= rows.length && start + take > rows.length) {
        const added = tail.slice(at + (rows.length - start), at + take);
        this.put(page, [...rows, ...added], this.generation);
      }
      position += take;
      at += take;
    }
  }

  get size(): number {
    return this.#pages.size;
  }

  #touch(page: number, rows: readonly FeedRow[]): void {
    this.#pages.delete(page);
    this.#pages.set(page, rows);
  }
}
