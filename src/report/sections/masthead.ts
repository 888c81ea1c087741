import type { Metrics } from '#backtest';
import { type RunManifest, type RunRecord, YEAR_MS } from '#base';
import { counted, formatAmount, formatNumber, formatPercent, formatTime } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

const DAY_MS = 86_400_000;

/** What was run, and in three sentences how it went. */
export function masthead(record: RunRecord, metrics: Metrics, held: Metrics): Html {
  const { manifest } = record;
  const most = 8;
  const symbols = manifest.symbols.slice(0, most).join(', ');
  const more = manifest.symbols.length > most ? ` and ${manifest.symbols.length - most} more` : '';
  return html`<header class="masthead">
  <p class="brand"><strong>Quant</strong> ${manifest.mode} report</p>
  <h1>${manifest.strategy}</h1>
  <p class="facts">${symbols}${more} · ${manifest.interval} · ${formatTime(manifest.start)} to ${formatTime(manifest.end)} · ${counted(record.equity.time.length, 'bar')}</p>
  <p class="lede">${summary(record, metrics, held)}</p>
  ${caveats(manifest.caveats)}
</header>`;
}

function summary(record: RunRecord, metrics: Metrics, held: Metrics): string {
  const { equity } = record.equity;
  const start = formatAmount(equity[0]);
  const sentences = [`${start} became ${formatAmount(metrics.finalEquity ?? 0)}`];
  sentences[0] +=
    metrics.annualizedReturn === null
      ? '.'
      : ` in ${spanText(record.manifest)}: ${formatPercent(metrics.annualizedReturn)} a year, where holding the same assets made ${held.annualizedReturn === null ? 'nothing measurable' : formatPercent(held.annualizedReturn)}.`;
  const { sharpeRatio, sharpeStandardError } = metrics;
  if (sharpeRatio !== null && sharpeStandardError !== null) {
    sentences.push(verdict(sharpeRatio, sharpeStandardError));
  }
  if (metrics.maxDrawdown !== null && metrics.maxDrawdown > 0) {
    const days = formatNumber(metrics.maxDrawdownDays ?? 0, 0);
    sentences.push(
      `At worst it stood ${formatPercent(metrics.maxDrawdown)} under its peak, and it once took ${days} days without a new one.`,
    );
  }
  return sentences.join(' ');
}

/** Years, or days where there are few of them. */
function spanText({ start, end }: RunManifest): string {
  const years = (end - start) / YEAR_MS;
  return years >= 1
    ? `${formatNumber(years, 1)} years`
    : counted(Math.round(years * (YEAR_MS / DAY_MS)), 'day');
}

function verdict(ratio: number, error: number): string {
  const figure = `The Sharpe ratio is ${formatNumber(ratio, 2)} ± ${formatNumber(error, 2)},`;
  if (ratio > 2 * error) return `${figure} more than two standard errors above zero.`;
  if (ratio < -2 * error) return `${figure} more than two standard errors below zero.`;
  return `${figure} which luck alone could explain.`;
}

function caveats(sentences: readonly string[]): Html {
  if (sentences.length === 0) return NOTHING;
  return html`<aside class="caveats" aria-labelledby="caveats-title"><h2 id="caveats-title">Read this first</h2><ul>${sentences.map(
    (sentence) => html`<li>${sentence}</li>`,
  )}</ul></aside>`;
}
