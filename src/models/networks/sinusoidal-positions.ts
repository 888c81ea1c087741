import { constant, type Tensor } from '#tensor';

/** Length of the slowest wave over 2π, in positions. */
const LONGEST = 10_000;

/**
 * Fixed marks of positions: sin(p / 10000^(2i/width)) in even columns, cos of the same in the odd ones beside.
 *
 * @returns [time, width]
 * @see Vaswani et al., Attention Is All You Need, 2017, §3.5
 */
export function sinusoidalPositions(time: number, width: number): Tensor {
  const values = Float32Array.from({ length: time * width }, (_, at) => {
    const position = Math.floor(at / width);
    const column = at % width;
    const angle = position / LONGEST ** ((column - (column % 2)) / width);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
  return constant(values, [time, width]);
}
