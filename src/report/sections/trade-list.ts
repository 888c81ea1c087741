import type { TradeRecord } from '#base';
import { type EncodedColumn, encodeDouble, encodeSingle } from '../encode.ts';
import { counted, formatAmount, formatNumber, formatPercent } from '../format.ts';
import { type Html, html, NOTHING } from '../html.ts';

/** Columns of the closed trades for the page's script; texts are rows of a short list. */
export interface TradeColumns {
  readonly symbols: readonly string[];
  readonly reasons: readonly string[];
  readonly symbol: EncodedColumn;
  readonly side: EncodedColumn;
  readonly quantity: EncodedColumn;
  readonly entryTime: EncodedColumn;
  readonly entryPrice: EncodedColumn;
  readonly exitTime: EncodedColumn;
  readonly exitPrice: EncodedColumn;
  readonly fees: EncodedColumn;
  readonly netPnl: EncodedColumn;
  readonly returnFraction: EncodedColumn;
  readonly reason: EncodedColumn;
}

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

export function tradeColumns(trades: readonly TradeRecord[]): TradeColumns {
  const symbols = namesOf(trades, ({ symbol }) => symbol);
  const reasons = namesOf(trades, ({ exitReason }) => exitReason);
  const column = (value: (trade: TradeRecord) => number) => encodeDouble(trades.map(value));
  const narrow = (value: (trade: TradeRecord) => number) => encodeSingle(trades.map(value));
  const rowOf = (names: readonly string[]) => new Map(names.map((name, row) => [name, row]));
  const symbolRow = rowOf(symbols);
  const reasonRow = rowOf(reasons);
  return {
    symbols,
    reasons,
    symbol: narrow((trade) => symbolRow.get(trade.symbol) ?? 0),
    side: narrow((trade) => (trade.side === 'long' ? 1 : -1)),
    quantity: column((trade) => trade.quantity),
    entryTime: column((trade) => trade.entryTime),
    entryPrice: column((trade) => trade.entryPrice),
    exitTime: column((trade) => trade.exitTime),
    exitPrice: column((trade) => trade.exitPrice),
    fees: narrow((trade) => trade.fees),
    netPnl: column((trade) => trade.netPnl),
    returnFraction: narrow((trade) => trade.returnFraction),
    reason: narrow((trade) => reasonRow.get(trade.exitReason) ?? 0),
  };
}

function namesOf(
  trades: readonly TradeRecord[],
  name: (trade: TradeRecord) => string,
): readonly string[] {
  return [...new Set(trades.map(name))].toSorted();
}

/** The list's frame with as many empty rows as a page has; the page's script fills, sorts and filters it. */
export function tradeList(trades: readonly TradeRecord[]): Html {
  if (trades.length === 0) {
    return html`<section class="card wide" id="trades" aria-labelledby="trades-title"><h2 id="trades-title">Closed trades</h2><p class="reading">No trade was closed.</p></section>`;
  }
  const symbols = namesOf(trades, ({ symbol }) => symbol);
  const reasons = namesOf(trades, ({ exitReason }) => exitReason);
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
<caption class="unseen">Closed trades; the buttons in the head sort</caption>
<thead><tr>${HEADINGS.map(
    ([key, label, look]) =>
      html`<th scope="col" class="${look}"><button type="button" data-key="${key}">${label}</button></th>`,
  )}</tr></thead>
<tbody data-rows="${PAGE_ROWS}">${emptyRows(trades.length)}</tbody>
</table></div>
<div class="pager scripted">
<p id="trade-count" role="status"></p>
<div><button type="button" class="quiet" id="trade-back">Previous page</button>
<button type="button" class="quiet" id="trade-next">Next page</button></div>
</div>
<noscript><p class="note">The list is filled by a script in this file; the trades are also in the run’s saved results.</p></noscript>
</section>`;
}

/** Keep the place of what the script will fill in, so that nothing moves. */
function emptyRows(trades: number): Html[] {
  const row = html`<tr class="scripted"><td colspan="${HEADINGS.length}">&nbsp;</td></tr>`;
  return Array<Html>(Math.min(trades, PAGE_ROWS)).fill(row);
}

function readingOf(trades: readonly TradeRecord[]): string {
  const won = trades.filter(({ netPnl }) => netPnl > 0).length;
  const net = trades.reduce((sum, { netPnl }) => sum + netPnl, 0);
  const fees = trades.reduce((sum, trade) => sum + trade.fees, 0);
  const short = trades.filter(({ side }) => side === 'short').length;
  return `${counted(trades.length, 'trade')}, ${formatNumber(short, 0)} of them short; ${formatPercent(won / trades.length)} won. Together ${formatAmount(net)} after ${formatAmount(fees)} of fees.`;
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
