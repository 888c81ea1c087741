import type { RetrainRecord } from '#base';
import type { BarEntry, LiveRunResult } from '#core';
import { dateText, type Market, marketUntil } from '#data';
import { saveFinished } from './finished-run.ts';
import { runOfEntries } from './ledger-run.ts';
import { printMetrics } from './metrics-table.ts';
import type { Session } from './session.ts';

/** What a session traded, all of its run up to now included. */
export interface TradedSession {
  readonly strategy: string;
  readonly readsForecasts: boolean;
  readonly market: Market;
  readonly result: LiveRunResult;
}

/** Saves the run as it stands, prints that, and returns the command's document. */
export async function finishSession(session: Session, traded: TradedSession) {
  const { config, output } = session;
  const { entries, barCounter, ended, resumedFrom, champions } = traded.result;
  const saved = entries.length === 0 ? null : await saveTraded(session, traded);
  if (saved !== null) printMetrics(output, [{ name: traded.strategy, metrics: saved.metrics }]);
  const last = entries.at(-1);
  const { fills = [], trades = [], flows = [], breaches = [], retrains = [] } = saved?.record ?? {};
  output.text(
    `\n${endText(ended)} at bar ${barCounter}${last === undefined ? '' : ` (${dateText(last.time)})`}; ${retrainText(retrains)}; state in ${config.paths.stateDir}.`,
  );
  if (saved !== null) output.text(`\nDashboard: ${saved.files.dashboard}`);
  return {
    barCounter,
    resumedFrom,
    ended,
    finalEquity: last?.equity ?? config.backtest.initialCapital,
    bars: entries.map(({ bar, time, equity, cash }: BarEntry) => ({ bar, time, equity, cash })),
    orders: entries.flatMap((entry) => entry.orders),
    fills,
    trades,
    endedOrders: endedOf(entries, traded.market),
    retrains,
    breaches,
    flows,
    modelWeights: last?.modelWeights ?? null,
    champions: champions.map(({ card }) => ({ model: card.name, id: card.id })),
    metrics: saved?.metrics ?? null,
    manifest: saved?.record.manifest ?? null,
    files: saved?.files ?? null,
  };
}

/** Orders of wishes that ended by their own terms before all had filled. */
function endedOf(entries: readonly BarEntry[], { assets }: Market) {
  return entries.flatMap(({ time, ended = [] }) =>
    ended.map(({ id, asset, quantity, why }) => {
      return { time, id, symbol: assets[asset].symbol, quantity, why };
    }),
  );
}

/** The run up to its newest bar, as a backtest of the same bars is kept. */
function saveTraded(session: Session, { market, result, ...run }: TradedSession) {
  const { entries, barsPerYear, champions } = result;
  const known = marketUntil(market, entries[entries.length - 1].time);
  return saveFinished(session, {
    ...run,
    mode: 'paper',
    market: known,
    run: runOfEntries(entries, known, session.config, barsPerYear),
    used: { modelIds: champions.map(({ card }) => card.id), caveats: [] },
  });
}

function endText(ended: LiveRunResult['ended']): string {
  return { data: 'No more bars', 'max-bars': 'Stopped as told', stopped: 'Stopped' }[ended];
}

function retrainText(retrains: readonly RetrainRecord[]): string {
  const accepted = retrains.filter(({ verdict }) => verdict === 'ACCEPTED').length;
  return `${retrains.length} retrains, ${accepted} accepted`;
}
