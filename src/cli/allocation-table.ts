import { dateText } from '#data';
import type { Allocation } from '#portfolio';
import type { Output } from './output.ts';

/** Weights as people read them. */
export interface ShownAllocation {
  readonly symbols: readonly string[];
  readonly allocation: Allocation;
  /** Stamps of the first and the last close. */
  readonly start: number;
  readonly end: number;
  /** Returns between them. */
  readonly bars: number;
}

/** Prints weights, what is expected of them, where their risk comes from, and the certificate. */
export function printAllocation(output: Output, shown: ShownAllocation): void {
  const { symbols, allocation, start, end, bars } = shown;
  const { covariance, certificate, reason, leftOut } = allocation;
  output.text(
    `${allocation.used} on ${symbols.length} assets, ${dateText(start)} to ${dateText(end)}, ${bars} returns, ${covarianceText(covariance)}\n`,
  );
  const sharpe = allocation.sharpeRatio?.toFixed(2) ?? 'n/a';
  output.table(
    [
      { title: 'asset', cell: (at: number) => symbols[at] },
      {
        title: 'weight',
        align: 'right',
        cell: (at: number) => percent(allocation.weights[at]),
      },
      {
        title: 'share of risk',
        align: 'right',
        cell: (at: number) => percent(allocation.riskShares[at]),
      },
    ],
    Array.from(symbols.keys()),
  );
  output.text(
    `\nExpected return ${percent(allocation.expectedReturn)} and volatility ${percent(allocation.volatility)} a year, Sharpe ratio ${sharpe}, as if the future were like these bars.`,
  );
  output.text(
    `Certificate: ${certificate.solver}, ${certificate.status}, KKT residual ${certificate.kktResidual.toExponential(1)}, duality gap ${certificate.gap.toExponential(1)}, ${certificate.iterations} iterations.`,
  );
  if (reason !== null) output.text(`Mind: ${reason}.`);
  for (const left of leftOut) output.text(`Left out: ${left.symbol}: ${left.reason}.`);
}

function covarianceText({ method, shrinkage, jitter }: Allocation['covariance']): string {
  const shrunk = shrinkage === null ? '' : `, shrunk by ${percent(shrinkage)}`;
  const repaired = jitter === 0 ? '' : `, repaired by ${jitter.toExponential(0)} of its diagonal`;
  return `${method} covariance${shrunk}${repaired}`;
}

function percent(fraction: number): string {
  // −0.00% would read as a short position.
  const text = (100 * fraction).toFixed(2);
  return `${Number(text) === 0 ? '0.00' : text}%`;
}
