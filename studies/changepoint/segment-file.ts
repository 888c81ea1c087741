import { QuantError } from '#base';
import { mostProbableSegmentation, type SegmentationPrior } from './most-probable-segmentation.ts';
import {
  type Annotations,
  type SegmentationScores,
  segmentationScores,
} from './segmentation-scores.ts';
import { type LabelledSeries, parsed, readText } from './series-file.ts';
import { standardisedColumn } from './standardised-column.ts';

/** A series cut where it most probably changed. */
export interface Segmented {
  readonly name: string;
  readonly observations: number;
  readonly filled: number;
  readonly changePoints: readonly { readonly index: number; readonly label: string | null }[];
  readonly scores: SegmentationScores | null;
  /** Best F1 and best covering of any prior of the grid. */
  readonly oracle: { readonly f1: number; readonly cover: number } | null;
}

/** What the benchmark tries for its oracle: every combination. */
const GRID = { expectedRun: [10, 50, 100, 200], prior: [0.01, 0.1, 1, 10, 100] } as const;

export interface SegmentRequest {
  readonly prior: SegmentationPrior;
  readonly annotations: Annotations | null;
  readonly oracle: boolean;
}

export function segmentSeries(
  { name, labels, columns }: LabelledSeries,
  { prior, annotations, oracle }: SegmentRequest,
): Segmented {
  const ready = columns.map(standardisedColumn);
  const values = ready.map((column) => column.values);
  const observations = values[0].length;
  const cuts = mostProbableSegmentation(values, prior);
  return {
    name,
    observations,
    filled: ready.reduce((sum, column) => sum + column.filled, 0),
    changePoints: cuts.map((index) => ({ index, label: labels?.[index] ?? null })),
    scores: annotations && segmentationScores(annotations, cuts, observations),
    oracle: annotations && oracle ? bestOfGrid(values, annotations) : null,
  };
}

function bestOfGrid(values: readonly Float64Array[], annotations: Annotations) {
  const tried = GRID.expectedRun.flatMap((expectedRun) =>
    GRID.prior.flatMap((kappa) =>
      GRID.prior.flatMap((alpha) =>
        GRID.prior.map((beta) => {
          const cuts = mostProbableSegmentation(values, { expectedRun, kappa, alpha, beta });
          return segmentationScores(annotations, cuts, values[0].length);
        }),
      ),
    ),
  );
  return {
    f1: Math.max(...tried.map(({ f1 }) => f1)),
    cover: Math.max(...tried.map(({ cover }) => cover)),
  };
}

/**
 * What people marked in one series, from a file of `{ series: { annotator: [index, …] } }`.
 *
 * @throws data/file-unreadable, data/bad-series, data/not-annotated
 */
export function readAnnotations(path: string, name: string): Annotations {
  const document = parsed(readText(path), path) as Record<string, unknown> | null;
  const annotations = document?.[name];
  if (isAnnotations(annotations)) return annotations;
  throw new QuantError(
    'data/not-annotated',
    `${path} has no annotations of ${name}, an object of lists of indices; say --name or leave --annotations out.`,
    { context: { path, name } },
  );
}

function isAnnotations(value: unknown): value is Annotations {
  if (typeof value !== 'object' || value === null) return false;
  const lists: unknown[] = Object.values(value);
  return (
    lists.length > 0 && lists.every((list) => Array.isArray(list) && list.every(Number.isInteger))
  );
}
