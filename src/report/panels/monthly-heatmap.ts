import type { RunRecord } from '#base';
import { formatNumber, MONTHS } from '../format.ts';
import type { Panel, Spec } from './figure.ts';

type Months = (number | null)[];

/** Cells are placed by their edges; the year stands a little apart from its months. */
const MONTH_EDGES = Array.from({ length: 13 }, (_, edge) => edge);
const YEAR_EDGES = [12.25, 13.5];

/** Returns of calendar months and years; UTC. */
export function monthlyHeatmapPanel(record: RunRecord): Panel {
  const byYear = monthlyReturns(record.equity.time, record.equity.equity);
  const names = [...byYear.keys()].map(String);
  const months = [...byYear.values()];
  const years = months.map((year) => [compound(year)]);
  const middles = names.map((_, row) => row + 0.5);
  return {
    id: 'months',
    title: 'Months and years',
    reading: readingOf(months),
    followsTime: false,
    wide: true,
    heightPx: 64 + 30 * names.length,
    drawings: [
      {
        name: 'Months',
        data: [heat(MONTH_EDGES, MONTHS, names, months), heat(YEAR_EDGES, ['Year'], names, years)],
        layout: {
          xaxis: {
            ...bare([...MONTHS.map((_, month) => month + 0.5), 12.875], [...MONTHS, 'Year']),
            side: 'top',
            range: [0, 13.5],
          },
          yaxis: { ...bare(middles, names), range: [names.length, 0] },
          hovermode: 'closest',
        },
      },
    ],
  };
}

function readingOf(months: readonly Months[]): string {
  const known = months.flat().filter((value) => value !== null);
  if (known.length === 0) return 'There is no month with money in it.';
  const rose = known.filter((value) => value > 0).length;
  const [worst, best] = [Math.min(...known), Math.max(...known)];
  return `${rose} of ${known.length} months rose; the best made ${percent(best)}%, the worst ${percent(worst)}%. Figures are percent of UTC months; the first and last may be cut.`;
}

/** Year to its twelve months' returns; null where there is no bar, or no money to start with. */
function monthlyReturns(time: Float64Array, equity: Float64Array): Map<number, Months> {
  const years = new Map<number, Months>();
  let opening = equity[0];
  let row = 0;
  while (row < time.length) {
    const date = new Date(time[row]);
    const year = date.getUTCFullYear();
    const nextMonth = Date.UTC(year, date.getUTCMonth() + 1);
    while (row < time.length && time[row] < nextMonth) row++;
    const closing = equity[row - 1];
    const months = years.get(year) ?? Array<null>(12).fill(null);
    months[date.getUTCMonth()] = opening > 0 ? closing / opening - 1 : null;
    years.set(year, months);
    opening = closing;
  }
  return years;
}

function compound(months: Months): number | null {
  const known = months.filter((month) => month !== null);
  return known.length === 0 ? null : known.reduce((growth, month) => growth * (1 + month), 1) - 1;
}

function heat(
  edges: readonly number[],
  columns: readonly string[],
  rows: readonly string[],
  values: readonly Months[],
): Spec {
  const sizes = values.flat().map((value) => Math.abs(value ?? 0));
  // One outlier must not wash out the rest: colours are full from the 90th percentile on.
  const full = Math.max(sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length * 0.9)] ?? 0, 1e-4);
  return {
    type: 'heatmap',
    x: edges,
    y: Array.from({ length: rows.length + 1 }, (_, edge) => edge),
    z: values,
    text: values.map((row) =>
      row.map((value) => (value === null ? '' : percent(value, digitsFor(full)))),
    ),
    texttemplate: '%{text}',
    textfont: { size: 11.5 },
    hovertext: rows.map((row) => columns.map((column) => `${column} ${row}`)),
    hovertemplate: '%{hovertext}: %{z:.2%}<extra></extra>',
    hoverongaps: false,
    zmin: -full,
    zmax: full,
    xgap: 2,
    ygap: 2,
    showscale: false,
    colorscale: [
      [0, 'var(--heat-loss)'],
      [0.5, 'var(--heat-zero)'],
      [1, 'var(--heat-gain)'],
    ],
  };
}

/** An axis of names, without lines. */
function bare(tickvals: readonly number[], ticktext: readonly string[]): Spec {
  const none = { ticks: '', showgrid: false, showline: false, zeroline: false };
  return { tickvals, ticktext, ...none, ticklabelstandoff: 5, tickangle: 0, fixedrange: true };
}

/** Digits with which figures of this size differ from 0.0. */
function digitsFor(size: number): number {
  if (size >= 0.01) return 1;
  return size >= 0.001 ? 2 : 3;
}

function percent(fraction: number, digits = digitsFor(Math.abs(fraction))): string {
  return formatNumber(fraction * 100, digits);
}
