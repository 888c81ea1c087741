import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Interval } from '#base';
import { nodeDisk } from '#base/node';
import { CsvProvider } from './csv-provider.ts';
import { refusalOfLater } from '../../../tests/support/refusal.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const DAY_1 = '2020-01-01T00:00:00Z,10,11,9,10.5,100';
const DAY_2 = '2020-01-02T00:00:00Z,10.5,12,10,11,200';
const DAY_3 = '2020-01-03T00:00:00Z,11,11.5,10.5,11,150';

let folder: string;
let provider: CsvProvider;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'csv-'));
  provider = new CsvProvider(folder, nodeDisk);
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (fileName: string, ...lines: string[]) =>
  writeFileSync(join(folder, fileName), lines.join('\n'));
const fetch = (symbol = 'X', interval: Interval = '1d', start = 0, end = 4e12) =>
  provider.fetchBars({ symbol, interval, start, end });

describe('CsvProvider', () => {
  it('reads bars, whatever the line ends, the byte order mark and blank lines at the end', async () => {
    writeFileSync(join(folder, 'X_1d.csv'), `\uFEFF${[HEADER, DAY_1, DAY_2, '', ''].join('\r\n')}`);
    const { bars, quarantine, actions, caveats } = await fetch();
    expect([...bars.time]).toEqual([Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 2)]);
    expect([bars.open[1], bars.high[1], bars.low[1], bars.close[1], bars.volume[1]]).toEqual([
      10.5, 12, 10, 11, 200,
    ]);
    expect({ quarantine, actions, caveats }).toEqual({ quarantine: [], actions: [], caveats: [] });
  });

  it('dates actions with a time of day by their day, where bars are daily', async () => {
    put('X_1d.csv', HEADER, '2020-01-02,1,1,1,1,1', '2020-01-03,1,1,1,1,1');
    put('X_1h.csv', HEADER, '2020-01-02T14:30:00Z,1,1,1,1,1');
    put('X_actions.csv', 'timestamp,kind,value', '2020-01-03T14:30:00Z,split,2');
    const split = { kind: 'split', value: 2 };
    expect((await fetch('X', '1d')).actions).toEqual([{ time: Date.UTC(2020, 0, 3), ...split }]);
    const time = Date.UTC(2020, 0, 3, 14, 30);
    expect((await fetch('X', '1h')).actions).toEqual([{ time, ...split }]);
  });

  it('refuses an action that is written twice, which would be paid twice', async () => {
    put('X_1d.csv', HEADER, '2020-01-02,1,1,1,1,1', '2020-01-03,1,1,1,1,1');
    const refused = async (...lines: readonly string[]) => {
      put('X_actions.csv', 'timestamp,kind,value', ...lines);
      return (await refusalOfLater(fetch('X', '1d'))).message;
    };
    const [split, dividend] = ['2020-01-03,split,2', '2020-01-03,dividend,0.1'];
    expect(await refused(split, dividend, split)).toMatch(
      /X_actions\.csv line 4: this split stands above it already; keep the right one\.$/,
    );
    expect(await refused(split, '2020-01-03,split,3')).toMatch(/line 3: this split stands/);
    expect(await refused(dividend, '2020-01-03,dividend,0.1')).toMatch(/line 3: this dividend/);
    put('X_actions.csv', 'timestamp,kind,value', split, dividend, '2020-01-03,dividend,0.2');
    expect((await fetch('X', '1d')).actions.length).toBe(3);
  });

  it('gives the bars of [start, end) and the actions of the same span', async () => {
    put('X_1d.csv', HEADER, DAY_1, DAY_2, DAY_3);
    put('X_actions.csv', 'timestamp,kind,value', '2020-01-02,dividend,0.5', '2020-01-03,split,2');
    const { bars, actions } = await fetch('X', '1d', Date.UTC(2020, 0, 2), Date.UTC(2020, 0, 3));
    expect([...bars.close]).toEqual([11]);
    expect(actions).toEqual([{ time: Date.UTC(2020, 0, 2), kind: 'dividend', value: 0.5 }]);
  });

  const wrongFiles: [string, string[], RegExp][] = [
    ['empty', [], /X_1d\.csv line 1: the file is empty\.$/],
    ['only a header', [HEADER], /X_1d\.csv line 1: the file has a header and no rows\.$/],
    [
      'a wrong header',
      ['date,o,h,l,c,v', DAY_1],
      /line 1: expected the header timestamp,open.*found "date,o,h/,
    ],
    [
      'text in a number',
      [HEADER, DAY_1, DAY_2.replace('12', 'abc')],
      /line 3, column high: "abc" is not a number\.$/,
    ],
    [
      'a time of no calendar',
      [HEADER, DAY_1.replace('-01-01', '-02-30')],
      /line 2, column timestamp: "2020-02-30T00:00:00Z" is not/,
    ],
    [
      'a missing field',
      [HEADER, DAY_1, '2020-01-02T00:00:00Z,1,2,3,4'],
      /line 3: found 5 fields, the header has 6\.$/,
    ],
    [
      'a field too many',
      [HEADER, `${DAY_1},7`],
      /line 2: found 7 fields, the header has 6; a number must not have a comma in it\.$/,
    ],
  ];
  it.each(wrongFiles)(
    'refuses a file with %s, naming line and value',
    async (_, lines, message) => {
      put('X_1d.csv', ...lines);
      expect((await refusalOfLater(fetch())).message).toMatch(message);
    },
  );

  const badRows: [string, string, string][] = [
    ['not-positive', '2020-01-02T00:00:00Z,10,11,-9,10,1', 'low -9 is not above 0'],
    ['high-low', '2020-01-02T00:00:00Z,10,9,10,10,1', 'high 9 is below low 10'],
    ['high-low', '2020-01-02T00:00:00Z,12,11,9,10,1', 'open 12 is above high 11'],
    ['high-low', '2020-01-02T00:00:00Z,10,11,9,8,1', 'close 8 is below low 9'],
    ['not-finite', '2020-01-02T00:00:00Z,10,11,9,,1', 'close is NaN'],
    ['negative-volume', '2020-01-02T00:00:00Z,10,11,9,10,-1', 'volume -1 is below 0'],
  ];
  it.each(badRows)('quarantines %s: %s', async (code, row, detail) => {
    put('X_1d.csv', HEADER, DAY_1, row, DAY_3);
    const { bars, quarantine } = await fetch();
    expect([...bars.close]).toEqual([10.5, 11]);
    const place = `${join(folder, 'X_1d.csv')} line 3`;
    expect(quarantine).toMatchObject([{ time: Date.UTC(2020, 0, 2), code, place, detail }]);
    const open = Number(row.split(',')[1]);
    expect(quarantine[0].values?.[0]).toBe(code === 'high-low' ? open : undefined);
  });

  it('keeps the last of rows with one time and counts the others', async () => {
    put('X_1d.csv', HEADER, DAY_1, DAY_2, DAY_2, DAY_2.replace(',11,', ',11.5,'), DAY_3);
    const { bars, quarantine } = await fetch();
    expect([...bars.close]).toEqual([10.5, 11.5, 11]);
    expect(quarantine.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([
      'duplicate: time 2020-01-02 stands twice with the same values',
      'revised: time 2020-01-02 stands twice; a later row gives close 11.5 for 11',
    ]);
  });

  it('quarantines rows out of order with their line, and turns a file that stands newest first', async () => {
    put('X_1d.csv', HEADER, DAY_2, DAY_3, DAY_1);
    const { bars, quarantine } = await fetch();
    expect([...bars.close]).toEqual([11, 11]);
    expect(quarantine).toMatchObject([
      { code: 'disorder', detail: 'time 2020-01-01 is out of order' },
    ]);
    expect(quarantine[0].place).toMatch(/X_1d\.csv line 4$/);
    put('X_1d.csv', HEADER, DAY_3, DAY_2, DAY_1);
    const turned = await fetch('X', '1d', Date.UTC(2020, 0, 2));
    expect([...turned.bars.close]).toEqual([11, 11]);
    expect(turned.quarantine.map(({ place, detail }) => `${place}: ${detail}`)).toEqual([
      `${join(folder, 'X_1d.csv')} line 3: all 3 rows stand newest first`,
    ]);
  });

  it('says what the folder has when a symbol or an interval is not there', async () => {
    put('GOOG_1d.csv', HEADER, DAY_1);
    put('BTC_USDT_1h.csv', HEADER, DAY_1);
    const unknown = await refusalOfLater(fetch('GOGG'));
    expect(unknown.code).toBe('data/unknown-symbol');
    expect(unknown.message).toContain('has no GOGG at 1d: the nearest is GOOG; it has GOOG.');
    const interval = await refusalOfLater(fetch('BTC/USDT', '1d'));
    expect(interval.code).toBe('data/unknown-interval');
    expect(interval.message).toContain('has BTC/USDT at 1h, not at 1d');
    expect((await refusalOfLater(fetch('GOOG', '5m'))).code).toBe('data/unknown-interval');
    expect((await refusalOfLater(fetch('ZZ', '5m'))).message).toContain(
      'no file SYMBOL_5m.csv at all',
    );
  });

  it('refuses bad symbols, bad ranges, missing folders and what is no file', async () => {
    put('X_1d.csv', HEADER, DAY_1);
    expect((await refusalOfLater(fetch('../x'))).code).toBe('data/bad-symbol');
    expect((await refusalOfLater(fetch('X', '1d', 5, 5))).code).toBe('data/bad-range');
    expect((await refusalOfLater(fetch('X', '1d', Number.NaN, 5))).code).toBe('data/bad-range');
    mkdirSync(join(folder, 'D_1d.csv'));
    expect((await refusalOfLater(fetch('D'))).message).toMatch(
      /^Cannot read .*D_1d\.csv \(EISDIR\)/,
    );
    provider = new CsvProvider(join(folder, 'absent'), nodeDisk);
    expect((await refusalOfLater(fetch())).code).toBe('data/folder-missing');
    provider = new CsvProvider(join(folder, 'X_1d.csv'), nodeDisk);
    expect((await refusalOfLater(fetch())).code).toBe('data/folder-unreadable');
  });

  const badActions: [string, RegExp][] = [
    ['2020-01-02,bonus,1', /line 2, column kind: "bonus" is neither split nor dividend/],
    ['2020-01-02,split,0', /line 2, column value: "0" is not above 0 \(split\)/],
    ['2020-01-02,dividend,x', /line 2, column value: "x" is not a number/],
    ['soon,dividend,1', /line 2, column timestamp: "soon" is not an ISO-8601 time/],
    ['2020-01-02,dividend', /line 2: found 2 fields, the header has 3/],
  ];
  it.each(badActions)('refuses the action %s', async (line, message) => {
    put('X_1d.csv', HEADER, DAY_1);
    put('X_actions.csv', 'timestamp,kind,value', line);
    expect((await refusalOfLater(fetch())).message).toMatch(message);
  });

  it('changes its version with the bars and with the actions', async () => {
    put('X_1d.csv', HEADER, DAY_1);
    const first = await provider.version('X', '1d');
    expect(await provider.version('X', '1d')).toBe(first);
    put('X_actions.csv', 'timestamp,kind,value', '2020-01-02,split,2');
    const second = await provider.version('X', '1d');
    put('X_1d.csv', HEADER, DAY_1, DAY_2);
    expect(new Set([first, second, await provider.version('X', '1d')]).size).toBe(3);
  });
});

describe('a panel of closes', () => {
  const rows = ['2020-01-01T00:00:00Z,1,2', '2020-01-02T00:00:00Z,,3', '2020-01-03T00:00:00Z,4,-5'];

  it('gives close-only bars, passes over empty cells and quarantines impossible closes', async () => {
    put('few_daily.csv', 'timestamp,AA,BB', ...rows);
    const aa = await fetch('AA');
    expect(aa.caveats).toEqual(['close-only']);
    expect([...aa.bars.close]).toEqual([1, 4]);
    expect(aa.bars.open).toEqual(aa.bars.close);
    expect([...aa.bars.volume]).toEqual([0, 0]);
    expect(aa.quarantine).toEqual([]);
    const { quarantine } = await fetch('BB');
    expect(quarantine.map(({ place, detail }) => `${place}: ${detail}`)).toEqual([
      `${join(folder, 'few_daily.csv')} line 4: close -5 is not above 0`,
    ]);
  });

  it('stands for its columns, which take its name where theirs means something else', async () => {
    put('few_daily.csv', 'timestamp,AA,BB', ...rows);
    expect(await provider.expand('few')).toEqual(['AA', 'BB']);
    expect(await provider.expand('AA')).toEqual(['AA']);
    put('AA_1d.csv', HEADER, DAY_1);
    expect(await provider.expand('few')).toEqual(['FEW/AA', 'BB']);
    expect((await fetch('AA')).bars.close[0]).toBe(10.5);
    expect((await fetch('FEW/AA')).bars.close[0]).toBe(1);
    expect(await provider.symbols('1d')).toEqual(['AA', 'BB', 'FEW/AA']);
    put('more_daily.csv', 'timestamp,BB', '2020-01-01T00:00:00Z,7');
    const ambiguous = await refusalOfLater(fetch('BB'));
    expect(ambiguous.message).toBe(
      'BB is a column of few_daily.csv and more_daily.csv; write PANEL/BB.',
    );
    expect((await fetch('MORE/BB')).bars.close[0]).toBe(7);
    expect((await refusalOfLater(fetch('BB', '1h'))).code).toBe('data/unknown-interval');
    expect((await refusalOfLater(provider.expand('none'))).code).toBe('data/bad-symbol');
  });

  it('refuses a header that names no symbols, or one twice', async () => {
    for (const header of ['timestamp,AA,AA', 'timestamp,close', 'date,AA', 'timestamp']) {
      put('few_daily.csv', header, ...rows);
      expect((await refusalOfLater(fetch('AA'))).code, header).toBe('data/csv-header');
    }
  });
});
