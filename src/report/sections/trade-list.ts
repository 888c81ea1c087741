import type { TradeRecord } from '#base';
import { type EncodedColumn, encodeDouble, encodeSingle } from '../encode.ts';
import {
  counted,
  formatAmount,
  formatTime,
  formatNumber,
  formatPercent,
  sentence,
} from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';
import { tradeCells, type TradeTable } from '../trade-cells.ts';

/** Rows of a page of the list, and of what stands there before the script has run. */
const PAGE_ROWS = 25;

const HEADINGS = [
  ['symbol', 'Symbol', ''],
  ['side', 'Side', ''],
  ['quantity', 'Quantity', 'number'],
  ['entryTime', 'Entry', ''],
  ['entryPrice', 'Entry price', 'number'],
  ['exitTime', 'Exit', ''],
  ['exitPrice', 'Exit price', 'number'],
  ['fees', 'Fees', 'number'],
  ['netPnl', 'Net result', 'number'],
  ['returnFraction', 'Return', 'number'],
  ['reason', 'Why closed', ''],
] as const;

/** The closed trades in columns, by the time they began. */
export function tradeTable(trades: readonly TradeRecord[]): TradeTable {
  const symbols = namesOf(trades, ({ symbol }) => symbol);
  const reasons = namesOf(trades, ({ exitReason }) => exitReason);
  const rowOf = (names: readonly string[]) => new Map(names.map((name, row) => [name, row]));
  const symbolRow = rowOf(symbols);
  const reasonRow = rowOf(reasons);
  const inOrder = trades.toSorted((a, b) => a.entryTime - b.entryTime);
  const column = (value: (trade: TradeRecord) => number) => Float64Array.from(inOrder, value);
  return {
    symbols,
    reasons,
    column: {
      symbol: column(({ symbol }) => symbolRow.get(symbol) ?? 0),
      side: column(({ side }) => (side === 'long' ? 1 : -1)),
      quantity: column(({ quantity }) => quantity),
      entryTime: column(({ entryTime }) => entryTime),
      entryPrice: column(({ entryPrice }) => entryPrice),
      exitTime: column(({ exitTime }) => exitTime),
      exitPrice: column(({ exitPrice }) => exitPrice),
      fees: column(({ fees }) => fees),
      netPnl: column(({ netPnl }) => netPnl),
      returnFraction: column(({ returnFraction }) => returnFraction),
      reason: column(({ exitReason }) => reasonRow.get(exitReason) ?? 0),
    },
  };
}

/** Columns with few digits, written in half the bytes. */
const NARROW: ReadonlySet<string> = new Set(['symbol', 'side', 'fees', 'returnFraction', 'reason']);

/** The table as the page's script reads it. */
export function encodeTrades({ symbols, reasons, column }: TradeTable) {
  const columns = Object.entries(column).map(([name, values]): [string, EncodedColumn] => [
    name,
    NARROW.has(name) ? encodeSingle(values) : encodeDouble(values),
  ]);
  return { symbols, reasons, column: Object.fromEntries(columns) };
}

function namesOf(
  trades: readonly TradeRecord[],
  name: (trade: TradeRecord) => string,
): readonly string[] {
  return [...new Set(trades.map(name))].toSorted();
}

/** The list's first page; the page's script sorts, filters and turns it. */
export function tradeList(trades: readonly TradeRecord[], table: TradeTable): Html {
  if (trades.length === 0) {
    return html`<section class="card wide" id="trades" aria-labelledby="trades-title"><h2 id="trades-title">Closed trades</h2><p class="reading">No trade was closed.</p></section>`;
  }
  const { symbols, reasons } = table;
  return html`<section class="card wide" id="trades" aria-labelledby="trades-title">
<h2 id="trades-title">Closed trades</h2>
<p class="reading">${readingOf(trades)}</p>
<form class="controls scripted" id="trade-filters" aria-label="Filter trades">
${symbols.length > 1 ? chooser('trade-symbol', 'Symbol', symbols) : NOTHING}
${chooser('trade-side', 'Side', ['long', 'short'])}
${chooser('trade-result', 'Result', ['won', 'lost'])}
${reasons.length > 1 ? chooser('trade-reason', 'Why closed', reasons) : NOTHING}
${dateField('trade-from', 'Closed from', trades)}
${dateField('trade-to', 'to', trades)}
<button type="reset" class="quiet">Clear</button>
</form>
<div class="scroll"><table class="list">
<caption class="unseen">Closed trades; where the heads are buttons, they sort</caption>
<thead><tr>${HEADINGS.map(
    ([key, label, look]) => html`<th scope="col" class="${look}" data-key="${key}">${label}</th>`,
  )}</tr></thead>
<tbody data-rows="${PAGE_ROWS}">${firstRows(table)}</tbody>
</table></div>
<div class="pager scripted">
<p id="trade-count" role="status"></p>
<div><button type="button" class="quiet" id="trade-back">Previous page</button>
<button type="button" class="quiet" id="trade-next">Next page</button></div>
</div>
${trades.length > PAGE_ROWS ? html`<noscript><p class="note">The first ${PAGE_ROWS} of ${formatNumber(trades.length, 0)}; a script in this file turns, sorts and filters them.</p></noscript>` : NOTHING}
</section>`;
}

function firstRows(table: TradeTable): Html[] {
  const cells = tradeCells(table, formatTime);
  const { netPnl } = table.column;
  return Array.from({ length: Math.min(netPnl.length, PAGE_ROWS) }, (_, row) => {
    const tone = netPnl[row] > 0 ? ' gain' : netPnl[row] < 0 ? ' loss' : '';
    return html`<tr>${cells.map(
      ([text, look]) =>
        html`<td class="${look}${look.endsWith('result') ? tone : ''}">${text(row)}</td>`,
    )}</tr>`;
  });
}

function readingOf(trades: readonly TradeRecord[]): string {
  const won = trades.filter(({ netPnl }) => netPnl > 0).length;
  const net = trades.reduce((sum, { netPnl }) => sum + netPnl, 0);
  const fees = trades.reduce((sum, trade) => sum + trade.fees, 0);
  const short = trades.filter(({ side }) => side === 'short').length;
  return `${sentence(counted(trades.length, 'trade'))}, ${formatNumber(short, 0)} of them short; ${formatPercent(won / trades.length)} won. Together ${formatAmount(net)} after ${formatAmount(fees)} of fees.`;
}

function chooser(id: string, label: string, options: readonly string[]): Html {
  return html`<label>${label} <select id="${id}"><option value="">all</option>${options.map(
    (option, at) => html`<option value="${at}">${option}</option>`,
  )}</select></label>`;
}

function dateField(id: string, label: string, trades: readonly TradeRecord[]): Html {
  const [first, last] = trades.reduce(
    ([low, high], { exitTime }) => [Math.min(low, exitTime), Math.max(high, exitTime)],
    [Infinity, -Infinity],
  );
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return html`<label>${label} <input type="date" id="${id}" min="${day(first)}" max="${day(last)}"></label>`;
}
