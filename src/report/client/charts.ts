import { AXIS_FUNCTIONS } from '../charts/axis.ts';

/** Cursor, zoom and choice of charts; their lines stand in the page already. */
export const CHART_SCRIPT = /* js */ `
${AXIS_FUNCTIONS.map(String).join('\n')}

const chartData = dataOf('chart-data');
const [plotWidth, plotHeight] = chartData.plot;
const readouts = chartData.readouts.map(({ x, columns }) => {
  let decoded;
  // Decoded when first pointed at: most never are.
  return () => (decoded ??= { x: decode(x), columns: columns.map((column) => ({ ...column, values: decode(column.values) })) });
});
const charts = Object.entries(chartData.charts).map(([key, chart]) => {
  const node = byId('chart-' + key);
  const add = (name) => node.appendChild(Object.assign(document.createElement('div'), { className: name, hidden: true }));
  return {
    ...chart, key, node, plot: node.querySelector('svg'), ticks: node.querySelector('.ticks'),
    readoutOf: readouts[chart.readout], view: chart.x.kind === 'time' ? null : [chart.x.low, chart.x.high],
    cursor: add('cursor'), tip: add('tip'), picked: add('picked'), row: -1,
  };
});
const timeCharts = charts.filter((chart) => chart.x.kind === 'time');
const announcer = byId('announcer');
/** Of all charts over time; null for the whole run. */
let timeRange = null;

const rangeOf = ({ x }) => (x.kind === 'time' && timeRange) || [x.low, x.high];

/** First row at or after a place. */
function rowAt(x, place) {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nearestRow(x, place) {
  const after = rowAt(x, place);
  if (after === 0) return 0;
  if (after === x.length) return x.length - 1;
  return x[after] - place < place - x[after - 1] ? after : after - 1;
}

/** Shows a part of the run: the plot's window moves, its axes are written again. */
function show(chart) {
  const { x, y, plot, ticks, node } = chart;
  const [from, to] = rangeOf(chart);
  const [low, high] = heightsOf(chart, from, to);
  const at = (value) => (1 - placeOn(y.kind, y.low, y.high, value)) * plotHeight;
  const left = placeOn(x.kind, x.low, x.high, from) * plotWidth;
  const right = placeOn(x.kind, x.low, x.high, to) * plotWidth;
  plot.setAttribute('viewBox', [left, at(high), right - left, at(low) - at(high)].join(' '));
  const tick = (side, text, edge, place) => {
    const line = document.createElement('i');
    line.className = side;
    line.style[edge] = place * 100 + '%';
    line.appendChild(document.createElement('b')).textContent = text;
    return line;
  };
  const mostY = Math.max(2, Math.floor(node.clientHeight / chartData.pxATick));
  ticks.replaceChildren(
    ...axisTicks(x, from, to, chart.wide ? chartData.mostTicks.wide : chartData.mostTicks.half)
      .map(({ at: place, label }) => tick('x', label, 'left', placeOn(x.kind, from, to, place))),
    ...axisTicks(y, low, high, mostY)
      .map(({ at: place, label }) => tick('y', label, 'top', 1 - placeOn(y.kind, low, high, place))),
  );
}

/** Lowest and highest of what is drawn between two places, with a little room. */
function heightsOf({ y, readoutOf, keepsHeight }, from, to) {
  if (timeRange === null || keepsHeight) return [y.low, y.high];
  const { x, columns } = readoutOf();
  const [first, last] = [Math.max(0, rowAt(x, from) - 1), Math.min(x.length - 1, rowAt(x, to))];
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of columns) {
    for (let row = first; row <= last; row++) {
      if (values[row] < low) low = values[row];
      if (values[row] > high) high = values[row];
    }
  }
  if (!(high > low)) return [y.low, y.high];
  if (y.kind === 'log') return [Math.max(y.low, low / 1.03), Math.min(y.high, high * 1.03)];
  const room = 0.06 * (high - low);
  return [Math.max(y.low, low - room), Math.min(y.high, high + room)];
}

function zoom(range) {
  timeRange = range;
  byId('whole-run').hidden = range === null;
  for (const chart of timeCharts) show(chart);
  point(null);
}

/** Moves the cursor of all charts over time, and tells one's values. */
function point(chart, place) {
  for (const each of charts) {
    const isNear = chart !== null && (each === chart || (each.x.kind === 'time' && chart.x.kind === 'time'));
    each.cursor.hidden = !isNear || each.node.offsetParent === null;
    each.tip.hidden = each !== chart;
    if (each.cursor.hidden) continue;
    const [from, to] = rangeOf(each);
    const { x } = each.readoutOf();
    each.row = nearestRow(x, place);
    each.cursor.style.left = Math.min(1, Math.max(0, placeOn(each.x.kind, from, to, x[each.row]))) * 100 + '%';
  }
  return chart === null ? '' : tell(chart);
}

function tell(chart) {
  const { x, columns } = chart.readoutOf();
  const { row, tip } = chart;
  const [from, to] = rangeOf(chart);
  const head = chart.x.kind === 'time' ? timeText(x[row]) : valueText(x[row], chart.x.format);
  const lines = columns
    .filter(({ values }) => !Number.isNaN(values[row]))
    .map(({ name, colour, values }) => [colour, name, valueText(values[row], chart.y.format)]);
  const near = (to - from) / 150;
  const notes = [...chart.notes, ...tradesNear(chart, x[row], near)]
    .filter(([place]) => Math.abs(place - x[row]) <= near).slice(0, 4);
  tip.replaceChildren(paragraph(head, 'head'), ...lines.map(valueLine), ...notes.map(([, text]) => paragraph(text, 'note')));
  const place = placeOn(chart.x.kind, from, to, x[row]);
  tip.style.left = place * 100 + '%';
  tip.classList.toggle('before', place > 0.6);
  return [head, ...lines.map(([, name, text]) => name + ' ' + text), ...notes.map(([, text]) => text)].join(', ');
}

function paragraph(text, look) {
  return Object.assign(document.createElement('p'), { textContent: text, className: look });
}

function valueLine([colour, name, text]) {
  const line = document.createElement('p');
  const key = line.appendChild(document.createElement('span'));
  key.className = 'key line';
  key.style.color = 'var(--' + colour + ')';
  line.append(name);
  line.appendChild(document.createElement('b')).textContent = text;
  return line;
}

/** Entries and exits of the chart's symbol about a time. */
function tradesNear({ key, readoutOf, y }, place, near) {
  if (!key.startsWith('trades-on-price-') || !trades) return [];
  const symbol = trades.symbols.indexOf(readoutOf().columns[0].name);
  const { column } = trades;
  const found = [];
  for (let row = 0; row < column.symbol.length; row++) {
    if (column.symbol[row] !== symbol) continue;
    const price = (value) => valueText(value, y.format);
    if (Math.abs(column.entryTime[row] - place) <= near) {
      found.push([column.entryTime[row], (column.side[row] > 0 ? 'Bought' : 'Sold short') + ' at ' + price(column.entryPrice[row])]);
    }
    if (Math.abs(column.exitTime[row] - place) <= near) {
      const result = valueText(column.returnFraction[row], 'percent');
      found.push([column.exitTime[row], 'Closed at ' + price(column.exitPrice[row]) + ', ' + result + ' net']);
    }
  }
  return found;
}
`;

/** How charts are pointed at, by hand and by key. */
export const CHART_CONTROLS_SCRIPT = /* js */ `
function offerCharts() {
  for (const chart of charts) {
    followPointer(chart);
    followKeys(chart);
  }
  for (const select of document.querySelectorAll('select[id^="choice-"]')) {
    const drawings = [...select.options].map((_, at) => byId('drawing-' + select.id.slice(7) + '-' + at));
    const choose = () => drawings.forEach((drawing, at) => { drawing.hidden = at !== select.selectedIndex; });
    select.addEventListener('change', choose);
    // A browser that comes back to the page may remember another choice.
    choose();
  }
  byId('whole-run').addEventListener('click', () => zoom(null));
}

function followPointer(chart) {
  const { node, x, picked } = chart;
  let start = null;
  const placeOf = (event) => {
    const box = node.getBoundingClientRect();
    const [from, to] = rangeOf(chart);
    return from + Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * (to - from);
  };
  node.addEventListener('pointermove', (event) => {
    point(chart, placeOf(event));
    if (start === null) return;
    const box = node.getBoundingClientRect();
    const at = Math.min(box.width, Math.max(0, event.clientX - box.left));
    picked.hidden = Math.abs(at - start.at) < 6;
    picked.style.left = Math.min(at, start.at) + 'px';
    picked.style.width = Math.abs(at - start.at) + 'px';
  });
  node.addEventListener('pointerleave', () => point(null));
  if (x.kind !== 'time') return;
  node.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    start = { at: event.clientX - node.getBoundingClientRect().left, place: placeOf(event) };
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener('pointerup', (event) => {
    if (start === null) return;
    const ends = [start.place, placeOf(event)].toSorted((a, b) => a - b);
    const isPicked = !picked.hidden;
    start = null;
    picked.hidden = true;
    if (isPicked) zoom(ends);
  });
  node.addEventListener('dblclick', () => zoom(null));
}

/** Arrows move the cursor a point, with Shift twenty; plus and minus zoom; Escape shows the whole run. */
function followKeys(chart) {
  const { node, x } = chart;
  node.tabIndex = 0;
  node.setAttribute('role', 'group');
  node.setAttribute('aria-labelledby', chart.plot.getAttribute('aria-labelledby'));
  node.setAttribute('aria-keyshortcuts', 'ArrowLeft ArrowRight Home End + - Escape');
  node.addEventListener('blur', () => point(null));
  node.addEventListener('keydown', (event) => {
    const places = chart.readoutOf().x;
    const [from, to] = rangeOf(chart);
    const [first, last] = [rowAt(places, from), Math.max(0, rowAt(places, to + 1) - 1)];
    const row = chart.row >= first && chart.row <= last ? chart.row : first;
    const far = event.shiftKey ? 20 : 1;
    const next = { ArrowLeft: row - far, ArrowRight: row + far, Home: first, End: last }[event.key];
    if (next !== undefined) {
      announcer.textContent = point(chart, places[Math.min(last, Math.max(first, next))]);
    } else if (x.kind === 'time' && (event.key === '+' || event.key === '-')) {
      const half = ((to - from) / 2) * (event.key === '+' ? 0.5 : 2);
      const middle = Math.min(x.high - half, Math.max(x.low + half, places[row]));
      zoom(half * 2 >= x.high - x.low ? null : [middle - half, middle + half]);
    } else if (event.key === 'Escape' && x.kind === 'time') {
      zoom(null);
    } else {
      return;
    }
    event.preventDefault();
  });
}
`;
