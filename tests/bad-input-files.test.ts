import { describe } from 'vitest';
import { type BadInput, itRefuses, SIMULATED, usage } from './support/bad-input.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const HEADER = 'timestamp,open,high,low,close,volume';
const BARS = Array.from({ length: 120 }, (_, day) => {
  const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString();
  return `${date},10,11,9,${10 + (day % 3) / 4},1000`;
});
/** Line 2 is the first bar. */
const csv = (...lines: readonly string[]) => `${[HEADER, ...lines].join('\n')}\n`;
const GOOD = csv(...BARS);
/** A good file whose bar on line 4 is another. */
const withLine4 = (line: string) => csv(...BARS.with(2, line));

const CSV = ['backtest', '--strategy', 'buy-and-hold', '--data-dir', 'data', '--assets'];

const file = (content: string | Uint8Array | null, says: RegExp): BadInput => ({
  files: { 'data/X_1d.csv': content },
  args: [...CSV, 'X'],
  code: 1,
  says,
});
const symbol = (assets: string, says: RegExp): BadInput => ({
  files: { 'data/X_1d.csv': GOOD },
  args: [...CSV, assets],
  code: 2,
  says,
});

const FILES: Readonly<Record<string, BadInput>> = {
  'a folder that is missing': {
    args: [...CSV, 'X'],
    code: 1,
    says: /^There is no data folder data; name the folder/,
  },
  'a file that is missing': symbol('Y', /^data has no Y at 1d: the nearest is X; it has X\.$/),
  'a folder in place of a file': file(null, /^Cannot read data\/X_1d\.csv \(EISDIR\)/),
  'a file in place of the folder': {
    files: { data: GOOD },
    args: [...CSV, 'X'],
    code: 1,
    says: /^Cannot list the data folder data \(ENOTDIR\)/,
  },
  'an empty file': file('', /^data\/X_1d\.csv line 1: the file is empty\.$/),
  'a byte order mark alone': file('\uFEFF', /X_1d\.csv line 1: the file is empty\.$/),
  'a header without rows': file(csv(), /X_1d\.csv line 1: the file has a header and no rows\.$/),
  'a wrong header': file(
    GOOD.replace('timestamp', 'When'),
    /X_1d\.csv line 1: expected the header timestamp,open,.*, found "When,open,/,
  ),
  'a picture': file(
    Uint8Array.of(137, 80, 78, 71, 0, 13, 10, 26, 10, 0, 0, 0, 13),
    /X_1d\.csv line 1: the file is no text; save it as UTF-8 text\.$/,
  ),
  'text in a number': file(
    withLine4('2020-01-03T00:00:00Z,10,11,9,ten,1000'),
    /X_1d\.csv line 4, column close: "ten" is not a number\.$/,
  ),
  'a number with a comma': file(
    withLine4('2020-01-03T00:00:00Z,10,11,9,1,000,1000'),
    /X_1d\.csv line 4: found 7 fields, the header has 6; a number must not have a comma in it\.$/,
  ),
  'a line that breaks off': file(
    withLine4('2020-01-03T00:00:00Z,10,11'),
    /X_1d\.csv line 4: found 3 fields, the header has 6\.$/,
  ),
  'a time without its zone': file(
    withLine4('2020-03-29 02:30:00,10,11,9,10,1000'),
    /X_1d\.csv line 4, column timestamp: "2020-03-29 02:30:00" is not an ISO-8601 time in UTC/,
  ),
  'the 31st of February': file(
    withLine4('2020-02-31T00:00:00Z,10,11,9,10,1000'),
    /line 4, column timestamp: "2020-02-31T00:00:00Z" is not/,
  ),
  'unsorted times': file(
    withLine4('2019-12-31T00:00:00Z,10,11,9,10,1000'),
    /line 4: time 2019-12-31 is out of order; 1 bar of 120 quarantined: .*data\.repairs=sort, or/,
  ),
  'newest first': file(
    csv(...BARS.toReversed()),
    /line 3: all 120 rows stand newest first; sort them .* with --set data\.repairs=sort\.$/,
  ),
  'duplicate times': file(
    withLine4(BARS[1]),
    /line 3: time 2020-01-02 stands twice with the same values; 1 bar of 120 quarantined: correct/,
  ),
  'a negative price': file(
    withLine4('2020-01-03T00:00:00Z,10,11,-9,10,1000'),
    /X_1d\.csv line 4: low -9 is not above 0; 1 bar of 120/,
  ),
  'high below low': file(
    withLine4('2020-01-03T00:00:00Z,10,9,11,10,1000'),
    /X_1d\.csv line 4: high 9 is below low 11; 1 bar of 120/,
  ),
  'a close above the high': file(
    withLine4('2020-01-03T00:00:00Z,10,11,9,12,1000'),
    /X_1d\.csv line 4: close 12 is above high 11/,
  ),
  'an infinite price': file(
    withLine4('2020-01-03T00:00:00Z,10,1e999,9,10,1000'),
    /X_1d\.csv line 4: high is Infinity/,
  ),
  'a missing price': file(
    withLine4('2020-01-03T00:00:00Z,10,11,9,,1000'),
    /X_1d\.csv line 4: close is NaN/,
  ),
  'a negative volume': file(
    withLine4('2020-01-03T00:00:00Z,10,11,9,10,-1'),
    /X_1d\.csv line 4: volume -1 is below 0/,
  ),
  'many bad bars: the first, and how many': file(
    csv(...BARS.map((line, at) => (at % 2 === 0 ? line.replace(',9,', ',0,') : line))),
    /line 2: low 0 is not above 0; 60 bars of 120 quarantined: correct the file, or/,
  ),
  'an action of no known kind': {
    files: {
      'data/X_1d.csv': GOOD,
      'data/X_actions.csv': 'timestamp,kind,value\n2020-01-05,merger,2\n',
    },
    args: [...CSV, 'X'],
    code: 1,
    says: /X_actions\.csv line 2, column kind: "merger" is neither split nor dividend\.$/,
  },
  'a split by nothing': {
    files: {
      'data/X_1d.csv': GOOD,
      'data/X_actions.csv': 'timestamp,kind,value\n2020-01-05,split,0\n',
    },
    args: [...CSV, 'X'],
    code: 1,
    says: /X_actions\.csv line 2, column value: "0" is not above 0 \(split\)\.$/,
  },
  'a panel with a column twice': {
    files: { 'data/p_daily.csv': 'timestamp,A,A\n2020-01-01,1,2\n' },
    args: [...CSV, 'p'],
    code: 1,
    says: /p_daily\.csv line 1: expected the header timestamp,SYMBOL,/,
  },
};

const SYMBOLS: Readonly<Record<string, BadInput>> = {
  'a way out of the folder': symbol('../x', /^Bad symbol "\.\.\/x": a symbol is capital/),
  'a rooted path': symbol('/etc/passwd', /^Bad symbol "\/etc\/passwd"/),
  'a drive': symbol('C:\\X', /^Bad symbol "C:\\\\X"/),
  'small letters': symbol('x', /^Bad symbol "x": .* Did you mean X\?$/),
  '300 letters': symbol('A'.repeat(300), /^Bad symbol "A{40}"… \(300 characters\)/),
  'a control character': symbol('X\u0001', /^Bad symbol "X\\u0001"/),
  'a name of every object': symbol('__proto__', /^Bad symbol "__proto__"/),
  'an unknown one beside a known one': symbol('X,Z', /^data has no Z at 1d: the nearest is X/),
  'a comma alone': symbol(',', /^No asset is named; write --assets SIM1,SIM2\.$/),
  none: usage(/^No asset is named/, 'backtest'),
  'an interval its folder lacks': {
    files: { 'data/X_1d.csv': GOOD },
    args: [...CSV, 'X', '--interval', '5m'],
    code: 2,
    says: /^data has X at 1d, not at 5m; choose --interval 1d or add data\/X_5m\.csv\.$/,
  },
  'an interval nobody has': usage(
    /^--interval: data\.interval is "7m"; it must be one of 1m, 5m/,
    ...SIMULATED,
    '--interval',
    '7m',
  ),
  'a simulated one that is none': usage(
    /^The simulated market has no SIM0/,
    'download',
    '--assets',
    'SIM1,SIM0',
  ),
  'simulated ones beside real ones': usage(
    /^SIM1, SIM2 are simulated, without a time in common with AAPL; name either in a run of its own\.$/,
    'download',
    '--assets',
    'SIM1,AAPL,SIM2',
  ),
};

const TOO_FEW: Readonly<Record<string, BadInput>> = {
  'no bar in the span': {
    files: { 'data/X_1d.csv': GOOD },
    args: [...CSV, 'X', '--start', '2021-01-01'],
    code: 1,
    says: /^There is no 1d bar from 2021-01-01 to .*: the last is of 2020-04-29; choose an earlier/,
  },
  'no bar to download in the span': {
    files: { 'data/X_1d.csv': GOOD },
    args: ['download', '--data-dir', 'data', '--assets', 'X', '--end', '2019-12-31'],
    code: 1,
    says: /^There is no 1d bar of X from 1800-01-01 to 2020-01-01; choose another/,
  },
};

const root = temporaryFolder();

describe('a bad file is told with line and value, and nothing is left behind', () => {
  itRefuses(root, FILES);
});

describe('a bad symbol is told, and nothing is left behind', () => {
  itRefuses(root, SYMBOLS);
});

describe('a span without bars is told', () => {
  itRefuses(root, TOO_FEW, { mayCache: true });
});
