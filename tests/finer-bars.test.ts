import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BarTable, type FillRecord, emptyBarTable, type RunManifest } from '#base';
import { barCsv } from './support/bar-csv.ts';
import { plant } from './support/file-tree.ts';
import { quant, quantJson } from './support/quant.ts';
import { randomBars } from './support/random-bars.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = temporaryFolder();
const DAYS = 400;
const HOURS = 8;
const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2012, 0, 2);

/** Hours of days, and the days they make. */
function hoursAndDays(): readonly [BarTable, BarTable] {
  const made = randomBars(8, DAYS * HOURS);
  const dayOf = (row: number) => FIRST + Math.floor(row / HOURS) * 24 * HOUR_MS;
  const time = made.time.map((_, row) => dayOf(row) + (13 + (row % HOURS)) * HOUR_MS);
  const days = emptyBarTable(DAYS);
  for (let day = 0; day < DAYS; day++) {
    const [from, to] = [day * HOURS, (day + 1) * HOURS];
    days.time[day] = dayOf(from);
    days.open[day] = made.open[from];
    days.close[day] = made.close[to - 1];
    days.high[day] = Math.max(...made.high.subarray(from, to));
    days.low[day] = Math.min(...made.low.subarray(from, to));
    days.volume[day] = 1e9;
  }
  return [{ ...made, time }, days];
}

interface Tested {
  readonly fills: readonly FillRecord[];
  readonly manifest: RunManifest;
}

const PROTECTED = [
  ...['--data-dir', 'data', '--assets', 'A', '--strategy', 'tsmom'],
  ...['--set', 'trading.tsmom.lookbackBars=3', '--set', 'trading.tsmom.rebalanceBars=1'],
  ...['--set', 'trading.risk.stopLossSigma=0.5', '--set', 'trading.risk.takeProfitSigma=0.5'],
  ...['--set', 'trading.risk.dailyLossLimit=1', '--set', 'trading.risk.maxDrawdown=1'],
];

describe('backtest.fineInterval', () => {
  const [hours, days] = hoursAndDays();
  const home = mkdtempSync(join(root, 'home-'));
  plant(home, { 'data/A_1d.csv': barCsv(days), 'data/A_1h.csv': barCsv(hours) });

  it('finds targets that were met before the stop, and leaves its mark in the manifest', async () => {
    const coarse = await quantJson<Tested>(home, 'backtest', ...PROTECTED);
    const fine = await quantJson<Tested>(
      home,
      ...['backtest', ...PROTECTED, '--set', 'backtest.fineInterval=1h'],
    );
    const targets = ({ fills }: Tested) =>
      fills.filter(({ reason }) => reason === 'take-profit').length;
    expect(targets(coarse)).toBeGreaterThan(10);
    expect(targets(fine)).toBeGreaterThan(targets(coarse));
    expect(Object.keys(coarse.manifest.dataHashes)).toEqual(['A']);
    expect(Object.keys(fine.manifest.dataHashes)).toEqual(['A', 'A 1h']);
  });

  it('is refused beside --learn', async () => {
    const asked = ['--set', 'backtest.fineInterval=1h', '--learn'];
    const { code, stderr } = await quant(home, 'backtest', ...PROTECTED, ...asked);
    expect(code).toBe(2);
    expect(stderr).toContain('--learn takes what a bar allows at its worst');
  });

  it('is refused where it is no shorter than the bars', async () => {
    const asked = ['--set', 'backtest.fineInterval=1d'];
    const { code, stderr } = await quant(home, 'backtest', ...PROTECTED, ...asked);
    expect(code).toBe(2);
    expect(stderr).toContain('backtest.fineInterval is 1d, no shorter than the bars of 1d');
  });
});
