import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { barAt } from '#base';
import { nodeDisk } from '#base/node';
import { CsvProvider } from './csv-provider.ts';

const DAY_1 = Date.UTC(2004, 7, 19);
const DAY_2 = Date.UTC(2004, 7, 20);
const BAR_1 = { time: DAY_1, open: 50, high: 52, low: 48, close: 50.5, volume: 1000 };
const BAR_2 = { time: DAY_2, open: 50.5, high: 54.5, low: 50, close: 54, volume: 2000 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'forms-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function read(text: string | Uint8Array, actions?: string) {
  writeFileSync(join(folder, 'X_1d.csv'), text);
  if (actions !== undefined) writeFileSync(join(folder, 'X_actions.csv'), actions);
  const provider = new CsvProvider(folder, nodeDisk);
  const fetched = await provider.fetchBars({ symbol: 'X', interval: '1d', start: 0, end: 4e12 });
  return { ...fetched, rows: Array.from(fetched.bars.time, (_, row) => barAt(fetched.bars, row)) };
}

const READ: Readonly<Record<string, string>> = {
  'as Yahoo writes them': `Date,Open,High,Low,Close,Adj Close,Volume
2004-08-19,50,52,48,50.5,25.2,1000
2004-08-20,50.5,54.5,50,54,27,2000
`,
  'as Stooq writes them': `Date,Open,High,Low,Close,Volume\r
2004-08-19,50,52,48,50.5,1000\r
2004-08-20,50.5,54.5,50,54,2000\r
`,
  'as Binance writes them, without a header': `1092873600000,50,52,48,50.5,1000,1092959999999,5e4,12,500,2e4,0
1092960000000,50.5,54.5,50,54,2000,1093046399999,1e5,12,900,4e4,0
`,
  'as Binance writes them since 2025': `open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore
1092873600000000,50,52,48,50.5,1000,1092959999999999,5e4,12,500,2e4,0
1092960000000000,50.5,54.5,50,54,2000,1093046399999999,1e5,12,900,4e4,0
`,
  'as CryptoDataDownload writes them': `unix,date,symbol,open,high,low,close,Volume BTC,Volume USD
1092873600,2004-08-19 00:00:00,BTC/USD,50,52,48,50.5,1000,9
1092960000,2004-08-20 00:00:00,BTC/USD,50.5,54.5,50,54,2000,9
`,
  'with quotes around every cell': `"timestamp","open","high","low","close","volume","name"
"2004-08-19","50","52","48","50.5","1000","He said ""no"", twice"
"2004-08-20","50.5","54.5","50","54","2000",""
`,
  'with commas after the last cell': `timestamp,open,high,low,close,volume,,
2004-08-19,50,52,48,50.5,1000,,
2004-08-20,50.5,54.5,50,54,2000,
`,
  'with rows of commas alone and blank lines': `
timestamp,open,high,low,close,volume

2004-08-19,50,52,48,50.5,1000
,,,,,

2004-08-20,50.5,54.5,50,54,2000
,,,,,
`,
  'with the columns in another order, and space in cells': `Volume,CLOSE, Low,High,open,Timestamp
1000,50.5,48, 52,50,2004-08-19T00:00:00Z
2000,54,50,54.5 ,50.5,2004-08-20 00:00Z
`,
  'with a byte order mark': `\uFEFF"Date",Open,High,Low,Close,Volume
2004-08-19,50,52,48,50.5,1000
2004-08-20,50.5,54.5,50,54,2000`,
};

describe('bars', () => {
  it.each(Object.entries(READ))('%s are read', async (_, text) => {
    const { rows, quarantine } = await read(text);
    expect(rows).toEqual([BAR_1, BAR_2]);
    expect(quarantine).toEqual([]);
  });

  it('without a volume have none', async () => {
    const { rows } = await read('Date,Open,High,Low,Close\n2004-08-19,50,52,48,50.5\n');
    expect(rows).toEqual([{ ...BAR_1, volume: 0 }]);
  });

  it('keep the line in their file when they are left out', async () => {
    const { quarantine } = await read(
      `\n${READ['as Yahoo writes them'].replace('52,48', '40,48')}`,
    );
    expect(quarantine.map(({ place }) => place)).toEqual([`${join(folder, 'X_1d.csv')} line 3`]);
  });
});

const HEADER = 'timestamp,open,high,low,close,volume';
const ROW = '2004-08-19,50,52,48,50.5,1000';
const REFUSED: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'separated by semicolons': [
    `${HEADER}\n${ROW}`.replaceAll(',', ';'),
    /line 1: the columns are separated by semicolons; save it with commas, and with points in numbers\.$/,
  ],
  'separated by tabs': [
    `${HEADER}\n${ROW}`.replaceAll(',', '\t'),
    /line 1: the columns are separated by tabs; save it with commas/,
  ],
  'with quoted thousands': [
    `${HEADER}\n2004-08-19,"1,050","1,052","1,048","1,050.5",1000`,
    /line 2, column open: "1,050" has thousands separators; write numbers without them\.$/,
  ],
  'with thousands': [
    `${HEADER}\n2004-08-19,1,050,1,052,1,048,1,050.5,1000`,
    /line 2: found 10 fields, the header has 6; a number must not have a comma in it\.$/,
  ],
  'with no header': [
    `${ROW}\n${ROW}`,
    /line 1: the first line is a bar and no header; put timestamp,open,high,low,close,volume above/,
  ],
  'with a column missing': [
    'Date,Open,High,Close,Volume\n2004-08-19,1,1,1,1',
    /expected the header timestamp,open,.*, found "Date,Open,High,Close,Volume"\.$/,
  ],
  'with a column twice': [
    'Date,Open,High,Low,Close,Close\n2004-08-19,1,1,1,1,1',
    /line 1: the column Close stands there twice\.$/,
  ],
  'with date and time apart': [
    'Date,Time,Open,High,Low,Close,Volume\n2004-08-19,09:30,1,1,1,1,1',
    /date and time stand in two columns; join them in one/,
  ],
  'with an open quote': [`${HEADER}\n"2004-08-19,1,1,1,1,1`, /line 2: a quote is not closed/],
  'with a word after a quote': [`${HEADER}\n"2004-08-19"x,1,1,1,1,1`, /line 2: a quote is not/],
  'with American dates': [
    `${HEADER}\n08/19/2004,1,1,1,1,1`,
    /line 2, column timestamp: "08\/19\/2004" is not an ISO-8601 time in UTC .*, nor a count since 1970; write a day as 2004-08-19\.$/,
  ],
  'with times of no zone': [
    `${HEADER}\n2004-08-19 14:30:00,1,1,1,1,1`,
    /"2004-08-19 14:30:00" is not an .* since 1970; add a Z to each, if they are in UTC\.$/,
  ],
  'with times of another zone': [
    `${HEADER}\n2004-08-19 00:00:00-04:00,1,1,1,1,1`,
    /"2004-08-19 00:00:00-04:00" is not an .* since 1970; turn them into UTC\.$/,
  ],
  'with days as numbers': [`${HEADER}\n20040819,1,1,1,1,1`, /"20040819" is not an ISO-8601 time/],
  'with lines that end in a carriage return': [
    `${HEADER}\r${ROW}\r`,
    /line 1: the lines end in a carriage return alone; save the file with line feeds\.$/,
  ],
};

describe('a file', () => {
  it.each(Object.entries(REFUSED))('%s is refused', async (_, [text, says]) => {
    await expect(read(text)).rejects.toThrow(says);
  });

  it('that is compressed is refused by its name', async () => {
    const gzip = read(Uint8Array.of(0x1f, 0x8b, 8, 0));
    await expect(gzip).rejects.toThrow(/line 1: the file is compressed by gzip; unpack it\.$/);
    const parquet = read(new TextEncoder().encode('PAR1'));
    await expect(parquet).rejects.toThrow(/line 1: the file is Parquet; save it as CSV\.$/);
  });
});

describe('actions', () => {
  const BARS = `${HEADER}\n${ROW}\n`;
  const SPLIT = { time: DAY_1, kind: 'split', value: 2 };
  const DIVIDEND = { time: DAY_2, kind: 'dividend', value: 0.5 };

  it.each([
    'timestamp,kind,value\n2004-08-20,dividend,0.5\n2004-08-19,split,2\n',
    '\uFEFFDate,Value,Kind,Note\r\n2004-08-19,2,Split,\r\n\r\n2004-08-20,0.5,DIVIDEND,x\r\n',
    '"timestamp","kind","value"\n"2004-08-19","split","2"\n1092960000,dividend,.5,\n',
  ])('are read in the same forms, in any order of time', async (text) => {
    expect((await read(BARS, text)).actions).toEqual([SPLIT, DIVIDEND]);
  });

  it.each<[string, RegExp]>([
    ['timestamp;kind;value\n', /line 1: the columns are separated by semicolons/],
    ['time,what\n', /line 1: expected the header timestamp,kind,value, found "time,what"\.$/],
    [
      'timestamp,kind,value\n2004-08-19,split,-2\n',
      /column value: "-2" is not above 0 \(split\)\.$/,
    ],
    ['timestamp,kind,value\n2004-08-19,split,1e6\n', /"1e6" is no split that a company makes/],
    ['timestamp,kind,value\n2004-08-19,merger,2\n', /"merger" is neither split nor dividend\.$/],
    ['timestamp,kind,value\n2004-08-19,dividend,\n', /column value: "" is not above 0/],
    ['', /X_actions\.csv line 1: the file is empty\.$/],
  ])('%j are refused', async (text, says) => {
    await expect(read(BARS, text)).rejects.toThrow(says);
  });
});
