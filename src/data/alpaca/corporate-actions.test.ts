import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeNet, systemClock } from '#base/node';
import { systemSchema } from '#config';
import {
  FAKE_KEYS,
  FakeAlpacaData,
  type WireAction,
  wireBar,
} from '../../../tests/support/fake-alpaca-data.ts';
import { json } from '../../../tests/support/scripted-answers.ts';
import {
  type ScriptedServer,
  startScriptedServer,
} from '../../../tests/support/scripted-server.ts';
import { AlpacaProvider } from './alpaca-provider.ts';

const day = (text: string) => Date.parse(text);

let data: FakeAlpacaData;
let server: ScriptedServer;
let provider: AlpacaProvider;

beforeAll(async () => {
  server = await startScriptedServer((request, response) => data.serve(request, response));
});

afterAll(() => server.close());

beforeEach(() => {
  data = new FakeAlpacaData();
  const settings = systemSchema.parse({ data: { alpaca: { dataUrl: server.url } } }).data;
  const clock = { ...systemClock, now: () => day('2024-06-03T12:00:00Z') };
  provider = new AlpacaProvider({ net: nodeNet, clock, settings, keys: FAKE_KEYS });
});

const dividend = (
  id: string,
  symbol: string,
  date: string,
  rate: number,
  more: object = {},
): WireAction => ({
  id,
  symbol,
  cusip: '1',
  rate,
  special: false,
  foreign: false,
  ex_date: date,
  process_date: date,
  ...more,
});
const split = (
  id: string,
  symbol: string,
  date: string,
  fresh: number,
  old: number,
  more: object = {},
): WireAction => ({
  id,
  symbol,
  cusip: '1',
  new_rate: fresh,
  old_rate: old,
  ex_date: date,
  process_date: date,
  ...more,
});
const renamed = (from: string, to: string, date: string): WireAction => ({
  id: `${from}-${to}`,
  old_symbol: from,
  old_cusip: '1',
  new_symbol: to,
  new_cusip: '2',
  process_date: date,
});

const history = async (symbol: string) =>
  (await provider.actionHistory(symbol)).map(({ time, kind, value }) => [
    new Date(time).toISOString().slice(0, 10),
    kind,
    value,
  ]);

describe('corporate actions', () => {
  it('are new shares for one old, and dollars a share, by the day the share first trades so', async () => {
    data.actions.set('forward_splits', [split('a', 'X', '2020-08-31', 4, 1)]);
    data.actions.set('reverse_splits', [
      { ...split('b', 'X', '2022-01-10', 1, 8), old_cusip: '1', new_cusip: '2' },
    ]);
    data.actions.set('stock_dividends', [dividend('c', 'X', '2021-03-01', 0.05)]);
    data.actions.set('cash_dividends', [
      dividend('e', 'X', '2022-01-10', 0.2),
      dividend('d', 'X', '2019-05-01', 0.25, { process_date: '2019-05-20' }),
    ]);
    expect(await history('X')).toEqual([
      ['2019-05-01', 'dividend', 0.25],
      ['2020-08-31', 'split', 4],
      ['2021-03-01', 'split', 1.05],
      ['2022-01-10', 'split', 0.125],
      ['2022-01-10', 'dividend', 0.2],
    ]);
  });

  it('have taken effect: paid later counts, announced for later does not', async () => {
    data.actions.set('cash_dividends', [
      dividend('a', 'X', '2024-06-03', 0.1, { process_date: '2024-08-15' }),
      dividend('b', 'X', '2024-06-04', 0.1),
      dividend('c', 'X', '2024-05-01', 0),
    ]);
    expect(await history('X')).toEqual([['2024-06-03', 'dividend', 0.1]]);
  });

  it('are asked for page by page, each counted once', async () => {
    const rows = Array.from({ length: 50 }, (_, at) =>
      dividend(
        `${at}`,
        'X',
        `20${20 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`,
        1,
      ),
    );
    data.actions.set('cash_dividends', [...rows, rows[0]]);
    data.pageRows = 7;
    expect((await history('X')).length).toBe(50);
  });

  it('follow the company through its names, and leave out who had the name before', async () => {
    data.actions.set('name_changes', [
      renamed('ETF', 'OLDETF', '2022-01-31'),
      renamed('FB', 'ETF', '2022-06-09'),
      renamed('THEFB', 'FB', '2018-01-01'),
    ]);
    data.actions.set('cash_dividends', [
      dividend('before', 'ETF', '2021-09-01', 9),
      dividend('first', 'THEFB', '2017-01-01', 1),
      dividend('second', 'FB', '2020-01-01', 2),
      dividend('other', 'FB', '2023-01-01', 8),
      dividend('third', 'ETF', '2024-01-01', 3),
    ]);
    expect(await history('ETF')).toEqual([
      ['2017-01-01', 'dividend', 1],
      ['2020-01-01', 'dividend', 2],
      ['2024-01-01', 'dividend', 3],
    ]);
  });

  it('stay with a name that nobody has any more', async () => {
    data.actions.set('name_changes', [renamed('FB', 'META', '2022-06-09')]);
    data.actions.set('cash_dividends', [dividend('a', 'FB', '2020-01-01', 2)]);
    expect(await history('FB')).toEqual([['2020-01-01', 'dividend', 2]]);
  });

  it('stay with a name that was taken, given up and lies idle', async () => {
    data.actions.set('name_changes', [
      renamed('R', 'S', '2018-01-02'),
      renamed('S', 'T', '2020-01-02'),
    ]);
    data.actions.set('cash_dividends', [
      dividend('a', 'S', '2017-03-01', 1),
      dividend('b', 'R', '2017-06-01', 2),
      dividend('c', 'S', '2019-03-01', 3),
    ]);
    expect(await history('S')).toEqual([
      ['2017-03-01', 'dividend', 1],
      ['2019-03-01', 'dividend', 3],
    ]);
  });

  it('end after ten names, however long a server goes on', async () => {
    const names = Array.from({ length: 16 }, (_, at) => `N${at}`);
    const changes = names
      .slice(1, 16)
      .map((name, at) =>
        renamed(name, names[at], `20${23 - Math.floor(at / 3)}-0${3 - (at % 3)}-01`),
      );
    data.actions.set('name_changes', changes);
    const before = server.requests.length;
    await history('N0');
    expect(server.requests.length - before).toBe(10);
  });

  it('know a reverse split that changes the name by the new one', async () => {
    data.actions.set('reverse_splits', [
      {
        ...split('a', 'OLD', '2023-02-01', 1, 10),
        new_symbol: 'NEW',
        old_cusip: '1',
        new_cusip: '2',
      },
    ]);
    data.actions.set('cash_dividends', [dividend('b', 'OLD', '2022-02-01', 0.1)]);
    expect(await history('NEW')).toEqual([
      ['2022-02-01', 'dividend', 0.1],
      ['2023-02-01', 'split', 0.1],
    ]);
  });

  it('end where names lead in a circle', async () => {
    data.actions.set('name_changes', [
      renamed('A', 'B', '2022-01-03'),
      renamed('B', 'A', '2022-01-02'),
    ]);
    expect(await history('A')).toEqual([]);
    expect(await history('B')).toEqual([]);
  });

  it('that cannot be said as a split or a dividend are caveats of the bars they change', async () => {
    data.bars.set(
      'X 1Day',
      ['2023-03-01', '2023-03-02'].map((date) => wireBar(day(`${date}T05:00:00Z`))),
    );
    const source = {
      source_symbol: 'X',
      source_cusip: '1',
      source_rate: 1,
      new_symbol: 'Y',
      new_cusip: '2',
      new_rate: 1,
    };
    data.actions.set('spin_offs', [
      { id: 'a', ...source, ex_date: '2023-03-02', process_date: '2023-03-02' },
      { id: 'b', ...source, ex_date: '2022-03-02', process_date: '2022-03-02' },
    ]);
    data.actions.set('rights_distributions', [
      {
        id: 'c',
        source_symbol: 'X',
        source_cusip: '1',
        new_symbol: 'X.R',
        new_cusip: '2',
        rate: 1,
        ex_date: '2022-03-02',
        process_date: '2022-03-02',
        payable_date: '2022-03-02',
      },
    ]);
    data.actions.set('cash_dividends', [dividend('d', 'X', '2023-03-02', 1, { currency: 'CAD' })]);
    const request = {
      symbol: 'X',
      interval: '1d',
      start: day('2023-03-01'),
      end: day('2023-03-03'),
    } as const;
    const { actions, caveats } = await provider.fetchBars(request);
    expect(actions).toEqual([]);
    expect(caveats).toEqual(['iex-only', 'foreign-dividend', 'spin-off']);
  });

  it.each([
    ['a rate of 0', { forward_splits: [split('a', 'X', '2020-01-02', 4, 0)] }],
    ['a date that is none', { cash_dividends: [dividend('a', 'X', '2020-02-31', 1)] }],
    ['a dividend below 0', { cash_dividends: [dividend('a', 'X', '2020-02-03', -1)] }],
    ['a list that is none', { forward_splits: {} }],
  ])('are refused with %s', async (_, lists) => {
    server.script(json({ corporate_actions: lists, next_page_token: null }));
    await expect(provider.actionHistory('X')).rejects.toMatchObject({ code: 'data/bad-answer' });
  });

  it('of coins there are none', async () => {
    const before = server.requests.length;
    expect(await history('BTC/USD')).toEqual([]);
    expect(server.requests.length).toBe(before);
  });
});
