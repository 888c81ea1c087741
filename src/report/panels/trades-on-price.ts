import { type BarTable, firstRowAtOrAfter, type RunRecord, type TradeRecord } from '#base';
import type { Chart, DotLayer, Layer, LegendEntry, Panel } from '../charts/chart.ts';
import { timeAxis, timeChart } from '../charts/time-chart.ts';
import { MOST_POINTS } from '../downsample.ts';
import { counted, formatNumber, sentence } from '../format.ts';

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
  const won = record.trades.filter(isWon).length;
  return {
    id: 'trades-on-price',
    title: 'Trades on price',
    reading: `${sentence(counted(record.trades.length, 'closed trade'))} in ${counted(symbols.length, 'symbol')}, ${formatNumber(won, 0)} of them won, at raw prices, which jump where shares were split; the price is coloured while a position is held.${cut ? ` The ${formatNumber(most, 0)} trades of a symbol with the largest result are drawn; all are in the list.` : ''}`,
    wide: true,
    heightPx: 340,
    choice: 'Symbol',
    charts: symbols.map((symbol) =>
      draw(
        record,
        symbol,
        largest(asTraded(bySymbol.get(symbol) ?? [], record.prices[symbol]), most),
        points,
      ),
    ),
  };
}

/** A fill this far outside of its bar is told in units after a split, fraction. */
const SLACK = 0.1;

/** Trades with the entry price of their day: one whose shares were split since is told in new shares. */
function asTraded(trades: readonly TradeRecord[], bars: BarTable): TradeRecord[] {
  return trades.map((trade) => {
    const row = firstRowAtOrAfter(bars.time, trade.entryTime);
    if (bars.time[row] !== trade.entryTime) return trade;
    const isOfItsDay =
      trade.entryPrice >= bars.low[row] * (1 - SLACK) &&
      trade.entryPrice <= bars.high[row] * (1 + SLACK);
    return isOfItsDay ? trade : { ...trade, entryPrice: bars.close[row] };
  });
}

function isWon({ netPnl }: TradeRecord): boolean {
  return netPnl > 0;
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
): Chart {
  const runTime = record.equity.time;
  const bars = record.prices[symbol];
  const from = firstRowAtOrAfter(bars.time, runTime[0]);
  const to = firstRowAtOrAfter(bars.time, runTime[runTime.length - 1] + 1);
  const [time, close] = [bars.time.subarray(from, to), bars.close.subarray(from, to)];
  const chart = timeChart({
    name: symbol,
    time,
    format: 'price',
    series: [{ name: symbol, colour: 'price', values: close, widthPx: 1 }],
    reach: trades.flatMap(({ entryPrice, exitPrice }) => [entryPrice, exitPrice]),
    mostPoints: points,
  });
  const { x } = chart.readout;
  const [{ values }] = chart.readout.columns;
  const path = { time: x, close: values };
  const won = trades.filter(isWon);
  const lost = trades.filter((trade) => !isWon(trade));
  const marks = [
    ...exits(won, 'gain'),
    ...exits(lost, 'loss'),
    ...entries(trades, 'long', 'strategy', 'dot'),
    ...entries(trades, 'short', 'short', 'square'),
  ];
  return {
    ...chart,
    // Symbols end and begin at different times; the axis is the run's for all.
    x: timeAxis(runTime),
    layers: [...chart.layers, ...held(won, path, 'gain'), ...held(lost, path, 'loss'), ...marks],
    legend: [...chart.legend, ...legendOf(trades)],
  };
}

function legendOf(trades: readonly TradeRecord[]): LegendEntry[] {
  const entry = (
    name: string,
    colour: string,
    look: LegendEntry['look'],
    isShown: (trade: TradeRecord) => boolean,
  ): LegendEntry[] => (trades.some(isShown) ? [{ name, colour, look }] : []);
  return [
    ...entry('Held, won', 'gain', 'line', isWon),
    ...entry('Held, lost', 'loss', 'line', (trade) => !isWon(trade)),
    ...entry('Bought', 'strategy', 'dot', ({ side }) => side === 'long'),
    ...entry('Sold short', 'short', 'square', ({ side }) => side === 'short'),
    ...entry('Closed', 'muted', 'ring', () => true),
  ];
}

/** The price's way from entry to exit, all these trades in one line broken between them. */
function held(
  trades: readonly TradeRecord[],
  path: { readonly time: Float64Array; readonly close: Float64Array },
  colour: string,
): Layer[] {
  if (trades.length === 0) return [];
  const x: number[] = [];
  const y: number[] = [];
  for (const trade of trades) {
    const from = firstRowAtOrAfter(path.time, trade.entryTime);
    const to = firstRowAtOrAfter(path.time, trade.exitTime);
    x.push(trade.entryTime, ...path.time.subarray(from, to), trade.exitTime, Number.NaN);
    y.push(trade.entryPrice, ...path.close.subarray(from, to), trade.exitPrice, Number.NaN);
  }
  return [{ kind: 'line', x, y, colour, widthPx: 1.8 }];
}

function entries(
  trades: readonly TradeRecord[],
  side: TradeRecord['side'],
  colour: string,
  shape: DotLayer['shape'],
): Layer[] {
  const shown = trades.filter((trade) => trade.side === side);
  if (shown.length === 0) return [];
  const x = shown.map(({ entryTime }) => entryTime);
  const y = shown.map(({ entryPrice }) => entryPrice);
  return [{ kind: 'dots', shape, colour, sizePx: 6, x, y }];
}

function exits(trades: readonly TradeRecord[], colour: string): Layer[] {
  if (trades.length === 0) return [];
  const x = trades.map(({ exitTime }) => exitTime);
  const y = trades.map(({ exitPrice }) => exitPrice);
  return [{ kind: 'dots', shape: 'ring', colour, sizePx: 7, x, y }];
}
