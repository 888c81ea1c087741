import type { PortfolioConfig } from '#config';
import type { PortfolioLimits } from './portfolio-limits.ts';

/** The limits that the settings put on the weights of these assets. */
export function limitsOf(settings: PortfolioConfig, symbols: readonly string[]): PortfolioLimits {
  const { maxWeight, longShort, netWeight, maxGross, maxTurnover, maxGroupWeight } = settings;
  const names = [...new Set(symbols.flatMap((symbol) => settings.groups[symbol] ?? []))];
  return {
    lower: new Float64Array(symbols.length).fill(longShort ? -maxWeight : 0),
    upper: new Float64Array(symbols.length).fill(maxWeight),
    net: { least: netWeight, most: netWeight },
    gross: longShort ? maxGross : Number.POSITIVE_INFINITY,
    groups:
      maxGroupWeight === null
        ? []
        : names.map((name) => ({
            name,
            members: symbols.flatMap((symbol, at) =>
              settings.groups[symbol] === name ? [at] : [],
            ),
            least: Number.NEGATIVE_INFINITY,
            most: maxGroupWeight,
          })),
    turnover: maxTurnover ?? Number.POSITIVE_INFINITY,
  };
}
