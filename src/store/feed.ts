import type { FeedRow, Frame } from "../port/messages.ts";
import { FeedPages, PAGE_ROWS } from "./feed-pages.ts";

export type AskRows = (from: number, count: number) => Promise<readonly FeedRow[]>;

/**
 * The feed as the list sees it: how many rows match the filter, and those of them that are at hand. It lives outside of
 * React and Zustand (history is the worker's); a list subscribes to its version.
 *
 * A change of the filter is not marked in frames. The first question after it is answered after it, so until that answer
 * is here frames may still speak of the old filter, and are not listened to.
 */
export class Feed {
  readonly #pages = new FeedPages();
  readonly #ask: AskRows;
  readonly #listeners = new Set<(withBeat: boolean) => void>();
  #count = 0;
  #version = 0;
  #settled = true;

  constructor(ask: AskRows) {
    this.#ask = ask;
  }

  /** `withBeat`: a run that plays went on, and more will come with the next beat of the panels. */
  readonly subscribe = (listener: (withBeat: boolean) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** changes whenever `count` or a row did */
  readonly version = (): number => this.#version;

  get count(): number {
    return this.#count;
  }

  row(position: number): FeedRow | undefined {
    return this.#pages.row(position);
  }

  applyFrame({ feedCount, feedTail, playing }: Frame): void {
    if (!this.#settled) return;
    if (feedCount < this.#count) this.#pages.clear();
    const grown = feedCount !== this.#count;
    this.#count = feedCount;
    this.#pages.putTail(feedTail, feedCount);
    if (grown) this.#changed(playing);
  }

  /** Another filter or another run: nothing of what is here counts any more. Call it after the worker was told. */
  refilter(): void {
    this.#pages.clear();
    this.#count = 0;
    this.#settled = false;
    this.#changed();
    const { generation } = this.#pages;
    void this.#ask(0, PAGE_ROWS).then((rows) => {
      if (generation !== this.#pages.generation) return;
      this.#settled = true;
      this.#pages.put(0, rows, generation);
      this.#count = rows.length;
      this.#changed();
    });
  }

  /** Asks for what the rows [from, to) lack. */
  need(from: number, to: number): void {
    if (!this.#settled) return;
    const { generation } = this.#pages;
    for (const page of this.#pages.take(from, to, this.#count)) {
      void this.#ask(page * PAGE_ROWS, PAGE_ROWS).then((rows) => {
        if (this.#pages.put(page, rows, generation)) this.#changed();
      });
    }
  }

  #changed(withBeat = false): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener(withBeat);
  }
}
