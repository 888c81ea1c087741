import { firstRowAtOrAfter, sharpe } from '#base';
import { oraclePositions, positionReturns, type SimulatedSettings, simulatedMarket } from '#data';

/** Annual net Sharpe ratio, from `from` on, of the trader who knows the edge of SIM1 … SIMn on days. */
export function oracleSharpe(
  seed: number,
  settings: SimulatedSettings,
  span: { readonly from: number; readonly to: number },
): number {
  const market = simulatedMarket(seed, settings, '1d');
  const { timetable, edge, law } = market;
  const times = timetable.times(span.to, 2);
  const shared = market.shared(times.length);
  const paths = Array.from({ length: settings.edgeAssets }, (_, at) =>
    market.asset(at + 1, shared),
  );
  const positions = oraclePositions(paths, law.correlation, edge);
  const returns = positionReturns(paths, positions, settings.edgeCostBps);
  return sharpe(returns.subarray(firstRowAtOrAfter(times, span.from)), timetable.barsPerYear).ratio;
}
