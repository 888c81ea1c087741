import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { AtomicFile, firstRowAtOrAfter, QuantError } from '#base';
import { nodeDisk, systemClock } from '#base/node';
import type { Market } from '#data';
import { dateText } from '#data';
import { type DroppedFeature, FeaturePipeline } from '#features';
import { firstBarFrom } from '../first-bar.ts';
import { folderComplaint } from '../folders.ts';
import { loadPlanned, type MarketPlan, planMarket } from '../market-plan.ts';
import type { FeaturesOptions } from '../options.ts';
import type { Session } from '../session.ts';
import { warmUpStart } from '../warm-up.ts';
import { inOrderAsked } from './asked-features.ts';
import { csvEncoder } from './csv-encoder.ts';
import type { FeatureEncoder, FeatureFileShape } from './feature-encoder.ts';
import { type FeatureFigures, FeatureFigureSums } from './feature-figures.ts';
import { featureBlocks, type FeatureSelection } from './feature-rows.ts';
import { parquetEncoder } from './parquet-encoder.ts';

const ENCODERS: Readonly<Record<string, (shape: FeatureFileShape) => FeatureEncoder>> = {
  '.csv': csvEncoder,
  '.parquet': parquetEncoder,
};

/** Writes the features of the assets asked for, prints what they look like, and returns the command's document. */
export async function writeFeatures(session: Session, options: FeaturesOptions, out: string) {
  const { config, output } = session;
  const encoderOf = encoderFor(out);
  const pipeline = new FeaturePipeline(config);
  const plan = await planMarket(session, options);
  const market = await loadPlanned(session, plan, warmUpStart(plan, config));
  firstBarFrom(market, plan);
  const isRaw = options.raw === true;
  const dropped = isRaw ? [] : fitted(pipeline, market, plan);
  const kept = isRaw ? pipeline.set.names : pipeline.getState().selected;
  const columns = inOrderAsked(config, kept);
  const { set } = pipeline;
  const selection = {
    start: plan.start,
    columns: columns.map((name) => set.names.indexOf(name)),
    isRaw,
  };
  const symbols = market.assets.map(({ symbol }) => symbol);
  const encoder = encoderOf({ names: columns, symbols, hasGaps: isRaw });
  const { rows, figures } = await writeRows(session, { out, encoder, pipeline, market, selection });
  const features = columns.map((name, at) => {
    const { group, scaling, warmupBars } = set.definitions[set.names.indexOf(name)];
    return { name, group, scaling, warmupBars, ...figures[at] };
  });
  printFeatures(session, features, isRaw);
  if (!isRaw) printDropped(session, dropped);
  output.text(`\n${rows} rows of ${columns.length} features are in ${out}.`);
  return {
    file: out,
    rows,
    columns: ['timestamp', ...(symbols.length > 1 ? ['symbol'] : []), ...columns],
    symbols,
    interval: market.interval,
    isRaw,
    features,
    dropped,
  };
}

/**
 * How a file with this name is written.
 *
 * @throws cli/bad-option, cli/bad-folder before anything is computed
 */
function encoderFor(out: string) {
  const ending = Object.keys(ENCODERS).find((known) => out.toLowerCase().endsWith(known));
  if (ending === undefined) {
    throw new QuantError(
      'cli/bad-option',
      `--out ${JSON.stringify(out)} names no kind of file that can be written; write FILE.csv or FILE.parquet.`,
    );
  }
  const folder = dirname(out);
  const complaint = existsSync(folder) ? folderComplaint(folder) : 'there is no such folder';
  if (complaint !== null) {
    throw new QuantError(
      'cli/bad-folder',
      `--out ${out} can't be written in ${folder}: ${complaint}.`,
    );
  }
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new QuantError('cli/bad-option', `--out ${out} is a folder; name a file.`);
  }
  return ENCODERS[ending];
}

/** Fits the filter on exactly the rows that are written; returns what it dropped. */
function fitted(
  pipeline: FeaturePipeline,
  { assets }: Market,
  { start, end }: MarketPlan,
): readonly DroppedFeature[] {
  return pipeline.fit(pipeline.build(assets), { from: start, to: end }).dropped;
}

interface Writing {
  readonly out: string;
  readonly encoder: FeatureEncoder;
  readonly pipeline: FeaturePipeline;
  readonly market: Market;
  readonly selection: FeatureSelection;
}

/** Writes block by block, so that memory does not grow with the rows; whatever ends it leaves no half a file. */
async function writeRows(
  session: Session,
  { out, encoder, pipeline, market, selection }: Writing,
): Promise<{ readonly rows: number; readonly figures: readonly FeatureFigures[] }> {
  const sums = new FeatureFigureSums(selection.columns.length);
  const total = market.assets.reduce(
    (sum, { bars: { time } }) => sum + time.length - firstRowAtOrAfter(time, selection.start),
    0,
  );
  const progress = session.progress('features', 'rows');
  let rows = 0;
  const file = new AtomicFile(nodeDisk, out);
  const abandon = () => file.abandon();
  process.on('exit', abandon);
  try {
    for (const block of featureBlocks(pipeline.set, market, selection)) {
      sums.take(block);
      file.write(encoder.encode(block));
      rows += block.rows;
      progress.update(rows, total);
      // Ctrl+C is heard here.
      await systemClock.sleep(0);
    }
    file.write(encoder.end());
    file.commit();
  } finally {
    file.abandon();
    process.off('exit', abandon);
    progress.finish();
  }
  return { rows, figures: selection.columns.map((_, at) => sums.figures(at)) };
}

type FeatureRow = FeatureFigures & { readonly name: string; readonly group: string };

function printFeatures({ output }: Session, features: readonly FeatureRow[], isRaw: boolean): void {
  const right = 'right' as const;
  const masked = features.some((feature) => feature.masked > 0)
    ? [{ title: 'masked', align: right, cell: (row: FeatureRow) => String(row.masked) }]
    : [];
  output.table(
    [
      { title: 'feature', cell: ({ name }: FeatureRow) => name },
      { title: 'group', cell: ({ group }) => group },
      { title: 'values', align: right, cell: ({ values }) => String(values) },
      { title: 'first', cell: ({ first }) => (first === null ? '–' : dateText(first)) },
      { title: 'mean', align: right, cell: ({ mean }) => figure(mean) },
      { title: 'deviation', align: right, cell: ({ deviation }) => figure(deviation) },
      { title: 'least', align: right, cell: ({ least }) => figure(least) },
      { title: 'largest', align: right, cell: ({ largest }) => figure(largest) },
      ...masked,
    ],
    features,
  );
  if (masked.length > 0) {
    output.text('\nMasked values are 0 because the feature did not vary over its scaling window.');
  }
  if (isRaw)
    output.text('\nAs computed: no filter, no scaling; empty where there is no value yet.');
}

function figure(value: number | null): string {
  if (value === null) return '–';
  return Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential(3)
    : value.toPrecision(5);
}

function printDropped({ output }: Session, dropped: readonly DroppedFeature[]): void {
  output.text(
    '\nThe filter was fitted on exactly the rows written; training fits it on the rows of each fold, and may keep others.',
  );
  if (dropped.length === 0) {
    output.text('It dropped no feature.');
    return;
  }
  output.text('It dropped:\n');
  output.table(
    [
      { title: 'feature', cell: ({ name }: DroppedFeature) => name },
      { title: 'because', cell: reasonText },
      {
        title: 'twin',
        cell: (feature) => (feature.reason === 'correlated' ? feature.with : ''),
      },
      {
        title: 'correlation',
        align: 'right',
        cell: (feature) => (feature.reason === 'correlated' ? feature.correlation.toFixed(4) : ''),
      },
    ],
    dropped,
  );
}

function reasonText(dropped: DroppedFeature): string {
  switch (dropped.reason) {
    case 'constant':
      return 'it does not vary';
    case 'missing':
      return `it is missing in ${(100 * dropped.share).toFixed(1)}% of the rows`;
    case 'correlated':
      return 'a twin tells it';
  }
}
