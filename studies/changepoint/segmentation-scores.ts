/** Change points that people marked in one series, a list each. */
export type Annotations = Readonly<Record<string, readonly number[]>>;

export interface SegmentationScores {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  /** Mean over annotators of how well their segments are covered, in [0, 1]. */
  readonly cover: number;
}

/** A change point this near to a marked one has found it. */
const MARGIN = 5;

/**
 * How change points agree with several people's, as the Turing Change Point Dataset's benchmark has it.
 *
 * Everybody is taken to have marked index 0. Precision is the share of detections that somebody
 * marked, recall the mean over annotators of the share of their marks that was detected, each
 * detection counted once. Detections at the very ends are left out.
 *
 * @param detected - indices from 0
 * @param length - observations of the series
 * @see Van den Burg and Williams, An Evaluation of Change Point Detection Algorithms, 2020, §5.1
 */
export function segmentationScores(
  annotations: Annotations,
  detected: readonly number[],
  length: number,
): SegmentationScores {
  const inner = detected.filter((index) => index >= 1 && index < length - 1);
  const found = new Set([0, ...inner]);
  const marked = Object.values(annotations).map((marks) => new Set([0, ...marks]));
  const anyone = new Set(marked.flatMap((marks) => [...marks]));
  const precision = truePositives(anyone, found) / found.size;
  const recall = mean(marked.map((marks) => truePositives(marks, found) / marks.size));
  const cover = mean(
    Object.values(annotations).map((marks) =>
      covering(segments(marks, length), segments(inner, length)),
    ),
  );
  return { f1: (2 * precision * recall) / (precision + recall), precision, recall, cover };
}

/** Marks with a detection within the margin; in order, each takes the nearest that is left. */
function truePositives(marks: ReadonlySet<number>, found: ReadonlySet<number>): number {
  const left = new Set([...found].sort((a, b) => a - b));
  let count = 0;
  for (const mark of [...marks].sort((a, b) => a - b)) {
    let nearest: number | null = null;
    for (const index of left) {
      const distance = Math.abs(index - mark);
      if (distance > MARGIN) continue;
      if (nearest === null || distance < Math.abs(nearest - mark)) nearest = index;
    }
    if (nearest === null) continue;
    left.delete(nearest);
    count++;
  }
  return count;
}

type Segment = readonly [from: number, to: number];

function segments(cuts: readonly number[], length: number): readonly Segment[] {
  const inside = [...new Set(cuts)].filter((cut) => cut > 0 && cut < length);
  const edges = [0, ...inside.sort((a, b) => a - b), length];
  return edges.slice(1).map((to, at) => [edges[at], to]);
}

/** Σ over marked segments of length · best overlap with a detected one, over the whole length. */
function covering(marked: readonly Segment[], detected: readonly Segment[]): number {
  const parts = marked.map((segment) => {
    const best = Math.max(...detected.map((other) => overlap(segment, other)));
    return (segment[1] - segment[0]) * best;
  });
  return parts.reduce((sum, part) => sum + part, 0) / marked[marked.length - 1][1];
}

/** Jaccard index of two segments. */
function overlap([a, b]: Segment, [c, d]: Segment): number {
  const both = Math.max(0, Math.min(b, d) - Math.max(a, c));
  return both / (b - a + d - c - both);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
