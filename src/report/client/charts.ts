/** Draws the panels, offers their choices, and keeps those that follow time at one zoom. */
export const CHART_SCRIPT = /* js */ `
const panels = JSON.parse(document.getElementById('panel-data').textContent);
const chosenDrawing = new Map(panels.map((panel) => [panel.id, 0]));
const nodeOf = (panel) => document.getElementById('plot-' + panel.id);
let timeRange = null;
let printing = false;
// What an A4 page leaves inside a card, px.
const paperWidth = 636;

/** Colour tokens become the present theme's colours. */
function inTheme(value, style) {
  if (typeof value === 'string') {
    return value.startsWith('var(--') ? style.getPropertyValue(value.slice(4, -1)).trim() : value;
  }
  if (Array.isArray(value)) return value.map((item) => inTheme(item, style));
  if (value === null || typeof value !== 'object' || 'bdata' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inTheme(item, style)]));
}

function layoutOf(panel, layout) {
  const axis = {
    gridcolor: 'var(--grid)', linecolor: 'var(--axis)', zerolinecolor: 'var(--axis)',
    tickcolor: 'var(--axis)', tickfont: { color: 'var(--muted)' },
  };
  const spikes = { showspikes: true, spikemode: 'across', spikethickness: 1, spikedash: 'solid', spikecolor: 'var(--axis)' };
  const time = panel.followsTime ? { ...spikes, hoverformat: '%-d %b %Y %H:%M' } : {};
  const range = panel.followsTime && timeRange ? { range: [...timeRange] } : {};
  return {
    ...(printing ? { width: paperWidth } : {}),
    height: panel.heightPx,
    // One left edge for all, so that a date stands at the same place in each.
    margin: { l: 54, r: 22, t: panel.followsTime ? 34 : 24, b: layout.xaxis.side === 'top' ? 8 : 30 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: 'var(--ink)' },
    showlegend: panel.followsTime,
    legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1.01, yanchor: 'bottom', font: { color: 'var(--muted)' }, bgcolor: 'rgba(0,0,0,0)' },
    hoverlabel: { bgcolor: 'var(--card)', bordercolor: 'var(--axis)', font: { color: 'var(--ink)', size: 12 } },
    dragmode: panel.followsTime ? 'zoom' : false,
    ...layout,
    xaxis: { ...axis, ...time, ...layout.xaxis, ...range },
    yaxis: { ...axis, fixedrange: panel.followsTime, ...layout.yaxis },
  };
}

const config = {
  responsive: true,
  displaylogo: false,
  displayModeBar: 'hover',
  modeBarButtons: [['toImage', 'resetScale2d']],
};

function draw(panel) {
  const drawing = panel.drawings[chosenDrawing.get(panel.id)];
  const style = getComputedStyle(document.documentElement);
  const layout = inTheme(layoutOf(panel, drawing.layout), style);
  return Plotly.react(nodeOf(panel), inTheme(drawing.data ?? panel.drawings[0].data, style), layout, config);
}

function drawAll() {
  for (const panel of panels) draw(panel);
}

/** Zooming one panel over time zooms the others. */
function followTime(panel) {
  nodeOf(panel).on('plotly_relayout', (change) => {
    const from = change['xaxis.range[0]'] ?? change['xaxis.range']?.[0];
    const to = change['xaxis.range[1]'] ?? change['xaxis.range']?.[1];
    if (from === undefined && !change['xaxis.autorange']) return;
    const next = from === undefined ? null : [from, to];
    if (String(next) === String(timeRange)) return;
    timeRange = next;
    for (const other of panels) if (other !== panel && other.followsTime) draw(other);
  });
}

function offerChoice(panel) {
  document.getElementById('choice-' + panel.id)?.addEventListener('change', (event) => {
    chosenDrawing.set(panel.id, event.target.selectedIndex);
    draw(panel);
  });
}

/** One panel a frame, top first, so that the page can be read while it draws. */
async function start() {
  for (const panel of panels) {
    await draw(panel);
    if (panel.followsTime) followTime(panel);
    offerChoice(panel);
    await new Promise((done) => setTimeout(done));
  }
  root.dataset.ready = 'true';
}
`;
