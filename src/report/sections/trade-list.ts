import type { TradeRecord } from '#base';
import { type EncodedColumn, encodeDouble, encodeSingle } from '../encode.ts';
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
  readonly netPnl: EncodedColumn;
  readonly returnFraction: EncodedColumn;
  readonly reason: EncodedColumn;
}

const HEADINGS = [
  ['symbol', 'Symbol', ''],
  ['side', 'Side', ''],
  ['quantity', 'Quantity', 'number'],
  ['entryTime', 'Entry', ''],
  ['entryPrice', 'at', 'number'],
  ['exitTime', 'Exit', ''],
  ['exitPrice', 'at', 'number'],
  ['netPnl', 'Net result', 'number'],
  ['returnFraction', 'Return', 'number'],
  ['reason', 'Why closed', ''],
] as const;

export function tradeColumns(trades: readonly TradeRecord[]): TradeColumns {
  const symbols = [...new Set(trades.map((trade) => trade.symbol))].toSorted();
  const reasons = [...new Set(trades.map((trade) => trade.exitReason))].toSorted();
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
    netPnl: column((trade) => trade.netPnl),
    returnFraction: narrow((trade) => trade.returnFraction),
    reason: narrow((trade) => reasonRow.get(trade.exitReason) ?? 0),
  };
}

/** The list's frame; the page's script fills, sorts, filters and turns its pages. */
export function tradeList(trades: readonly TradeRecord[]): Html {
  if (trades.length === 0) {
    return html`<section class="card"><h2>Closed trades</h2><p class="reading">No trade was closed.</p></section>`;
  }
  const symbols = [...new Set(trades.map((trade) => trade.symbol))].toSorted();
  return html`<section class="card" id="trades" aria-labelledby="trades-title">
  <div class="card-head">
    <h2 id="trades-title">Closed trades</h2>
    <div class="controls">
      ${symbols.length > 1 ? chooser('trade-symbol', 'Symbol', symbols) : NOTHING}
      ${chooser('trade-side', 'Side', ['long', 'short'])}
      ${chooser('trade-result', 'Result', ['won', 'lost'])}
    </div>
  </div>
  <div class="scroll"><table class="list">
    <caption class="unseen">Closed trades; the buttons in the head sort</caption>
    <thead><tr>${HEADINGS.map(
      ([key, label, look]) =>
        html`<th scope="col" class="${look}"><button type="button" data-key="${key}">${label}</button></th>`,
    )}</tr></thead>
    <tbody></tbody>
  </table></div>
  <div class="pager">
    <p id="trade-count" role="status"></p>
    <div><button type="button" class="quiet" id="trade-back">Previous page</button>
    <button type="button" class="quiet" id="trade-next">Next page</button></div>
  </div>
</section>`;
}

function chooser(id: string, label: string, options: readonly string[]): Html {
  return html`<label>${label} <select id="${id}"><option value="">all</option>${options.map(
    (option) => html`<option>${option}</option>`,
  )}</select></label>`;
}
