/** What a check keeps of each transaction that it watches, from its first message until both its ends have forgotten it; what still comes then is thrown out and proves nothing. */
export class TransactionBook<Page extends object> {
  private readonly _pages = new Map<string, { readonly page: Page; closedEnds: number }>();

  get(key: string): Page | undefined {
    return this._pages.get(key)?.page;
  }

  open(key: string, page: Page): Page {
    this._pages.set(key, { page, closedEnds: 0 });
    return page;
  }

  /** One end has forgotten it (event transactionClosed). */
  endClosed(key: string): void {
    const entry = this._pages.get(key);
    if (entry && ++entry.closedEnds === 2) this._pages.delete(key);
  }
}
