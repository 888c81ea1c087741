import { describe, expect, it } from 'vitest';
import { DAY_MS, JANUARY } from '../../tests/support/days.ts';
import { preparedMarket } from '../../tests/support/prepared-market.ts';
import { marketUntil } from './market-until.ts';
import type { Market } from './market.ts';
import type { CorporateAction } from './provider.ts';

const ACTIONS: readonly CorporateAction[] = [
  { time: JANUARY + 2 * DAY_MS, kind: 'split', value: 2 },
  { time: JANUARY + 4 * DAY_MS, kind: 'dividend', value: 1 },
  { time: JANUARY + 6 * DAY_MS, kind: 'split', value: 3 },
];

/** The first `days` days of a split stock, and of one that begins on the fourth. */
function market(days: number): Promise<Market> {
  return preparedMarket({
    A: {
      prices: [60, 60, 30, 30, 29, 29, 9, 9].slice(0, days),
      actions: ACTIONS.filter(({ time }) => time < JANUARY + days * DAY_MS),
    },
    B: { prices: [5, 6, 7, 8].slice(0, days - 3), from: 3 },
  });
}

const known = ({ assets }: Market) =>
  assets.map(({ symbol, bars, adjusted, actions, factors }) => {
    return { symbol, bars, adjusted, actions, factors };
  });

describe('a market until a bar', () => {
  it.each([4, 5, 6, 7])('is the one that was loaded after %i days', async (days) => {
    const cut = marketUntil(await market(8), JANUARY + (days - 1) * DAY_MS);
    expect(known(cut)).toEqual(known(await market(days)));
    expect(cut.assets[1].adjusted).toBe(cut.assets[1].bars);
  });

  it('is itself at its last bar, and leaves itself alone', async () => {
    const whole = await market(8);
    const end = JANUARY + 7 * DAY_MS;
    marketUntil(whole, end).assets.forEach((asset, at) => expect(asset).toBe(whole.assets[at]));
    marketUntil(whole, JANUARY + 3 * DAY_MS);
    expect(known(whole)).toEqual(known(await market(8)));
  });

  it('keeps the instants of the bars that it keeps', async () => {
    const whole = await market(8);
    const { time } = whole.assets[0].bars;
    const instants = { opens: time.map((at) => at + 1), closes: time.map((at) => at + 2) };
    const timed = { ...whole, assets: [{ ...whole.assets[0], instants }] };
    const [{ instants: kept }] = marketUntil(timed, time[2]).assets;
    expect([...(kept?.opens ?? [])]).toEqual([...time.subarray(0, 3)].map((at) => at + 1));
    expect([...(kept?.closes ?? [])]).toEqual([...time.subarray(0, 3)].map((at) => at + 2));
  });
});
