import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { nodeDisk } from '#base/node';
import { systemSchema } from '#config';
import { providerContract } from '../../tests/contracts/provider.ts';
import { CsvProvider } from './csv/csv-provider.ts';
import { SimulatedProvider } from './simulated/simulated-provider.ts';

const folder = mkdtempSync(join(tmpdir(), 'provider-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stamps = Array.from({ length: 40 }, (_, day) =>
  new Date(Date.UTC(2020, 0, 1 + day)).toISOString(),
);
writeFileSync(
  join(folder, 'X_1d.csv'),
  [
    'timestamp,open,high,low,close,volume',
    ...stamps.map((at, day) => `${at},${day + 9},${day + 12},${day + 8},${day + 10},${day}`),
  ].join('\n'),
);
writeFileSync(
  join(folder, 'X_actions.csv'),
  `timestamp,kind,value\n${stamps[5]},dividend,0.5\n${stamps[20]},split,2\n`,
);
writeFileSync(
  join(folder, 'some_daily.csv'),
  ['timestamp,P,Q', ...stamps.map((at, day) => `${at},${day + 1},${day + 2}`)].join('\n'),
);
const span = { start: Date.UTC(2020, 0, 1), end: Date.UTC(2020, 1, 8) };
const csv = { make: () => new CsvProvider(folder, nodeDisk), unknownSymbol: 'NONE', ...span };

describe('CsvProvider on a file of bars', () => {
  providerContract({ ...csv, symbol: 'X', interval: '1d' });
});

describe('CsvProvider on a panel', () => {
  providerContract({ ...csv, symbol: 'Q', interval: '1d' });
});

describe('SimulatedProvider', () => {
  const settings = systemSchema.parse({}).data.simulated;
  providerContract({
    make: () => new SimulatedProvider(42, settings),
    symbol: 'SIM1',
    interval: '1d',
    start: Date.UTC(2020, 0, 1),
    end: Date.UTC(2020, 6, 1),
    unknownSymbol: 'GOOG',
  });
});
