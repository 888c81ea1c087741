import { basename } from 'node:path';
import { nodeDisk } from '#base/node';
import {
  comparisonCaveats,
  METRICS,
  type MetricKey,
  type PairedDifference,
  pairedDifference,
  type RunDifference,
  runDifferences,
} from '#backtest';
import { QuantError } from '#base';
import { labelText, metricText } from '../metrics-table.ts';
import type { CompareOptions } from '../options.ts';
import type { Output } from '../output.ts';
import { type FoundRun, findRun } from '../saved-runs.ts';
import { withSession } from '../session.ts';

/** `quant compare`: saved runs side by side, and what differs in what they were. */
export async function runCompare(names: readonly string[], options: CompareOptions): Promise<void> {
  if (names.length < 2) {
    throw new QuantError(
      'cli/bad-option',
      `Only one run was named, ${JSON.stringify(names[0].slice(0, 80))}; name two or more to compare.`,
    );
  }
  await withSession(options, [], async ({ config, output }) => {
    const runs: FoundRun[] = [];
    for (const name of names) runs.push(await findRun(nodeDisk, config.paths.reportDir, name));
    const titles = titlesOf(runs);
    const differences = runDifferences(runs);
    const pairs = runs.slice(1).map((run, at) => ({
      run: titles[at + 1],
      against: titles[0],
      ...pairedDifference(run.record.equity, runs[0].record.equity),
    }));
    printDifferences(output, titles, differences);
    printFigures(output, titles, runs);
    for (const pair of pairs) output.text(`\n${pairText(pair)}`);
    const caveats = comparisonCaveats(runs);
    if (caveats.length > 0) output.text(`\nMind: ${caveats.join('; ')}.`);
    output.document({
      runs: runs.map(({ folder, record, metrics, held }, at) => ({
        name: titles[at],
        folder,
        manifest: record.manifest,
        metrics,
        held,
      })),
      differences,
      pairs,
      caveats,
    });
  });
}

/** A folder's own name; numbered where two are alike. */
function titlesOf(runs: readonly FoundRun[]): string[] {
  const names = runs.map(({ folder }) => basename(folder));
  return names.map((name, at) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${at + 1})`,
  );
}

function printDifferences(
  output: Output,
  titles: readonly string[],
  differences: readonly RunDifference[],
): void {
  if (differences.length === 0) {
    output.text('The runs are the same: strategy, data, models, settings and versions.\n');
    return;
  }
  output.table(
    [
      { title: 'differs', cell: ({ what }: RunDifference) => what },
      ...titles.map((title, at) => ({
        title,
        cell: ({ values }: RunDifference) => wordsOf(values[at]),
      })),
    ],
    differences,
  );
  output.text('');
}

function wordsOf(value: unknown): string {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(wordsOf).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function printFigures(output: Output, titles: readonly string[], runs: readonly FoundRun[]): void {
  const keys = Object.keys(METRICS) as MetricKey[];
  output.table(
    [
      { title: '', cell: labelText },
      ...runs.map(({ metrics }, at) => ({
        title: titles[at],
        align: 'right' as const,
        cell: (key: MetricKey) => metricText(metrics, key),
      })),
    ],
    keys.filter((key) => runs.some(({ metrics }) => metrics[key] !== null)),
  );
}

function pairText(
  pair: PairedDifference & { readonly run: string; readonly against: string },
): string {
  const who = `${pair.run} less ${pair.against}`;
  if (pair.kind === 'unknown') return `${who}: n/a, ${pair.reason}.`;
  const percent = (fraction: number) => `${(100 * fraction).toFixed(2)}%`;
  return `${who}: ${percent(pair.meanPerYear)} ± ${percent(pair.standardError)} a year by ${pair.days} common daily returns, t ${pair.tStatistic.toFixed(2)}.`;
}
