import { describe, expect, it } from 'vitest';
import { barsAt, HistoryProvider, PreparedProvider } from '../../../tests/support/bar-source.ts';
import { CacheStage } from '../../../tests/support/cache-stage.ts';
import { DAY_MS, days, HOUR_MS, JANUARY } from '../../../tests/support/days.ts';
import type { BarRequest, FetchedBars } from '../provider.ts';
import { concatenate } from './replace-bars.ts';

const stage = new CacheStage();

/** A source whose first answer is on its way until it is let go. */
class SlowProvider extends PreparedProvider {
  readonly #gate = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<void>();
  readonly begun = this.#begun.promise;

  letGo(): void {
    this.#gate.resolve();
  }

  override async fetchBars(request: BarRequest): Promise<FetchedBars> {
    const answer = await super.fetchBars(request);
    this.#begun.resolve();
    await this.#gate.promise;
    return answer;
  }
}

describe('an answer that comes after another process has written', () => {
  it('leaves what that has finished, and adds what it alone has', async () => {
    const slow = new SlowProvider(barsAt(days(0, 30)));
    const pending = stage.get(slow, 0, 20);
    await slow.begun;
    const quick = new PreparedProvider(barsAt(days(0, 30), 11));
    await stage.get(quick, 5, 10);
    slow.letGo();
    const expected = concatenate([
      barsAt(days(0, 5)),
      barsAt(days(5, 10), 11),
      barsAt(days(10, 20)),
    ]);
    expect((await pending).bars).toEqual(expected);
    const cached = await stage.get(quick, 0, 20);
    expect(cached.origin).toBe('cache');
    expect(cached.bars).toEqual(expected);
  });

  it('hides no younger bar that it cannot have known, and settles nothing then', async () => {
    stage.setDay(20);
    const slow = new SlowProvider(barsAt(days(0, 18)));
    const pending = stage.get(slow, 0, 20);
    await slow.begun;
    const quick = new PreparedProvider(barsAt(days(0, 20)));
    await stage.get(quick, 17, 20);
    slow.letGo();
    expect((await pending).bars).toEqual(quick.bars);
    expect((await stage.get(quick, 0, 20)).bars).toEqual(quick.bars);
    expect(quick.asked.map(({ start }) => (start - JANUARY) / DAY_MS)).toEqual([17, 0]);
  });

  it('begins again when it belongs to a history that was corrected meanwhile', async () => {
    const source = new HistoryProvider(barsAt(days(0, 30)));
    source.history = [{ time: JANUARY, kind: 'dividend', value: 1 }];
    await stage.get(source, 0, 5);
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const old = new HistoryProvider(source.bars);
    old.history = source.history;
    const fetchBars = old.fetchBars.bind(old);
    old.fetchBars = async (request) => {
      const answer = await fetchBars(request);
      begun.resolve();
      await gate.promise;
      return answer;
    };
    const pending = stage.get(old, 0, 20);
    await begun.promise;
    stage.restart();
    stage.clock.time += HOUR_MS;
    source.history = [{ time: JANUARY, kind: 'dividend', value: 2 }];
    source.bars = barsAt(days(0, 30), 20);
    await stage.get(source, 0, 20, { refresh: true });
    old.history = source.history;
    old.bars = source.bars;
    gate.resolve();
    const answer = await pending;
    expect([...new Set(answer.bars.close)]).toEqual([20]);
    expect(answer.actions).toEqual(source.history);
  });
});
