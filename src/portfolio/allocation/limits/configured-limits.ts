import type { PortfolioConfig, TradingConfig } from '#config';
import type { PortfolioLimits } from './portfolio-limits.ts';

/** The limits that the settings put on the weights of these assets; those of no group share one. */
export function limitsOf(
  settings: PortfolioConfig,
  groups: TradingConfig['groups'],
  symbols: readonly string[],
): PortfolioLimits {
  const { maxWeight, longShort, netWeight, maxGross, maxTurnover, maxGroupWeight } = settings;
  const named = symbols.map((symbol) => groups[symbol] ?? '');
  return {
    lower: new Float64Array(symbols.length).fill(longShort ? -maxWeight : 0),
    upper: new Float64Array(symbols.length).fill(maxWeight),
    net: { least: netWeight, most: netWeight },
    gross: longShort ? maxGross : Number.POSITIVE_INFINITY,
    groups:
      maxGroupWeight === null
        ? []
        : [...new Set(named)].map((name) => ({
            name,
            members: named.flatMap((other, at) => (other === name ? [at] : [])),
            least: Number.NEGATIVE_INFINITY,
            most: maxGroupWeight,
          })),
    turnover: maxTurnover ?? Number.POSITIVE_INFINITY,
  };
}
