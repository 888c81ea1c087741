import type { RunRecord } from '#base';
import { formatNumber, MONTHS } from '../format.ts';
import { type Html, html } from '../html.ts';
import { compound, type Months, monthlyReturns } from '../monthly-returns.ts';

/** Returns of calendar months and years as a table that is coloured by its figures; UTC. */
export function monthlyHeatmap(record: RunRecord): Html {
  const byYear = monthlyReturns(record.equity.time, record.equity.equity);
  const held = monthlyReturns(record.equity.time, record.benchmark);
  const months = [...byYear.values()];
  const full = fullColourAt(months.flat());
  const digits = digitsFor(full);
  const rows = [...byYear].map(
    ([year, returns]) =>
      html`<tr><th scope="row">${year}</th>${returns.map((value) => cell(value, full, digits))}${yearCell(compound(returns), digits, 'year')}${yearCell(compound(held.get(year) ?? []), digits, 'held')}</tr>`,
  );
  return html`<section class="card wide" id="months" aria-labelledby="months-title">
<h2 id="months-title">Months and years</h2>
<p class="reading">${readingOf(months)}</p>
<div class="scroll"><table class="heat">
<caption class="unseen">Return of each month and year in percent, buy and hold’s year beside</caption>
<thead><tr><th scope="col"><span class="unseen">Year</span></th>${MONTHS.map((month) => html`<th scope="col">${month}</th>`)}<th scope="col" class="year">Year</th><th scope="col" class="held">Held</th></tr></thead>
<tbody>${rows}</tbody>
</table></div>
</section>`;
}

function readingOf(months: readonly Months[]): string {
  const known = months.flat().filter((value) => value !== null);
  if (known.length === 0) return 'There is no month with money in it.';
  const rose = known.filter((value) => value > 0).length;
  const [worst, best] = [Math.min(...known), Math.max(...known)];
  return `${rose} of ${known.length} months rose; the best made ${percent(best)}%, the worst ${percent(worst)}%. Figures are percent of UTC months; the first and last may be cut.`;
}

/** One outlier must not wash out the rest: colours are full from the 90th percentile on. */
function fullColourAt(values: Months): number {
  const sizes = values.filter((value) => value !== null).map(Math.abs);
  return Math.max(sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length * 0.9)] ?? 0, 1e-4);
}

function cell(value: number | null, full: number, digits: number): Html {
  if (value === null) return html`<td></td>`;
  const strength = Math.round(Math.min(1, Math.abs(value) / full) * 100);
  const end = value < 0 ? 'loss' : 'gain';
  return html`<td style="background:color-mix(in srgb,var(--heat-${end}) ${strength}%,var(--heat-zero))">${percent(value, digits)}</td>`;
}

function yearCell(value: number | null, digits: number, look: 'year' | 'held'): Html {
  const tone =
    look === 'held' || value === null || value === 0 ? '' : value < 0 ? ' loss' : ' gain';
  return html`<td class="${look}${tone}">${value === null ? '' : percent(value, digits)}</td>`;
}

/** Digits with which figures of this size differ from 0.0. */
function digitsFor(size: number): number {
  if (size >= 0.01) return 1;
  return size >= 0.001 ? 2 : 3;
}

function percent(fraction: number, digits = digitsFor(Math.abs(fraction))): string {
  return formatNumber(fraction * 100, digits);
}
