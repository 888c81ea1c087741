/** Closed trades in columns; texts are rows of a short list. */
export interface TradeTable {
  readonly symbols: readonly string[];
  readonly reasons: readonly string[];
  readonly column: Readonly<Record<TradeColumn, ArrayLike<number> & Iterable<number>>>;
}

export type TradeColumn =
  | 'symbol'
  | 'side'
  | 'quantity'
  | 'entryTime'
  | 'entryPrice'
  | 'exitTime'
  | 'exitPrice'
  | 'fees'
  | 'netPnl'
  | 'returnFraction'
  | 'reason';

/** The text of a trade's cell, and its look. */
export type TradeCell = readonly [text: (row: number) => string, look: string];

/**
 * How each cell of a row is written, in the order of the table's heads.
 *
 * The page's script holds its text, so that rows are written alike before and after it has run: it uses
 * nothing but its arguments.
 */
export function tradeCells(
  { symbols, reasons, column }: TradeTable,
  timeText: (time: number) => string,
): TradeCell[] {
  const format = (digits: number) =>
    new Intl.NumberFormat('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const cents = format(2);
  const signed = (value: number): string =>
    (value < 0 ? '−' : value > 0 ? '+' : '') + cents.format(Math.abs(value));
  // About six digits of the largest value, the same number of them for all.
  const digitsFor = (largest: number): number =>
    Math.min(8, Math.max(2, 6 - Math.ceil(Math.log10(largest || 1))));
  let isWhole = true;
  let most = 0;
  for (const quantity of column.quantity) {
    isWhole &&= Number.isInteger(quantity);
    most = Math.max(most, quantity);
  }
  const quantities = format(isWhole ? 0 : digitsFor(most));
  const dearest = symbols.map(() => 0);
  let trade = 0;
  for (const symbol of column.symbol) {
    dearest[symbol] = Math.max(dearest[symbol], column.entryPrice[trade], column.exitPrice[trade]);
    trade++;
  }
  const prices = dearest.map((largest) => format(digitsFor(largest)));
  const price = (key: 'entryPrice' | 'exitPrice') => (row: number) =>
    prices[column.symbol[row]].format(column[key][row]);
  return [
    [(row) => symbols[column.symbol[row]], ''],
    [(row) => (column.side[row] > 0 ? 'long' : 'short'), ''],
    [(row) => quantities.format(column.quantity[row]), 'number'],
    [(row) => timeText(column.entryTime[row]), ''],
    [price('entryPrice'), 'number'],
    [(row) => timeText(column.exitTime[row]), ''],
    [price('exitPrice'), 'number'],
    [(row) => cents.format(column.fees[row]), 'number'],
    [(row) => signed(column.netPnl[row]), 'number result'],
    [(row) => `${signed(column.returnFraction[row] * 100)}%`, 'number result'],
    [(row) => reasons[column.reason[row]], ''],
  ];
}
