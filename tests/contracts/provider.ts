import { expect, it } from 'vitest';
import { barsBetween, type Interval, QuantError, TABLE_COLUMNS } from '#base';
import { checkBars, type DataProvider, type FetchedBars } from '#data';

/** A provider to hold to its contract, and something it has. */
export interface ProviderCase {
  /** A fresh one each time, over the same data. */
  readonly make: () => DataProvider;
  readonly symbol: string;
  readonly interval: Interval;
  readonly start: number;
  readonly end: number;
  /** A well-formed symbol that it does not have. */
  readonly unknownSymbol: string;
}

/** What every source of bars promises; call it inside a `describe` of its own. */
export function providerContract(member: ProviderCase): void {
  const { make, symbol, interval, start, end } = member;
  const fetch = (from: number, to: number): Promise<FetchedBars> =>
    make().fetchBars({ symbol, interval, start: from, end: to });

  it('gives plausible, strictly ascending bars of the range asked for and no other', async () => {
    const { bars } = await fetch(start, end);
    expect(bars.time.length).toBeGreaterThan(10);
    expect(bars.time[0]).toBeGreaterThanOrEqual(start);
    expect(bars.time[bars.time.length - 1]).toBeLessThan(end);
    const { clean, quarantine } = checkBars(bars, { symbol, interval, actions: [] });
    expect(quarantine).toEqual([]);
    expect(clean).toBe(bars);
  });

  it('gives the same bars whatever range they are asked in, the end left out', async () => {
    const whole = await fetch(start, end);
    const { time } = whole.bars;
    const middle = time[time.length >> 1];
    const [before, after] = [await fetch(start, middle), await fetch(middle, end)];
    for (const column of TABLE_COLUMNS) {
      expect(before.bars[column]).toEqual(barsBetween(whole.bars, start, middle)[column]);
      expect(after.bars[column]).toEqual(barsBetween(whole.bars, middle, end)[column]);
    }
    expect([...before.actions, ...after.actions]).toEqual(whole.actions);
  });

  it('gives actions of the range, ascending, each with a value above 0', async () => {
    const { actions } = await fetch(start, end);
    const times = actions.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const { time, value } of actions) {
      expect(time >= start && time < end && value > 0).toBe(true);
    }
  });

  it('gives tables that the caller may keep: a later answer changes no earlier one', async () => {
    const provider = make();
    const first = await provider.fetchBars({ symbol, interval, start, end });
    const close = first.bars.close.slice();
    first.bars.close.fill(1);
    const second = await provider.fetchBars({ symbol, interval, start, end });
    expect(second.bars.close).toEqual(close);
  });

  it('refuses in one sentence what it cannot give', async () => {
    const provider = make();
    const refusals: [string, number, number, string][] = [
      ['../x', start, end, 'data/bad-symbol'],
      [member.unknownSymbol, start, end, 'data/unknown-symbol'],
      [symbol, end, start, 'data/bad-range'],
      [symbol, start, start, 'data/bad-range'],
      [symbol, Number.NaN, end, 'data/bad-range'],
    ];
    for (const [asked, from, to, code] of refusals) {
      const answer = provider.fetchBars({ symbol: asked, interval, start: from, end: to });
      const thrown = await answer.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(thrown, asked).toBeInstanceOf(QuantError);
      expect((thrown as QuantError).code).toBe(code);
      expect((thrown as QuantError).message).not.toContain('\n');
    }
  });

  it('has a version, where it has one, that stands for its answers', async () => {
    const versions = [
      await make().version?.(symbol, interval),
      await make().version?.(symbol, interval),
    ];
    expect(versions[0]).toBe(versions[1]);
  });

  it('is named by one lower-case word', () => {
    expect(make().name).toMatch(/^[a-z0-9-]+$/);
  });
}
