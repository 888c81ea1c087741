import { firstRowAtOrAfter, type RunRecord, type TradeRecord } from '#base';
import { encodeDouble, encodeSingle } from '../encode.ts';
import { counted, formatNumber } from '../format.ts';
import { extremeRows, MOST_POINTS, pick } from '../downsample.ts';
import { type Drawing, line, type Panel, type Spec, timeLayout } from './figure.ts';

/** All symbols' prices together have this many points, so that fifty symbols fit in the page. */
const POINT_BUDGET = 40_000;
const TRADE_BUDGET = 8_000;
const MOST_TRADES = 800;

/** Closes of one symbol with its trades from entry to exit; a chooser when there are several symbols. */
export function tradesOnPricePanel(record: RunRecord): Panel {
  const bySymbol = Map.groupBy(record.trades, (trade) => trade.symbol);
  const symbols = Object.keys(record.prices).toSorted(
    (a, b) => (bySymbol.get(b)?.length ?? 0) - (bySymbol.get(a)?.length ?? 0) || (a < b ? -1 : 1),
  );
  const points = Math.max(200, Math.min(MOST_POINTS, Math.floor(POINT_BUDGET / symbols.length)));
  const most = Math.max(50, Math.min(MOST_TRADES, Math.floor(TRADE_BUDGET / symbols.length)));
  const cut = symbols.some((symbol) => (bySymbol.get(symbol)?.length ?? 0) > most);
  return {
    id: 'trades-on-price',
    title: 'Trades on price',
    reading: `${counted(record.trades.length, 'closed trade')} in ${counted(symbols.length, 'symbol')}, at raw prices as traded; coloured while a position is held: ▲ bought, ▼ sold short, ● closed.${cut ? ` The ${formatNumber(most, 0)} trades of a symbol with the largest result are drawn; all are in the list.` : ''}`,
    followsTime: true,
    wide: true,
    heightPx: 380,
    choice: 'Symbol',
    drawings: symbols.map((symbol) => ({
      name: symbol,
      ...draw(record, symbol, largest(bySymbol.get(symbol) ?? [], most), points),
    })),
  };
}

function largest(trades: readonly TradeRecord[], most: number): TradeRecord[] {
  return trades
    .toSorted((a, b) => Math.abs(b.netPnl) - Math.abs(a.netPnl))
    .slice(0, most)
    .toSorted((a, b) => a.entryTime - b.entryTime);
}

function draw(
  record: RunRecord,
  symbol: string,
  trades: readonly TradeRecord[],
  points: number,
): Drawing {
  const { time, close } = record.prices[symbol];
  const rows = extremeRows(close, points);
  const path = { time: pick(time, rows), close: pick(close, rows) };
  const wins = trades.filter((trade) => trade.netPnl > 0);
  const losses = trades.filter((trade) => !(trade.netPnl > 0));
  return {
    data: [
      line(symbol, time, close, { color: 'var(--price)', width: 1 }, {}, points),
      held('Held, won', wins, path, 'var(--gain)'),
      held('Held, lost', losses, path, 'var(--loss)'),
      exits('Closed, won', wins, 'var(--gain)'),
      exits('Closed, lost', losses, 'var(--loss)'),
      entries('Long entry', trades, 'long'),
      entries('Short entry', trades, 'short'),
    ].filter((trace) => trace !== null),
    layout: timeLayout(
      record,
      { tickformat: ',.6~g', hoverformat: ',.6~g' },
      { hovermode: 'closest' },
    ),
  };
}

/** The price's way from entry to exit, all these trades in one trace broken between them. */
function held(
  name: string,
  trades: readonly TradeRecord[],
  path: { readonly time: Float64Array; readonly close: Float64Array },
  color: string,
): Spec | null {
  if (trades.length === 0) return null;
  const x: number[] = [];
  const y: number[] = [];
  for (const trade of trades) {
    const from = firstRowAtOrAfter(path.time, trade.entryTime);
    const to = firstRowAtOrAfter(path.time, trade.exitTime);
    x.push(trade.entryTime, ...path.time.subarray(from, to), trade.exitTime, Number.NaN);
    y.push(trade.entryPrice, ...path.close.subarray(from, to), trade.exitPrice, Number.NaN);
  }
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: encodeDouble(x),
    y: encodeSingle(y),
    line: { color, width: 1.8 },
    hoverinfo: 'skip',
  };
}

/** Triangles that point at the entry from below when bought, from above when sold short. */
function entries(
  name: string,
  trades: readonly TradeRecord[],
  side: 'long' | 'short',
): Spec | null {
  const shown = trades.filter((trade) => trade.side === side);
  if (shown.length === 0) return null;
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    showlegend: false,
    x: encodeDouble(shown.map((trade) => trade.entryTime)),
    y: encodeSingle(shown.map((trade) => trade.entryPrice)),
    marker: {
      symbol: 'triangle-up',
      angle: side === 'long' ? 0 : 180,
      standoff: 9,
      size: 8,
      color: side === 'long' ? 'var(--strategy)' : 'var(--short)',
    },
    hovertemplate: `${name} %{x|%-d %b %Y} at %{y:,.6~g}<extra></extra>`,
  };
}

function exits(name: string, trades: readonly TradeRecord[], color: string): Spec | null {
  if (trades.length === 0) return null;
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    showlegend: false,
    x: encodeDouble(trades.map((trade) => trade.exitTime)),
    y: encodeSingle(trades.map((trade) => trade.exitPrice)),
    customdata: encodeSingle(trades.map((trade) => trade.returnFraction)),
    hovertemplate: 'Closed %{x|%-d %b %Y} at %{y:,.6~g}, %{customdata:+.2%} net<extra></extra>',
    marker: { symbol: 'circle', size: 5, color, line: { color: 'var(--card)', width: 1 } },
  };
}
