import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUIET_SERVICES } from '../src/models/training/training-services.ts';
import { benchmarkOf } from '../studies/forecast/benchmark-file.ts';
import { calendarColumns } from '../studies/forecast/calendar.ts';
import { type FittedForecast, halvedEachEpoch } from '../studies/forecast/fit-forecaster.ts';
import { forecastErrors, persistence } from '../studies/forecast/forecast-errors.ts';
import { parseForecastOptions } from '../studies/forecast/forecast-options.ts';
import { runBenchmark } from '../studies/forecast/run-benchmark.ts';
import { standardised } from '../studies/forecast/scaling.ts';
import { customaryRule, splitRows } from '../studies/forecast/split-rows.ts';
import { parseWideCsv, type WideSeries } from '../studies/forecast/wide-csv.ts';
import { WindowedSeries } from '../studies/forecast/windows.ts';
import { refusalOf } from './support/refusal.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { randomWalks, seasonalSeries, wideCsv } from './support/wide-series.ts';

const HOUR_MS = 3_600_000;
const BARS = { inputBars: 96, horizonBars: 96 };

/** A series whose value at a row and channel says which they are. */
function counted(rows: number, channels: number, step = HOUR_MS): WideSeries {
  return {
    channels: Array.from({ length: channels }, (_, at) => `c${at}`),
    rows,
    times: Float64Array.from({ length: rows }, (_, row) => Date.UTC(2016, 6, 1) + row * step),
    values: Float64Array.from({ length: rows * channels }, (_, at) => at),
  };
}

const windowCounts = (series: WideSeries, rule: 'ett' | 'ratio') => {
  const { training, validation, test } = benchmarkOf(series, { ...BARS, split: rule });
  return [training.count, validation.count, test.count];
};

describe('a wide CSV file', () => {
  it('is read with a header, whatever its line ends, byte order mark and blank end', () => {
    const text =
      '\uFEFFdate,HUFL,OT\r\n2016-07-01 00:00:00,5.8,-3e1\r\n2016-07-01 01:00:00, .5 ,4\r\n\r\n';
    const { channels, rows, times, values } = parseWideCsv(text, 'x.csv');
    expect(channels).toEqual(['HUFL', 'OT']);
    expect(rows).toBe(2);
    expect([...(times ?? [])]).toEqual([Date.UTC(2016, 6, 1), Date.UTC(2016, 6, 1, 1)]);
    expect([...values]).toEqual([5.8, -30, 0.5, 4]);
  });

  it('may have no header, days without leading zeros, or no times at all', () => {
    const bare = parseWideCsv('1990/1/1 0:00,1,2\n1990/1/2 0:00,3,4', 'x.csv');
    expect([...(bare.times ?? [])]).toEqual([Date.UTC(1990, 0, 1), Date.UTC(1990, 0, 2)]);
    expect([bare.rows, bare.channels]).toEqual([2, ['channel 1', 'channel 2']]);
    const channelsOnly = parseWideCsv('0.5,1,2\n0.6,3,4\n', 'x.csv');
    expect(channelsOnly.times).toBeNull();
    expect([...channelsOnly.values]).toEqual([0.5, 1, 2, 0.6, 3, 4]);
  });

  it.each([
    ['', 'data/csv-empty', 'line 1 '],
    ['date,a', 'data/csv-empty', 'line 1 '],
    ['date\n2020-01-01', 'data/csv-empty', 'line 1 '],
    ['date,a,b\n2020-01-01,1,2\n2020-01-02,3', 'data/csv-fields', 'line 3 has 2 fields'],
    ['date,a\n2020-01-01,1\n\n2020-01-02,3', 'data/csv-fields', 'line 3 has 1 fields'],
    ['date,a\n2020-01-01,1\n2020-01-02,', 'data/csv-number', 'line 3 has "" in column 2'],
    ['date,a\n2020-01-01,NaN', 'data/csv-number', 'line 2 has "NaN"'],
    ['date,a\n2020-01-01,1e999', 'data/csv-number', 'line 2 has "1e999"'],
    ['date,a\n2020-01-01,0x10', 'data/csv-number', 'line 2 has "0x10"'],
    ['2020-01-01,1,x\n2020-01-02,3,4', 'data/csv-number', 'line 1 has "x" in column 3'],
    ['1,2\n3,x', 'data/csv-number', 'line 2 has "x" in column 2'],
    ['date,a\n2020-02-30,1', 'data/csv-time', 'line 2 starts with "2020-02-30"'],
    ['date,a\n2020-01-01 24:00,1', 'data/csv-time', 'line 2 '],
    ['date,a\n2020-01-01 10:60,1', 'data/csv-time', 'line 2 '],
    ['date,a\n2020-01-01 10:00:60,1', 'data/csv-time', 'line 2 '],
    ['date,a\n2020-13-01,1', 'data/csv-time', 'line 2 '],
    ['date,a\n2020-01/01,1', 'data/csv-time', 'line 2 '],
    ['date,a\n7,1', 'data/csv-time', 'line 2 starts with "7"'],
    ['date,a\n2020-01-02,1\n2020-01-01,1', 'data/csv-unsorted', 'line 3 is earlier'],
  ])('with %j is refused with %s', (text, code, where) => {
    const { code: found, message } = refusalOf(() => parseWideCsv(text, 'some.csv'));
    expect(found).toBe(code);
    expect(message).toContain(`some.csv ${where}`);
  });

  it('gives back every number that was written', () => {
    const numbers = fc.array(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(numbers, fc.boolean(), (rows, hasHeader) => {
        const lines = rows.map((row, at) =>
          [new Date(at * HOUR_MS).toISOString().replace('T', ' '), ...row].join(','),
        );
        const text = [...(hasHeader ? ['date,a,b,c'] : []), ...lines].join('\n');
        const { values } = parseWideCsv(text, 'x.csv');
        // A minus before zero is not written.
        expect([...values]).toEqual(rows.flat().map((value) => value + 0));
      }),
    );
  });
});

describe('the split', () => {
  it('gives the files of the literature the windows that its logs count', () => {
    expect(windowCounts(counted(17_420, 7), 'ett')).toEqual([8449, 2785, 2785]);
    expect(windowCounts(counted(69_680, 7, HOUR_MS / 4), 'ett')).toEqual([34_369, 11_425, 11_425]);
    expect(windowCounts(counted(7588, 8, 24 * HOUR_MS), 'ratio')).toEqual([5120, 665, 1422]);
  });

  it('lets validation and test begin their inputs in the part before', () => {
    expect(splitRows(counted(17_420, 1), 'ett', BARS)).toEqual({
      training: { from: 0, to: 8640 },
      validation: { from: 8640 - 96, to: 11_520 },
      test: { from: 11_520 - 96, to: 14_400 },
    });
    expect(splitRows(counted(7588, 1), 'ratio', BARS).test).toEqual({ from: 6071 - 96, to: 7588 });
  });

  it('is chosen by the name of the file alone, not of its folder', () => {
    expect(['ETTh1.csv', '/data/ETTm2.csv', 'etth1.csv'].map(customaryRule)).toEqual([
      'ett',
      'ett',
      'ett',
    ]);
    expect(['exchange_rate.csv', 'ETTh1/weather.csv', 'myETTh1.csv'].map(customaryRule)).toEqual([
      'ratio',
      'ratio',
      'ratio',
    ]);
  });

  it('refuses files too short for it, and months where rows do not make days', () => {
    expect(refusalOf(() => splitRows(counted(14_399, 1), 'ett', BARS)).code).toBe(
      'data/too-few-rows',
    );
    expect(splitRows(counted(14_400, 1), 'ett', BARS).test.to).toBe(14_400);
    const short = refusalOf(() => splitRows(counted(900, 1), 'ratio', BARS));
    expect(short.message).toContain('The file has 900 rows, and the validation part');
    const noDays = counted(17_420, 1, 5 * HOUR_MS);
    expect(refusalOf(() => splitRows(noDays, 'ett', BARS)).code).toBe('data/no-days');
    expect(refusalOf(() => splitRows({ ...noDays, times: null }, 'ett', BARS)).code).toBe(
      'data/no-days',
    );
  });
});

describe('scaling', () => {
  const rows = { from: 0, to: 4 };
  const series = (values: number[]): WideSeries => ({
    channels: ['moves', 'stands'],
    rows: values.length / 2,
    times: null,
    values: Float64Array.from(values),
  });

  it('takes mean and deviation from the training rows alone', () => {
    const scaled = standardised(series([1, 0.1, 3, 0.1, 5, 0.1, 7, 0.1, 100, 0.1, 4, 2.1]), rows);
    const deviation = Math.sqrt(5);
    const moves = [1, 3, 5, 7, 100, 4].map((value) => Math.fround((value - 4) / deviation));
    expect([...scaled].filter((_, at) => at % 2 === 0)).toEqual(moves);
  });

  it('only centres a channel that does not move in them', () => {
    const scaled = standardised(series([1, 0.1, 3, 0.1, 5, 0.1, 7, 0.1, 100, 0.1, 4, 2.1]), rows);
    const stands = [...scaled].filter((_, at) => at % 2 === 1);
    expect(stands.slice(0, 5).every((value) => Math.abs(value) < 1e-15)).toBe(true);
    expect(stands[5]).toBeCloseTo(2, 6);
  });
});

describe('windows', () => {
  it('show the rows before now with the calendar, and ask for the rows after', () => {
    const windows = new WindowedSeries(
      { ...counted(6, 2), values: Float64Array.from([-1, 1, 1, -1, 2, 3, 4, 5, 6, 7, 8, 9]) },
      { from: 0, to: 2 },
      { inputBars: 2, horizonBars: 1 },
    );
    const source = windows.source({ from: 1, to: 6 });
    expect(source.count).toBe(3);
    const into = { window: new Float32Array(2 * 2 * 6), future: new Float32Array(2 * 2) };
    source.fill(Uint32Array.of(2, 0), into);
    const hour = (row: number) => calendarColumns(Date.UTC(2016, 6, 1, row)).map(Math.fround);
    expect([...into.window.subarray(0, 12)]).toEqual([4, 5, ...hour(3), 6, 7, ...hour(4)]);
    expect([...into.window.subarray(12)]).toEqual([1, -1, ...hour(1), 2, 3, ...hour(2)]);
    expect([...into.future]).toEqual([8, 9, 4, 5]);
  });

  it('have no calendar where rows have no time', () => {
    const windows = new WindowedSeries(
      { ...counted(9, 2), times: null },
      { from: 0, to: 4 },
      {
        inputBars: 2,
        horizonBars: 1,
      },
    );
    expect(windows.sizes.calendarColumns).toBe(0);
    const into = { window: new Float32Array(4), future: new Float32Array(2) };
    windows.source({ from: 0, to: 9 }).fill(Uint32Array.of(1), into);
    expect(into.window[2] - into.window[0]).toBeCloseTo(into.future[0] - into.window[2], 6);
  });

  it('know hour, weekday from Monday, day of month and day of year', () => {
    const first = calendarColumns(Date.UTC(2024, 0, 1));
    expect(first).toEqual([-0.5, -0.5, -0.5, -0.5]);
    const last = calendarColumns(Date.UTC(2024, 11, 31, 23, 59));
    expect(last).toEqual([0.5, 1 / 6 - 0.5, 0.5, 0.5]);
    expect(calendarColumns(Date.UTC(2023, 5, 4, 12))[1]).toBe(0.5);
  });
});

describe('persistence and the errors', () => {
  it('are those of a plain loop over every window, those of the last short batch included', async () => {
    const bars = { inputBars: 5, horizonBars: 4 };
    const series = randomWalks(3, 60);
    const windows = new WindowedSeries(series, { from: 0, to: 30 }, bars);
    const source = windows.source({ from: 10, to: 60 });
    expect(source.count % 32).toBe(10);
    const scaled = standardised(series, { from: 0, to: 30 });
    const errors: number[] = [];
    for (let now = 14; now + 4 < 60; now++) {
      for (let ahead = 1; ahead <= 4; ahead++) {
        for (let channel = 0; channel < 8; channel++) {
          errors.push(scaled[now * 8 + channel] - scaled[(now + ahead) * 8 + channel]);
        }
      }
    }
    const found = await forecastErrors(source, windows.sizes, persistence(windows.sizes));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
    expect(found.mse).toBeCloseTo(mean(errors.map((error) => error ** 2)), 6);
    expect(found.mae).toBeCloseTo(mean(errors.map(Math.abs)), 6);
  });
});

describe('training', () => {
  it('halves its rate after the second epoch and each that follows', () => {
    const rate = halvedEachEpoch(0.8, 10);
    expect([0, 9, 10, 19, 20, 29, 30, 95].map(rate)).toEqual([
      0.8,
      0.8,
      0.8,
      0.8,
      0.4,
      0.4,
      0.2,
      0.8 / 256,
    ]);
  });

  const options = { epochs: 4, services: QUIET_SERVICES, onFitted: () => undefined };
  const bars = { inputBars: 48, horizonBars: 12 };

  it('learns day and week in a few small steps: a third of the error of persistence', async () => {
    const benchmark = benchmarkOf(seasonalSeries(5, 1500), { ...bars, split: 'ratio' });
    const result = await runBenchmark(benchmark, { ...options, widths: [64], seeds: [1] });
    expect(result.itransformer.mse).toBeLessThan(result.persistence.mse / 3);
    expect(result.linear.mse).toBeLessThan(result.persistence.mse / 3);
  });

  it('does not beat persistence on random walks, nor fall far behind', async () => {
    const benchmark = benchmarkOf(randomWalks(5, 2500), { ...BARS, split: 'ratio' });
    const result = await runBenchmark(benchmark, { ...options, widths: [128], seeds: [1] });
    const ratio = result.itransformer.mse / result.persistence.mse;
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1.25);
  });

  it.each([[[64, 8]], [[8, 64]]])(
    'of widths %j reports the means over seeds of what validation likes best',
    async (widths) => {
      const fits: ({ name: string } & FittedForecast)[] = [];
      const benchmark = benchmarkOf(seasonalSeries(6, 500), { ...bars, split: 'ratio' });
      const { itransformer } = await runBenchmark(benchmark, {
        ...options,
        epochs: 1,
        widths,
        seeds: [4, 5],
        onFitted: (name, _seed, fitted) => fits.push({ name, ...fitted }),
      });
      expect(fits).toHaveLength(6);
      const means = widths.map((width) => {
        const [a, b] = fits.filter(({ name }) => name === `itransformer, width ${width}`);
        expect(a.validationLoss).not.toBe(b.validationLoss);
        return {
          loss: a.validationLoss + b.validationLoss,
          errors: {
            mse: (a.errors.mse + b.errors.mse) / 2,
            mae: (a.errors.mae + b.errors.mae) / 2,
          },
        };
      });
      expect(itransformer).toEqual(means.sort((a, b) => a.loss - b.loss)[0].errors);
    },
  );
});

describe('npm run study -- forecast', () => {
  const study = (...args: string[]) =>
    spawnSync(process.execPath, ['studies/run.ts', 'forecast', ...args], { encoding: 'utf8' });

  it('prints one document on standard output under --json, the same for the same seed', () => {
    const file = join(temporaryFolder(), 'panel.csv');
    writeFileSync(file, wideCsv(seasonalSeries(7, 400)));
    const flags = [
      '--input',
      '24',
      '--horizon',
      '6',
      '--width',
      '16',
      '--epochs',
      '1',
      '--seed',
      '3',
    ];
    const run = study(file, ...flags, '--json');
    expect(run.status, run.stderr).toBe(0);
    const document = JSON.parse(run.stdout) as Record<string, object>;
    expect(Object.keys(document).sort()).toEqual(['itransformer', 'linear', 'persistence']);
    for (const errors of Object.values(document)) {
      expect(Object.keys(errors).sort()).toEqual(['mae', 'mse']);
      for (const value of Object.values(errors)) expect(value).toBeGreaterThan(0);
    }
    expect(run.stderr).toContain('ratio split');
    expect(study(file, ...flags, '--json').stdout).toBe(run.stdout);
    expect(study(file, ...flags).stdout).toMatch(/^model +MSE +MAE\n/);
  });

  it('ends with 2 and a sentence on bad usage, with 1 on a bad file', () => {
    const missing = study('no-such.csv', '--json');
    expect([missing.status, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toMatch(/^Cannot read no-such.csv \(ENOENT\); [^\n]*\n$/);
    const unknown = study('x.csv', '--widht', '128');
    expect([unknown.status, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toMatch(/^Unknown option '--widht'; usage: [^\n]*\n$/);
  });

  it.each([
    [[], 'needs one file and got 0'],
    [['a.csv', 'b.csv'], 'needs one file and got 2'],
    [['a.csv', '--input', '0'], '--input is a whole number from 1, not "0"'],
    [['a.csv', '--horizon', '9.5'], '--horizon is a whole number from 1, not "9.5"'],
    [['a.csv', '--seeds', 'x'], '--seeds is a whole number from 1'],
    [['a.csv', '--width', '100'], '--width is a multiple of 8'],
    [['a.csv', '--split', 'half'], '--split is ett or ratio, not "half"'],
    [['a.csv', '--epochs'], "Option '--epochs <value>' argument missing"],
  ])('takes no %j', (args, sentence) => {
    const { code, message } = refusalOf(() => parseForecastOptions(args));
    expect(code).toBe('cli/usage');
    expect(message).toContain(sentence);
    expect(message).not.toContain('\n');
  });
});
