import { execFile, execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CHILD = join(import.meta.dirname, '../../../tests/support/children/read-csv.ts');
const HEADER = 'timestamp,open,high,low,close,volume\n';
const DAYS = Array.from({ length: 60 }, (_, day) => {
  const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString();
  return `${date},10,11,9,${10 + (day % 3) / 4},1000\n`;
});

/** No file may hang or exhaust the machine, however busy it is. */
const MOST_CPU_MS = 5000;
const MOST_MB = 512;

interface Outcome {
  readonly code: string;
  readonly message: string;
  readonly cpuMs: number;
  readonly maxRssMb: number;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const put = (name: string, content: string | Uint8Array) => writeFileSync(path(name), content);

function read(symbol: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const args = [CHILD, folder, symbol];
    execFile(process.execPath, args, { timeout: 12 * MOST_CPU_MS }, (error, stdout) => {
      if (error === null) resolve(JSON.parse(stdout) as Outcome);
      else reject(new Error(`the child ended with ${error.message}`));
    });
  });
}

/** Writes a part again and again. */
function putLong(name: string, beginning: string, part: string, times: number): void {
  const file = openSync(path(name), 'w');
  writeSync(file, beginning);
  const block = Buffer.from(part.repeat(1000));
  for (let at = 0; at < times / 1000; at++) writeSync(file, block);
  closeSync(file);
}

function random(bytes: number): Uint8Array {
  let state = 99;
  return Uint8Array.from({ length: bytes }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state & 255;
  });
}

const FILES: Readonly<Record<string, readonly [write: () => void, code: string, says: RegExp]>> = {
  'of 3 GB without a word': [
    () => {
      put('X_1d.csv', HEADER);
      truncateSync(path('X_1d.csv'), 3e9);
    },
    'data/csv-too-large',
    /X_1d\.csv is larger than the 400 MB that are read at once; keep the part/,
  ],
  'of one line of 500 MB': [
    () => putLong('X_1d.csv', '', '0123456789', 50e6),
    'data/csv-too-large',
    /larger than the 400 MB/,
  ],
  'of one line of 390 MB': [
    () => putLong('X_1d.csv', '', '0123456789', 39e6),
    'data/csv-header',
    /line 1: the first line is 390000000 bytes long; this is no table of bars\.$/,
  ],
  'of one cell of 390 MB': [
    () => putLong('X_1d.csv', HEADER, '0123456789', 39e6),
    'data/csv-time',
    /line 2, column timestamp: "0123456789.*"… \(400 characters\) is not an ISO-8601 time/,
  ],
  'of ten million commas in its header': [
    () => putLong('X_1d.csv', 'timestamp', ',', 10e6),
    'data/csv-header',
    /the first line is 10000009 bytes long/,
  ],
  'of ten million commas in a row': [
    () => putLong('X_1d.csv', `${HEADER}2020-01-01`, ',1', 10e6),
    'data/csv-fields',
    /line 2: found 10000001 fields, the header has 6/,
  ],
  'of rows as short as rows can be': [
    () => putLong('X_1d.csv', HEADER, '100000001,,,,,\n', 26e6),
    'data/csv-too-large',
    /X_1d\.csv has about \d+ rows in 390 MB, more than fit into memory at once; keep/,
  ],
  'of millions of rows that cannot be': [
    () => putLong('X_1d.csv', HEADER, '2020-01-01T00:00:00Z,-1,1,1,1,1\n', 5e6),
    'data/csv-too-large',
    /has about \d+ rows in 160 MB/,
  ],
  'of two million rows that cannot be': [
    () => putLong('X_1d.csv', HEADER, '2020-01-01T00:00:00Z,-1,1,1,1,1\n', 2e6),
    'data/bad-bars',
    /./,
  ],
  'of 20 million empty lines': [
    () => putLong('X_1d.csv', HEADER, '\n', 20e6),
    'data/csv-empty',
    /line 1000001: a million lines before it are blank; remove them\.$/,
  ],
  'of 9 million rows without a cell': [
    () => putLong('X_1d.csv', HEADER, ',,,\n', 9e6),
    'data/csv-empty',
    /line 1000001: a million lines before it are blank; remove them\.$/,
  ],
  'of 100 million empty lines before its header': [
    () => putLong('X_1d.csv', '', '\r\n', 100e6),
    'data/csv-empty',
    /line 1: the first 100 lines are blank\.$/,
  ],
  'of random bytes': [
    () => put('X_1d.csv', random(1e6)),
    'data/csv-not-text',
    /line 1: the file is no text; save it as UTF-8 text\.$/,
  ],
  'of random bytes after its header': [
    () => put('X_1d.csv', Buffer.concat([Buffer.from(HEADER), random(1e6)])),
    'data/csv-time',
    /line 2, column timestamp: .* is not an ISO-8601 time/,
  ],
  'with bytes of nothing in a cell': [
    () => put('X_1d.csv', `${HEADER}2020-01-01,1\0,2,1,1,1\n`),
    'data/csv-number',
    /line 2, column open: "1\\u0000" is not a number\.$/,
  ],
  'in UTF-16': [
    () => put('X_1d.csv', Buffer.from(`\uFEFF${HEADER}${DAYS.join('')}`, 'utf16le')),
    'data/csv-not-text',
    /line 1: the file is UTF-16 text; save it as UTF-8\.$/,
  ],
  'in UTF-16 without a mark': [
    () => put('X_1d.csv', Buffer.from(HEADER + DAYS.join(''), 'utf16le')),
    'data/csv-not-text',
    /line 1: the file is UTF-16 text; save it as UTF-8 text\.$/,
  ],
  'that is a ZIP archive': [
    () => put('X_1d.csv', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0)),
    'data/csv-not-text',
    /line 1: the file is a ZIP archive or a workbook; unpack it/,
  ],
  'that is a folder': [
    () => mkdirSync(path('X_1d.csv')),
    'data/file-unreadable',
    /^Cannot read .*X_1d\.csv \(EISDIR\)/,
  ],
  'that is a pipe': [
    () => execFileSync('sh', ['-c', 'mkfifo "$0"', path('X_1d.csv')]),
    'data/csv-empty',
    /X_1d\.csv line 1: the file is empty\.$/,
  ],
  'that is a device without end': [
    () => symlinkSync('/dev/zero', path('X_1d.csv')),
    'data/csv-empty',
    /X_1d\.csv line 1: the file is empty\.$/,
  ],
  'that is a link to itself': [
    () => symlinkSync(path('X_1d.csv'), path('X_1d.csv')),
    'data/unknown-symbol',
    /has no X at 1d/,
  ],
  'of two million rows that go back and forth': [
    () => putLong('X_1d.csv', HEADER, '2020-01-02,1,1,1,1,1\n2020-01-01,1,1,1,1,1\n', 1e6),
    'data/bad-bars',
    /stands twice with the same values; 100000 rows before it are bad too, of 2000000/,
  ],
  'of two million rows of zeros': [
    () => putLong('X_1d.csv', HEADER, '2020-01-01,0,0,0,0,0\n', 2e6),
    'data/bad-bars',
    /line 100002: close 0 is not above 0; 100000 rows before it are bad too, of 2000000/,
  ],
  'with actions of which the dividend is above the price': [
    () => {
      put('X_1d.csv', HEADER + DAYS.join(''));
      put('X_actions.csv', 'timestamp,kind,value\n2020-01-05,dividend,50\n');
    },
    'data/bad-action',
    /^A dividend of 50 a share of X on 2020-01-05 is not below the close of 10 before it; correct the actions/,
  ],
  'with a thousand splits': [
    () => {
      put('X_1d.csv', HEADER + DAYS.join(''));
      const splits = Array.from({ length: 1000 }, (_, second) => {
        const time = new Date(Date.UTC(2020, 0, 5) + 1000 * second).toISOString();
        return `${time},split,20\n`;
      });
      put('X_actions.csv', `timestamp,kind,value\n${splits.join('')}`);
    },
    'data/bad-action',
    /^The splits and dividends of X up to 2020-01-05 make Infinity shares of one; correct the actions/,
  ],
  'with actions of 20 MB': [
    () => {
      put('X_1d.csv', HEADER + DAYS.join(''));
      putLong('X_actions.csv', 'timestamp,kind,value\n', '2020-01-05,split,2\n', 1.1e6);
    },
    'data/csv-too-large',
    /X_actions\.csv line 1: 20900021 bytes are no list of splits and dividends\.$/,
  ],
};

describe('a file', () => {
  it.each(Object.entries(FILES))('%s is told in one sentence', async (_, [write, code, says]) => {
    write();
    const outcome = await read('X');
    expect(outcome).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(outcome.message).not.toContain('\n');
    expect(outcome.cpuMs).toBeLessThan(MOST_CPU_MS);
    expect(outcome.maxRssMb).toBeLessThan(MOST_MB);
  });

  it('beside it that cannot be read is no trouble to a symbol of its own', async () => {
    put('X_1d.csv', HEADER + DAYS.join(''));
    put('Y_daily.csv', random(1e6));
    expect((await read('X')).code).toBe('read');
  });
});

describe('a symbol', () => {
  it.each(['../../etc/passwd', 'C:\\x', '/dev/zero', 'X'.repeat(100_000), '..', '.', '%2e%2e/x'])(
    'like %.40s leads nowhere',
    async (symbol) => {
      const outcome = await read(symbol);
      expect(outcome.code).toBe('data/bad-symbol');
      expect(outcome.message.length).toBeLessThan(400);
    },
  );
});
