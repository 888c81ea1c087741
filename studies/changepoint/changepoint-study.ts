import { renderTable } from '../../src/cli/table.ts';
import { parseChangepointOptions } from './changepoint-options.ts';
import { readAnnotations, type Segmented, segmentSeries } from './segment-file.ts';
import { readSeries } from './series-file.ts';

/**
 * The most probable change points of whole series, and how they agree with what people marked.
 *
 * @param args - files and flags; see `parseChangepointOptions`
 * @throws cli/usage, and what reading throws
 * @see Van den Burg and Williams, An Evaluation of Change Point Detection Algorithms, 2020
 */
export async function changepointStudy(args: readonly string[]): Promise<void> {
  const { files, prior, oracle, annotations, name, json } = parseChangepointOptions(args);
  const results = files.map((file) => {
    const series = readSeries(file);
    const result = segmentSeries(series, {
      prior,
      oracle,
      annotations: annotations === null ? null : readAnnotations(annotations, name ?? series.name),
    });
    if (result.filled > 0) {
      process.stderr.write(
        `${series.name}: ${result.filled} missing values lie on lines between their neighbours\n`,
      );
    }
    return result;
  });
  const output = json
    ? JSON.stringify({ prior, series: results, mean: means(results) })
    : text(results);
  process.stdout.write(`${output}\n`);
}

type Figures = Readonly<Record<string, number>>;

/** The scores of one series, or null where nobody marked anything. */
function figures({ scores, oracle }: Segmented): Figures | null {
  if (scores === null) return null;
  const best = oracle && { 'oracle F1': oracle.f1, 'oracle cover': oracle.cover };
  return { F1: scores.f1, cover: scores.cover, ...best };
}

function means(results: readonly Segmented[]): Figures | null {
  const all = results.map(figures).filter((row) => row !== null);
  if (all.length === 0) return null;
  const mean = (title: string) => all.reduce((sum, row) => sum + row[title], 0) / all.length;
  return Object.fromEntries(Object.keys(all[0]).map((title) => [title, mean(title)]));
}

function text(results: readonly Segmented[]): string {
  const lists = results.map(({ name, changePoints }) => {
    const points = changePoints.map(({ index, label }) => (label ? `${index} (${label})` : index));
    return `${name}: ${points.length > 0 ? points.join(', ') : 'no change point'}`;
  });
  const mean = means(results);
  if (mean === null) return lists.join('\n');
  const rows: [string, string, Figures][] = results.map((result) => [
    result.name,
    String(result.observations),
    figures(result) ?? {},
  ]);
  const columns = [
    { title: 'series', cell: ([name]: (typeof rows)[number]) => name },
    {
      title: 'length',
      align: 'right' as const,
      cell: ([, length]: (typeof rows)[number]) => length,
    },
    ...Object.keys(mean).map((title) => ({
      title,
      align: 'right' as const,
      cell: ([, , row]: (typeof rows)[number]) => row[title].toFixed(3),
    })),
  ];
  return `${lists.join('\n')}\n\n${renderTable(columns, [...rows, ['mean', '', mean]])}`;
}
