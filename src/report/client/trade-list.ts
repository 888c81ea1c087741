import { timeText } from '../time-text.ts';
import { tradeCells } from '../trade-cells.ts';

/** Fills the list of trades: filters, sorting, pages. */
export const TRADE_LIST_SCRIPT = /* js */ `
const trades = byId('trade-data') && (() => {
  const data = dataOf('trade-data');
  const columns = Object.entries(data.column).map(([key, value]) => [key, decode(value)]);
  return { ...data, column: Object.fromEntries(columns) };
})();

${String(timeText)}
${String(tradeCells)}

/** Rows that pass the filters. */
function passingTrades({ column }) {
  const chosen = (id) => byId(id)?.value ?? '';
  const [symbol, side, result, reason] = ['symbol', 'side', 'result', 'reason'].map((name) => chosen('trade-' + name));
  const from = Date.parse(chosen('trade-from'));
  const to = Date.parse(chosen('trade-to')) + 86400000;
  const tests = [
    symbol !== '' && ((row) => column.symbol[row] === Number(symbol)),
    side !== '' && ((row) => column.side[row] > 0 === (side === '0')),
    result !== '' && ((row) => column.netPnl[row] > 0 === (result === '0')),
    reason !== '' && ((row) => column.reason[row] === Number(reason)),
    !Number.isNaN(from) && ((row) => column.exitTime[row] >= from),
    !Number.isNaN(to) && ((row) => column.exitTime[row] < to),
  ].filter(Boolean);
  return [...column.symbol.keys()].filter((row) => tests.every((test) => test(row)));
}

function listTrades() {
  if (!trades) return;
  const { column } = trades;
  const section = byId('trades');
  const body = section.querySelector('tbody');
  const pageRows = Number(body.dataset.rows);
  const heads = [...section.querySelectorAll('th[data-key]')];
  const cells = tradeCells(trades, timeText);
  const net = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'exceptZero' });
  let sort = { key: 'entryTime', down: false };
  let page = 0;

  function show() {
    const values = column[sort.key];
    const rows = passingTrades(trades);
    rows.sort((a, b) => (sort.down ? values[b] - values[a] : values[a] - values[b]) || a - b);
    const pages = Math.max(1, Math.ceil(rows.length / pageRows));
    page = Math.min(Math.max(page, 0), pages - 1);
    const from = page * pageRows;
    const shown = rows.slice(from, from + pageRows);
    body.replaceChildren(...shown.map(rowOf));
    byId('trade-count').textContent = rows.length === 0
      ? 'No trade fits.'
      : (from + 1) + '–' + (from + shown.length) + ' of ' + rows.length.toLocaleString('en-US') +
        ', net ' + net.format(rows.reduce((sum, row) => sum + column.netPnl[row], 0)).replace('-', '−');
    byId('trade-back').disabled = page === 0;
    byId('trade-next').disabled = page === pages - 1;
    for (const head of heads) {
      const sorted = head.dataset.key === sort.key;
      head.setAttribute('aria-sort', sorted ? (sort.down ? 'descending' : 'ascending') : 'none');
    }
  }

  function rowOf(row) {
    const line = document.createElement('tr');
    const tone = column.netPnl[row] > 0 ? ' gain' : column.netPnl[row] < 0 ? ' loss' : '';
    for (const [text, look] of cells) {
      const cell = document.createElement('td');
      cell.textContent = text(row);
      cell.className = look + (look.endsWith('result') ? tone : '');
      line.append(cell);
    }
    return line;
  }

  const fromStart = () => { page = 0; show(); };
  const form = byId('trade-filters');
  form.addEventListener('change', fromStart);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The fields are empty only after the event.
  form.addEventListener('reset', () => setTimeout(fromStart));
  for (const head of heads) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: head.textContent });
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const { key } = head.dataset;
      sort = { key, down: sort.key === key ? !sort.down : ['netPnl', 'returnFraction', 'fees'].includes(key) };
      fromStart();
    });
  }
  byId('trade-back').addEventListener('click', () => { page--; show(); });
  byId('trade-next').addEventListener('click', () => { page++; show(); });
  show();
}
`;
