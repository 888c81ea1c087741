import { type BarTable, barTableOf, type Interval } from '#base';
import type { BarRequest, CorporateAction, DataProvider, FetchedBars } from '#data';

/** How a source says that what it once gave has changed. */
export type SourceKind = 'plain' | 'versioned' | 'history';

interface Row {
  readonly price: number;
  readonly isBad: boolean;
}

/**
 * A source whose bars come, change and go, on a grid of slots; the epoch of every bar, raised with
 * each correction of the history, can be read off its price.
 */
export class ChangingMarket {
  readonly rows = new Map<number, Row>();
  readonly asked: BarRequest[] = [];
  epoch = 0;
  actions: CorporateAction[] = [];
  /** Last slot that ever had a good bar; −1 when none had. */
  newestEver = -1;
  #changes = 0;
  readonly #interval: Interval;
  readonly #timeOf: (slot: number) => number;

  constructor(interval: Interval, timeOf: (slot: number) => number) {
    this.#interval = interval;
    this.#timeOf = timeOf;
  }

  /** Puts a bar, a bad one, or none into a slot. */
  set(slot: number, what: number): void {
    this.#changes++;
    if (what > 1) this.newestEver = Math.max(this.newestEver, slot);
    if (what === 0) this.rows.delete(slot);
    else this.rows.set(slot, { price: what, isBad: what === 1 });
  }

  answer({ start, end }: { readonly start: number; readonly end: number }): FetchedBars {
    const within = (time: number) => time >= start && time < end;
    const rows = [...this.rows]
      .map(([slot, row]) => ({ time: this.#timeOf(slot), ...row }))
      .filter(({ time }) => within(time))
      .sort((a, b) => a.time - b.time);
    return {
      bars: this.#table(rows.filter(({ isBad }) => !isBad)),
      actions: this.actions.filter(({ time }) => within(time)),
      quarantine: rows
        .filter(({ isBad }) => isBad)
        .map(({ time, price }) => ({
          time,
          code: 'high-low' as const,
          place: `row of epoch ${this.epoch}`,
          detail: `high ${price}`,
        })),
      caveats: [],
    };
  }

  #table(rows: readonly { readonly time: number; readonly price: number }[]): BarTable {
    return barTableOf(
      rows.map(({ time, price }) => {
        const close = 1000 * (this.epoch + 1) + price;
        return { time, open: close, high: close, low: close, close, volume: price };
      }),
    );
  }

  provider(kind: SourceKind): DataProvider {
    const fetchBars = async (request: BarRequest) => {
      this.asked.push(request);
      if (request.interval !== this.#interval) throw new Error('another interval');
      return this.answer(request);
    };
    const version = async () => String(this.#changes);
    const actionHistory = async () => [...this.actions];
    if (kind === 'versioned') return { name: 'model', fetchBars, version };
    if (kind === 'history') return { name: 'model', fetchBars, actionHistory };
    return { name: 'model', fetchBars };
  }
}

/** The epochs of bars, each once. */
export function epochsOf({ close }: BarTable): number[] {
  return [...new Set(Array.from(close, (price) => Math.floor(price / 1000)))];
}
