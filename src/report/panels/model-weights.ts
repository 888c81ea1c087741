import { mean, type ModelWeights, type RunRecord } from '#base';
import type { Chart, Colour, Layer, Panel } from '../charts/chart.ts';
import { timeAxis } from '../charts/time-chart.ts';
import { extremeRows, MOST_POINTS, pick } from '../downsample.ts';
import { formatPercent } from '../format.ts';

/** Colours there are for models; they repeat beyond. */
const COLOURS: readonly Colour[] = Array.from({ length: 9 }, (_, at) => `series-${at + 1}`);

/** Which share of the decision each model had at each close, on top of each other; none where none vote. */
export function modelWeightsPanels({ modelWeights, equity }: RunRecord): Panel[] {
  if (modelWeights === null) return [];
  return [
    {
      id: 'model-weights',
      title: 'Weights of the models',
      reading: readingOf(modelWeights),
      wide: true,
      heightPx: 240,
      charts: [stacked(modelWeights, equity.time)],
    },
  ];
}

function readingOf({ share }: ModelWeights): string {
  const models = Object.entries(share).map(([name, values]) => {
    const ends = `${formatPercent(values[0])} at first, ${formatPercent(values[values.length - 1])} at last`;
    return `${name} ${formatPercent(mean(values))} on average (${ends})`;
  });
  return `Share of the vote: ${models.join('; ')}.`;
}

function stacked({ time, share }: ModelWeights, runTime: Float64Array): Chart {
  const names = Object.keys(share);
  const rows = extremeRows(Object.values(share), MOST_POINTS);
  const x = pick(time, rows);
  const columns = names.map((name, at) => ({
    name,
    colour: COLOURS[at % COLOURS.length],
    values: pick(share[name], rows),
  }));
  let below = new Float64Array(x.length);
  const layers = columns.map(({ colour, values }): Layer => {
    const from = below;
    below = from.map((sum, row) => sum + values[row]);
    return { kind: 'area', x, from, to: below, colour };
  });
  return {
    name: 'Weights',
    x: timeAxis(runTime),
    y: { kind: 'linear', low: 0, high: 1, format: 'percent' },
    layers,
    legend: columns.map(({ name, colour }) => ({ name, colour, look: 'area' })),
    readout: { x, columns },
    keepsHeight: true,
    ...(rows.length < time.length ? { thinnedFrom: time.length } : {}),
  };
}
