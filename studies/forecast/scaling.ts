import type { RowRange } from '#data';
import type { WideSeries } from './wide-csv.ts';

/**
 * Each channel free of its mean and deviation over the fitted rows, [rows, channels].
 *
 * The deviation divides by n, and that of a constant channel counts as 1, as in the scaler
 * of the benchmarks.
 */
export function standardised(
  { values, channels, rows }: WideSeries,
  fitted: RowRange,
): Float32Array {
  const width = channels.length;
  const scaled = new Float32Array(values.length);
  const count = fitted.to - fitted.from;
  for (let channel = 0; channel < width; channel++) {
    let sum = 0;
    for (let row = fitted.from; row < fitted.to; row++) sum += values[row * width + channel];
    const mean = sum / count;
    let squares = 0;
    for (let row = fitted.from; row < fitted.to; row++) {
      squares += (values[row * width + channel] - mean) ** 2;
    }
    const rounding = count * mean * Number.EPSILON;
    const isConstant = squares / count <= rounding * rounding;
    const deviation = isConstant ? 1 : Math.sqrt(squares / count);
    for (let row = 0; row < rows; row++) {
      const at = row * width + channel;
      scaled[at] = (values[at] - mean) / deviation;
    }
  }
  return scaled;
}
