/** Fills the list of trades: filters, sorting, pages. */
export const TRADE_LIST_SCRIPT = /* js */ `
const trades = byId('trade-data') && (() => {
  const data = dataOf('trade-data');
  const columns = Object.entries(data).filter(([, value]) => 'bdata' in value);
  return { ...data, column: Object.fromEntries(columns.map(([key, value]) => [key, decode(value)])) };
})();

const numberFormat = (digits) => new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const centsFormat = numberFormat(2);
const signed = (value) => (value < 0 ? '−' : value > 0 ? '+' : '') + centsFormat.format(Math.abs(value));

/** How each cell of a trade is written. */
function tradeCells({ symbols, reasons, column }) {
  // About six digits of the largest value, the same number of them for all.
  const digitsFor = (largest) => Math.min(8, Math.max(2, 6 - Math.ceil(Math.log10(largest || 1))));
  const quantity = column.quantity.every(Number.isInteger)
    ? numberFormat(0)
    : numberFormat(digitsFor(column.quantity.reduce((a, b) => Math.max(a, b))));
  const dearest = symbols.map(() => 0);
  column.symbol.forEach((symbol, row) => {
    dearest[symbol] = Math.max(dearest[symbol], column.entryPrice[row], column.exitPrice[row]);
  });
  const prices = dearest.map((largest) => numberFormat(digitsFor(largest)));
  const price = (key) => (row) => prices[column.symbol[row]].format(column[key][row]);
  return [
    [(row) => symbols[column.symbol[row]], ''],
    [(row) => (column.side[row] > 0 ? 'long' : 'short'), ''],
    [(row) => quantity.format(column.quantity[row]), 'number'],
    [(row) => timeText(column.entryTime[row]), ''],
    [price('entryPrice'), 'number'],
    [(row) => timeText(column.exitTime[row]), ''],
    [price('exitPrice'), 'number'],
    [(row) => centsFormat.format(column.fees[row]), 'number'],
    [(row) => signed(column.netPnl[row]), 'number result'],
    [(row) => signed(column.returnFraction[row] * 100) + '%', 'number result'],
    [(row) => reasons[column.reason[row]], ''],
  ];
}

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
  const heads = [...section.querySelectorAll('th button')];
  const cells = tradeCells(trades);
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
        ', net ' + signed(rows.reduce((sum, row) => sum + column.netPnl[row], 0));
    byId('trade-back').disabled = page === 0;
    byId('trade-next').disabled = page === pages - 1;
    for (const button of heads) {
      const sorted = button.dataset.key === sort.key;
      button.parentElement.setAttribute('aria-sort', sorted ? (sort.down ? 'descending' : 'ascending') : 'none');
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
  for (const button of heads) {
    button.addEventListener('click', () => {
      const { key } = button.dataset;
      sort = { key, down: sort.key === key ? !sort.down : ['netPnl', 'returnFraction', 'fees'].includes(key) };
      fromStart();
    });
  }
  byId('trade-back').addEventListener('click', () => { page--; show(); });
  byId('trade-next').addEventListener('click', () => { page++; show(); });
  show();
}
`;
