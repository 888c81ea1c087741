import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { barsBetween, QuantError } from '#base';
import { barsAt, HistoryProvider } from '../../../tests/support/bar-source.ts';
import { askedDays, CacheStage } from '../../../tests/support/cache-stage.ts';
import { days, HOUR_MS } from '../../../tests/support/days.ts';
import type { CorporateAction } from '../provider.ts';

const stage = new CacheStage();
const [third, twentieth] = [3, 20].map((day) => days(day, day + 1)[0]);
const dividend: CorporateAction = { time: third, kind: 'dividend', value: 0.5 };
const split: CorporateAction = { time: twentieth, kind: 'split', value: 2 };
const source = () => {
  const provider = new HistoryProvider(barsAt(days(0, 40)));
  provider.history = [dividend];
  return provider;
};
const unreachable = new QuantError('data/unreachable', 'no route to host');

describe('the history of actions', () => {
  it('is asked for once while it is young, and stands beside the bars of all intervals', async () => {
    const provider = source();
    const first = await stage.get(provider, 0, 30);
    await stage.get(provider, 0, 30, { interval: '1h' });
    stage.restart();
    const second = await stage.get(provider, 0, 30);
    expect(provider.historyAsked).toBe(1);
    expect([first.actions, second.actions]).toEqual([[dividend], [dividend]]);
    expect((await stage.get(provider, 4, 30)).actions).toEqual([]);
    expect(readdirSync(join(stage.folder, 'fake'))).toContain('A_B_actions.json');
  });

  it('is asked for again when it has aged, or when another process fetches bars', async () => {
    const provider = source();
    await stage.get(provider, 0, 20);
    stage.clock.time += 21 * HOUR_MS;
    await stage.get(provider, 0, 20);
    expect(provider.historyAsked).toBe(2);
    stage.restart();
    await stage.get(provider, 0, 20);
    expect(provider.historyAsked).toBe(2);
    await stage.get(provider, 0, 30);
    await stage.get(provider, 0, 35);
    expect(provider.historyAsked).toBe(3);
  });

  it('keeps the bars when it merely grew', async () => {
    const provider = source();
    await stage.get(provider, 0, 30);
    const later = { ...split, time: stage.clock.time + HOUR_MS };
    provider.history = [dividend, later];
    stage.clock.time += 21 * HOUR_MS;
    expect((await stage.get(provider, 0, 30)).origin).toBe('cache');
    expect(provider.historyAsked).toBe(2);
  });

  it.each([
    ['an action was added in the past', [dividend, split]],
    ['an action was withdrawn', []],
    ['a value was corrected', [{ ...dividend, value: 0.6 }]],
  ])('drops the bars when %s', async (_, corrected) => {
    const provider = source();
    await stage.get(provider, 0, 30);
    provider.history = corrected;
    provider.bars = barsAt(days(0, 40), 20);
    stage.clock.time += 21 * HOUR_MS;
    const renewed = await stage.get(provider, 10, 25);
    expect(renewed.origin).toBe('fetched');
    expect([...new Set(renewed.bars.close)]).toEqual([20]);
    const whole = await stage.get(provider, 0, 30);
    expect([...new Set(whole.bars.close)]).toEqual([20]);
    expect(whole.actions).toEqual(corrected);
    expect(askedDays(provider)).toEqual([
      [0, 30],
      [10, 25],
      [0, 10],
      [25, 30],
    ]);
  });

  it('is asked for again when an answer has other actions than it', async () => {
    const provider = source();
    await stage.get(provider, 0, 15);
    provider.history = [dividend, split];
    const grown = await stage.get(provider, 0, 30);
    expect(grown.actions).toEqual([dividend, split]);
    expect(provider.historyAsked).toBe(2);
    expect(grown.bars).toEqual((await stage.get(provider, 0, 30)).bars);
  });

  it('does not hide that a file was set aside', async () => {
    const provider = source();
    await stage.get(provider, 0, 30);
    stage.restart();
    writeFileSync(join(stage.folder, 'fake', 'A_B_1d.parquet'), 'x');
    expect((await stage.get(provider, 0, 30)).setAside.length).toBe(1);
  });

  it('judges weeks, whose actions stay as the source dated them with their bars', async () => {
    const provider = source();
    const [monday] = days(7, 8);
    provider.fetchBars = async (request) => {
      provider.asked.push(request);
      const bars = barsBetween(provider.bars, request.start, request.end);
      const actions = [{ ...dividend, time: monday }];
      return { bars, actions, quarantine: [], caveats: [] };
    };
    const [first, second] = [
      await stage.get(provider, 0, 30, { interval: '1w' }),
      await stage.get(provider, 0, 30, { interval: '1w' }),
    ];
    expect([first.actions, second.actions]).toEqual([
      [{ ...dividend, time: monday }],
      [{ ...dividend, time: monday }],
    ]);
    expect([provider.asked.length, second.origin]).toEqual([1, 'cache']);
    provider.history = [];
    stage.clock.time += 21 * HOUR_MS;
    expect((await stage.get(provider, 0, 30, { interval: '1w' })).origin).toBe('fetched');
  });

  it('does not loop over a source whose answers never agree with it', async () => {
    const provider = source();
    provider.actionHistory = async () => [{ ...dividend, value: ++provider.historyAsked }];
    expect((await stage.get(provider, 0, 15)).bars.time.length).toBe(15);
    expect([provider.historyAsked, provider.asked.length]).toEqual([1, 1]);
    const hours = await stage.get(provider, 0, 15, { interval: '1h' });
    expect(hours.bars.time.length).toBe(15);
    expect([provider.historyAsked, provider.asked.length]).toEqual([2, 3]);
  });

  it('that cannot be asked for is used as it was, with a caveat and a warning', async () => {
    const warnings: string[] = [];
    const ignore = () => undefined;
    const log = {
      debug: ignore,
      info: ignore,
      error: ignore,
      warn: (text: string) => warnings.push(text),
    };
    const provider = source();
    await stage.get(provider, 0, 30);
    stage.clock.time += 21 * HOUR_MS;
    provider.failure = unreachable;
    stage.restart({ log });
    const cached = await stage.get(provider, 0, 30);
    expect(cached.caveats).toEqual(['actions-unverified']);
    expect(cached.origin).toBe('cache');
    expect(cached.actions).toEqual([dividend]);
    expect(warnings.join()).toMatch(
      /^Splits and dividends of A\/B could not .*\(no route to host\); those known on 2025-01-01T00:00:00\.000Z are used\.$/,
    );
    await expect(stage.get(provider, 0, 35)).rejects.toThrow('no route to host');
    provider.failure = new QuantError('data/unknown-symbol', 'delisted');
    expect((await stage.get(provider, 0, 30)).bars).toEqual(cached.bars);
    provider.failure = new QuantError('data/not-allowed', 'no such plan');
    await expect(stage.get(provider, 0, 30)).rejects.toThrow('no such plan');
  });

  it('must be had when nothing is cached', async () => {
    const provider = source();
    provider.failure = unreachable;
    await expect(stage.get(provider, 0, 30)).rejects.toThrow('no route to host');
  });

  it('never uses bars of a later history than the one it has', async () => {
    const provider = source();
    await stage.get(provider, 0, 15);
    const kept = readFileSync(join(stage.folder, 'fake', 'A_B_actions.json'));
    provider.history = [dividend, split];
    provider.bars = barsAt(days(0, 40), 20);
    stage.clock.time += HOUR_MS;
    await stage.get(provider, 0, 30, { refresh: true });
    writeFileSync(join(stage.folder, 'fake', 'A_B_actions.json'), kept);
    const asked = provider.asked.length;
    const again = await stage.get(provider, 0, 30);
    expect(again.origin).toBe('cache');
    expect(again.actions).toEqual([dividend, split]);
    expect(provider.historyAsked).toBe(3);
    expect(provider.asked.length).toBe(asked);
  });

  it('that is damaged is set aside and asked for again; that of a newer program is refused', async () => {
    const provider = source();
    await stage.get(provider, 0, 30);
    const path = join(stage.folder, 'fake', 'A_B_actions.json');
    const text = readFileSync(path, 'utf8');
    for (const damaged of [
      '',
      '{',
      text.replace('0.5', '0.6'),
      '['.repeat(400_000),
      'x'.repeat(2 ** 20 + 1),
    ]) {
      writeFileSync(path, damaged);
      expect((await stage.get(provider, 0, 30)).actions).toEqual([dividend]);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
    expect(
      readdirSync(join(stage.folder, 'fake')).filter((name) => name.includes('corrupt')).length,
    ).toBe(5);
    writeFileSync(path, text.replace('"schema":1', '"schema":2'));
    await expect(stage.get(provider, 0, 30)).rejects.toThrow(
      /A_B_actions\.json is of a newer program/,
    );
  });
});
