/** Fills the list of trades: filters, sorting, pages of 25. */
export const TRADE_LIST_SCRIPT = /* js */ `
function listTrades() {
  const section = document.getElementById('trades');
  if (!section) return;
  const data = JSON.parse(document.getElementById('trade-data').textContent);
  const decode = ({ dtype, bdata }) => {
    const { buffer } = Uint8Array.from(atob(bdata), (character) => character.charCodeAt(0));
    return dtype === 'f4' ? new Float32Array(buffer) : new Float64Array(buffer);
  };
  const column = Object.fromEntries(
    Object.entries(data).filter(([, value]) => 'bdata' in value).map(([key, value]) => [key, decode(value)]),
  );
  const pageRows = 25;
  const body = section.querySelector('tbody');
  const by = (id) => document.getElementById(id);
  const filters = ['trade-symbol', 'trade-side', 'trade-result'].map(by).filter(Boolean);
  let sort = { key: 'entryTime', down: false };
  let page = 0;

  const number = (digits) => new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const formats = { cents: number(2), whole: number(0) };
  const signed = (value, format) => (value < 0 ? '−' : value > 0 ? '+' : '') + format.format(Math.abs(value));
  const amount = (value) => signed(value, formats.cents);
  // About six digits of the largest value, the same number of them for all.
  const digitsFor = (largest) => Math.min(8, Math.max(2, 6 - Math.ceil(Math.log10(largest || 1))));
  const quantity = column.quantity.every(Number.isInteger)
    ? formats.whole
    : number(digitsFor(column.quantity.reduce((a, b) => Math.max(a, b))));
  const dearest = data.symbols.map(() => 0);
  column.symbol.forEach((symbol, row) => {
    dearest[symbol] = Math.max(dearest[symbol], column.entryPrice[row], column.exitPrice[row]);
  });
  const prices = dearest.map((largest) => number(digitsFor(largest)));
  const price = (key) => (row) => prices[column.symbol[row]].format(column[key][row]);
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const time = (value) => {
    const date = new Date(value);
    const day = date.getUTCDate() + ' ' + months[date.getUTCMonth()] + ' ' + date.getUTCFullYear();
    return value % 86400000 === 0 ? day : day + ' ' + date.toISOString().slice(11, 16);
  };

  const cells = [
    [(row) => data.symbols[column.symbol[row]], ''],
    [(row) => (column.side[row] > 0 ? 'long' : 'short'), ''],
    [(row) => quantity.format(column.quantity[row]), 'number'],
    [(row) => time(column.entryTime[row]), ''],
    [price('entryPrice'), 'number'],
    [(row) => time(column.exitTime[row]), ''],
    [price('exitPrice'), 'number'],
    [(row) => amount(column.netPnl[row]), 'number result'],
    [(row) => signed(column.returnFraction[row] * 100, formats.cents) + '%', 'number result'],
    [(row) => data.reasons[column.reason[row]], ''],
  ];

  function passing() {
    const [symbol, side, result] = ['trade-symbol', 'trade-side', 'trade-result'].map((id) => by(id)?.value ?? '');
    return [...column.symbol.keys()].filter(
      (row) =>
        (symbol === '' || data.symbols[column.symbol[row]] === symbol) &&
        (side === '' || (column.side[row] > 0) === (side === 'long')) &&
        (result === '' || (column.netPnl[row] > 0) === (result === 'won')),
    );
  }

  function show() {
    const values = column[sort.key];
    const rows = passing();
    rows.sort((a, b) => (sort.down ? values[b] - values[a] : values[a] - values[b]) || a - b);
    const pages = Math.max(1, Math.ceil(rows.length / pageRows));
    page = Math.min(Math.max(page, 0), pages - 1);
    const from = page * pageRows;
    const shown = rows.slice(from, from + pageRows);
    body.replaceChildren(...shown.map(rowOf));
    by('trade-count').textContent = rows.length === 0
      ? 'No trade fits.'
      : (from + 1) + '–' + (from + shown.length) + ' of ' + formats.whole.format(rows.length) +
        ', net ' + amount(rows.reduce((sum, row) => sum + column.netPnl[row], 0));
    by('trade-back').disabled = page === 0;
    by('trade-next').disabled = page === pages - 1;
    for (const button of section.querySelectorAll('th button')) {
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

  for (const filter of filters) filter.addEventListener('change', () => { page = 0; show(); });
  for (const button of section.querySelectorAll('th button')) {
    button.addEventListener('click', () => {
      const { key } = button.dataset;
      sort = { key, down: sort.key === key ? !sort.down : key === 'netPnl' || key === 'returnFraction' };
      page = 0;
      show();
    });
  }
  by('trade-back').addEventListener('click', () => { page--; show(); });
  by('trade-next').addEventListener('click', () => { page++; show(); });
  show();
}
`;
