import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '#base';
import { parseChangepointOptions } from '../studies/changepoint/changepoint-options.ts';
import {
  mostProbableSegmentation,
  type SegmentationPrior,
} from '../studies/changepoint/most-probable-segmentation.ts';
import { segmentationScores } from '../studies/changepoint/segmentation-scores.ts';
import { readSeries } from '../studies/changepoint/series-file.ts';
import { standardisedColumn } from '../studies/changepoint/standardised-column.ts';
import { StudentRuns } from '../src/features/change-point/student-runs.ts';
import { refusalOf } from './support/refusal.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const PRIOR: SegmentationPrior = { expectedRun: 100, kappa: 1, alpha: 1, beta: 1 };

function steps(levels: readonly number[], each: number, seed: number): number[] {
  const random = new Random(seed);
  return levels.flatMap((level) => Array.from({ length: each }, () => level + random.normal()));
}

describe('the most probable segmentation', () => {
  /** Log probability of one way to cut, each segment weighed on its own. */
  function logJoint(
    columns: readonly Float64Array[],
    cuts: readonly number[],
    prior: SegmentationPrior,
  ) {
    const length = columns[0].length;
    const hazard = 1 / prior.expectedRun;
    const edges = [0, ...cuts, length];
    const logWeight = new Float64Array(1);
    for (const [at, from] of edges.slice(0, -1).entries()) {
      for (const column of columns) {
        const model = new StudentRuns({ location: 0, ...prior });
        model.reserve(1);
        model.begin(0);
        for (const x of column.subarray(from, edges[at + 1])) model.observe(x, 0, 1, logWeight);
      }
    }
    const stays = length - 1 - cuts.length;
    return logWeight[0] + cuts.length * Math.log(hazard) + stays * Math.log(1 - hazard);
  }

  it.each([1, 2])('is the likeliest of all there are, in %d columns', (count) => {
    const prior = { expectedRun: 8, kappa: 0.5, alpha: 2, beta: 1 };
    for (let seed = 1; seed <= 3; seed++) {
      const columns = Array.from({ length: count }, (_, column) =>
        Float64Array.from(steps([0, 3, -2], 3, 10 * seed + column)),
      );
      const all = Array.from({ length: 2 ** 8 }, (_, bits) =>
        [1, 2, 3, 4, 5, 6, 7, 8].filter((at) => (bits >> (at - 1)) & 1),
      );
      const joint = all.map((cuts) => logJoint(columns, cuts, prior));
      const best = all[joint.indexOf(Math.max(...joint))];
      expect(mostProbableSegmentation(columns, prior)).toEqual(best);
    }
  });

  it('cuts where means and deviations jump, and nothing where nothing does', () => {
    const { values } = standardisedColumn(Float64Array.from(steps([0, 4, -3], 60, 5)));
    const cuts = mostProbableSegmentation([values], PRIOR);
    expect(cuts).toHaveLength(2);
    expect(Math.abs(cuts[0] - 60)).toBeLessThanOrEqual(1);
    expect(Math.abs(cuts[1] - 120)).toBeLessThanOrEqual(1);
    const noise = standardisedColumn(Float64Array.from(steps([1], 200, 6))).values;
    expect(mostProbableSegmentation([noise], PRIOR)).toEqual([]);
  });
});

describe('F1 and covering', () => {
  const f1 = (marks: number[][], found: number[]) =>
    segmentationScores(Object.fromEntries(marks.entries()), found, 60).f1;
  const cover = (marks: number[][], found: number[], length: number) =>
    segmentationScores(Object.fromEntries(marks.entries()), found, length).cover;

  it('are what the benchmark’s own examples say', () => {
    expect(f1([[10, 20], [11, 20], [10], [0, 5]], [10, 20])).toBe(1);
    expect(f1([[], [10], [50]], [10])).toBeCloseTo(0.909_090_909_090_909_1, 15);
    expect(f1([[], [10], [50]], [])).toBeCloseTo(0.8, 15);
    expect(cover([[10, 20], [10], [0, 5]], [10, 20], 45)).toBeCloseTo(0.796_296_296_296_296_3, 15);
    expect(cover([[], [10], [40]], [10], 45)).toBeCloseTo(0.795_414_462_081_128_6, 15);
    expect(cover([[], [10], [40]], [], 45)).toBeCloseTo(0.818_930_041_152_263_4, 15);
  });

  it('count a detection once, within five and no further', () => {
    // Marks {0, 20, 24} and detections {0, 22, 30}: 20 takes 22, 24 is left with 30, six away.
    expect(segmentationScores({ a: [20, 24] }, [22, 30], 60)).toMatchObject({
      precision: 2 / 3,
      recall: 2 / 3,
    });
    expect(segmentationScores({ a: [24] }, [29], 60).recall).toBe(1);
    expect(segmentationScores({ a: [24] }, [30], 60).recall).toBe(0.5);
  });

  it('cover by the best overlap, weighed by length', () => {
    // [0, 4) is covered by [0, 6) to 4/6, [4, 10) by [6, 10) to 4/6.
    expect(cover([[4]], [6], 10)).toBeCloseTo(2 / 3, 15);
  });

  it('leave out detections at the ends', () => {
    const ends = segmentationScores({ a: [20] }, [0, 20, 59], 60);
    expect(ends).toEqual(segmentationScores({ a: [20] }, [20], 60));
  });
});

describe('series files', () => {
  const file = (name: string, text: string) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, text);
    return path;
  };

  it('of CSV have a series a column, and names of rows where the first says so', () => {
    const named = readSeries(file('a.csv', 'date,x,y\n2020-01-01,1,2\n2020-01-02,,3.5\n'));
    expect(named).toMatchObject({ name: 'a', labels: ['2020-01-01', '2020-01-02'] });
    expect(named.columns.map((column) => [...column])).toEqual([
      [1, Number.NaN],
      [2, 3.5],
    ]);
    expect(readSeries(file('b.csv', 'index,x\n7,1\n8,2\n')).labels).toEqual(['7', '8']);
    const plain = readSeries(file('c.csv', 'x,y\n1,2\n3,4\n'));
    expect([plain.labels, plain.columns.length]).toEqual([null, 2]);
    expect(readSeries(file('d.csv', 'index\n1\n2\n')).columns).toHaveLength(1);
  });

  it('of CSV may lack a header, count their rows under any title, and quote their cells', () => {
    const bare = readSeries(file('f.csv', '1990,5\n1991,NA\n1992,7\n'));
    expect(bare).toMatchObject({ labels: ['1990', '1991', '1992'] });
    expect(bare.columns.map((column) => [...column])).toEqual([[5, Number.NaN, 7]]);
    expect([...readSeries(file('g.csv', '5\n4\n7\n')).columns[0]]).toEqual([5, 4, 7]);
    // Titles that only count columns, as from a program that knows none.
    expect([...readSeries(file('h.csv', '0\n5\n4\n')).columns[0]]).toEqual([5, 4]);
    expect(readSeries(file('i.csv', ',0\n0,5\n1,4\n'))).toMatchObject({ labels: ['0', '1'] });
    expect(readSeries(file('j.csv', 'step,x\n3,5\n4,5\n')).labels).toEqual(['3', '4']);
    const quoted = readSeries(file('k.csv', '"t","x"\n"May 1, 2000","5"\n"May 9, ""00""",\n'));
    expect(quoted.labels).toEqual(['May 1, 2000', 'May 9, "00"']);
    expect([...quoted.columns[0]]).toEqual([5, Number.NaN]);
  });

  it('of JSON are read as the Turing Change Point Dataset has them', () => {
    const document = { time: { raw: [1990, 1991, 1992] }, series: [{ raw: [1, null, 3] }] };
    const series = readSeries(file('e.json', JSON.stringify(document)));
    expect(series.labels).toEqual(['1990', '1991', '1992']);
    expect([...series.columns[0]]).toEqual([1, Number.NaN, 3]);
  });

  it.each([
    ['a.csv', 'x\n1\ntwo\n', 'data/csv-number'],
    ['a.csv', 'x,y\n1,2\n3\n', 'data/csv-fields'],
    ['a.csv', 'x\n1\n', 'data/csv-empty'],
    ['a.csv', 't,x\n1,NA\n2,\n', 'data/bad-series'],
    ['a.json', '{', 'data/bad-series'],
    ['a.json', '{"series":[{"raw":[1,2]},{"raw":[1]}]}', 'data/bad-series'],
  ])('refuse %s of %j as %s', (name, text, code) => {
    const refused = refusalOf(() => readSeries(file(name, text)));
    expect(refused.code).toBe(code);
    expect(refused.message).toContain('; mend it and run again.');
  });
});

describe('standardising', () => {
  it('fills gaps by lines and ends by what is next to them', () => {
    const gaps = Float64Array.of(Number.NaN, 1, Number.NaN, Number.NaN, 4, Number.NaN);
    const { values, filled } = standardisedColumn(gaps);
    const deviation = Math.sqrt(4.5);
    expect(filled).toBe(4);
    const expected = [1, 1, 2, 3, 4, 4].map((value) => (value - 2.5) / deviation);
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at], 14);
  });

  it('makes zeros of what never varies', () => {
    expect([...standardisedColumn(Float64Array.of(7, 7, 7)).values]).toEqual([0, 0, 0]);
  });
});

describe('npm run study -- changepoint', () => {
  const study = (...args: string[]) =>
    spawnSync(process.execPath, ['studies/run.ts', 'changepoint', ...args], { encoding: 'utf8' });

  const folder = temporaryFolder();
  const jumps = join(folder, 'jumps.csv');
  const levels = steps([0, 5], 40, 9);
  writeFileSync(
    jumps,
    `day,level\n${levels.map((level, at) => `d${at},${at === 20 ? '' : level}`).join('\n')}\n`,
  );
  const quiet = join(folder, 'quiet.csv');
  writeFileSync(quiet, `x\n${steps([0], 50, 3).join('\n')}\n`);
  const annotations = join(folder, 'annotations.json');
  writeFileSync(annotations, JSON.stringify({ jumps: { a: [40], b: [] }, quiet: { a: [] } }));

  it('prints the change points with their labels, and says what it filled', () => {
    const run = study(jumps, quiet);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toBe('jumps: 40 (d40)\nquiet: no change point\n');
    expect(run.stderr).toBe('jumps: 1 missing values lie on lines between their neighbours\n');
  });

  it('scores each series against annotations, and their mean', () => {
    const run = study(jumps, quiet, '--annotations', annotations);
    // Recall of jumps: 1 for whoever marked 40, 1 for whoever marked nothing; cover 1 and ½.
    expect(run.stdout).toMatch(/^jumps +80 +1\.000 +0\.750$/m);
    expect(run.stdout).toMatch(/^quiet +50 +1\.000 +1\.000$/m);
    expect(run.stdout).toMatch(/^mean +1\.000 +0\.875\n$/m);
  });

  it('prints one document under --json, the oracle never below the default', () => {
    const run = study(jumps, '--annotations', annotations, '--oracle', '--json');
    expect(run.status, run.stderr).toBe(0);
    const { series, mean } = JSON.parse(run.stdout);
    expect(series[0].changePoints).toEqual([{ index: 40, label: 'd40' }]);
    expect(mean['oracle F1']).toBeGreaterThanOrEqual(mean.F1);
    expect(mean['oracle cover']).toBeGreaterThanOrEqual(mean.cover);
  });

  it('takes another name for the annotations, and priors', () => {
    const run = study(quiet, '--annotations', annotations, '--name', 'jumps');
    expect(run.stdout).toMatch(/^quiet +50 +0\.[0-9]{3}/m);
    const prior = ['--expected-run', '1000', '--kappa', '0.1', '--alpha', '10', '--beta', '10'];
    const { stdout } = study(quiet, ...prior, '--json');
    expect(JSON.parse(stdout).prior).toEqual({
      expectedRun: 1000,
      kappa: 0.1,
      alpha: 10,
      beta: 10,
    });
  });

  it('ends with 2 and a sentence on bad usage, with 1 on a bad file', () => {
    const missing = study('no-such.csv');
    expect([missing.status, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toMatch(/^Cannot read no-such.csv \(ENOENT\); [^\n]*\n$/);
    const stranger = study(quiet, '--annotations', annotations, '--name', 'stranger');
    expect(stranger.status).toBe(1);
    expect(stranger.stderr).toContain('no annotations of stranger');
    const unknown = study('x.csv', '--lambda', '100');
    expect([unknown.status, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toMatch(/^Unknown option '--lambda'; usage: [^\n]*\n$/);
  });

  it.each([
    [[], 'needs a file'],
    [['a.csv', '--kappa', '0'], '--kappa is a number above 0 and up to 1000000, not "0"'],
    [['a.csv', '--expected-run', '1'], '--expected-run is a number above 1'],
    [['a.csv', '--alpha', 'x'], '--alpha is a number above 0'],
    [['a.csv', '--oracle'], '--oracle needs --annotations'],
    [['a.csv', 'b.csv', '--name', 'c'], '--name is for one file, not 2'],
  ])('takes no %j', (args, sentence) => {
    const { code, message } = refusalOf(() => parseChangepointOptions(args));
    expect(code).toBe('cli/usage');
    expect(message).toContain(sentence);
  });
});
