/** What has come and was not taken yet, for one reader. */
export class Inbox<Item> {
  #items: Item[] = [];
  #isClosed = false;
  #wake: () => void = () => undefined;

  get size(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Nothing will come any more: nobody waits from now on. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** All that has come, at once when there is something; what there is once it is closed or `signal` aborts. */
  async take(signal: AbortSignal): Promise<Item[]> {
    if (this.#items.length === 0 && !this.#isClosed && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
    }
    const items = this.#items;
    this.#items = [];
    return items;
  }
}
