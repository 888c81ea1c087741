import type { Random } from '#base';
import { sizeOf } from './shape.ts';

/** First values of a parameter of this shape. */
export type Initialiser = (shape: readonly number[], random: Random) => Float32Array;

/** For [out, in] the numbers of inputs and outputs; further axes are a receptive field. */
function fans(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const [out, width = out] = shape;
  const field = sizeOf(shape.slice(2));
  return { fanIn: width * field, fanOut: out * field };
}

export const zeros: Initialiser = (shape) => new Float32Array(sizeOf(shape));

export const ones: Initialiser = (shape) => new Float32Array(sizeOf(shape)).fill(1);

/** Always these values, for example of another program. */
export function given(values: Float32Array): Initialiser {
  return () => values;
}

export function normal(deviation: number): Initialiser {
  return (shape, random) =>
    Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal());
}

export function uniform(bound: number): Initialiser {
  return (shape, random) =>
    Float32Array.from({ length: sizeOf(shape) }, () => bound * (2 * random.uniform() - 1));
}

/**
 * Uniform in ±1 / √in, for [out, in]: outputs of unit inputs have a third of their variance.
 *
 * Smaller than Glorot's: layers begin faint, and a few small steps are not spent on shrinking them.
 *
 * @see LeCun et al., Efficient BackProp, 1998
 */
export const fanInUniform: Initialiser = (shape, random) =>
  uniform(1 / Math.sqrt(fans(shape).fanIn))(shape, random);

/**
 * Uniform in ±√(6 / (in + out)), for [out, in]: keeps variances through layers that are nearly linear.
 *
 * @see Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010
 */
export const glorot: Initialiser = (shape, random) => {
  const { fanIn, fanOut } = fans(shape);
  return uniform(Math.sqrt(6 / (fanIn + fanOut)))(shape, random);
};

/**
 * Normal with deviation √(2 / in), for [out, in]: keeps variances through rectifiers.
 *
 * @see He et al., Delving Deep into Rectifiers, 2015
 */
export const he: Initialiser = (shape, random) =>
  normal(Math.sqrt(2 / fans(shape).fanIn))(shape, random);

/**
 * A matrix [m, n] with orthonormal rows (columns where m > n), times `gain`.
 *
 * Gram–Schmidt on normal draws, each vector twice: once leaves rounding errors.
 *
 * @see Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of learning, 2014
 */
export function orthogonal(gain = 1): Initialiser {
  return ([rows, columns], random) => {
    const tall = rows > columns;
    const [count, length] = tall ? [columns, rows] : [rows, columns];
    const basis: Float64Array[] = [];
    for (let at = 0; at < count; at++) {
      const vector = Float64Array.from({ length }, () => random.normal());
      basis.push(unitBeside(basis, vector));
    }
    const values = new Float32Array(rows * columns);
    for (let at = 0; at < values.length; at++) {
      const row = Math.floor(at / columns);
      const column = at % columns;
      values[at] = gain * (tall ? basis[column][row] : basis[row][column]);
    }
    return values;
  };
}

function unitBeside(basis: readonly Float64Array[], vector: Float64Array): Float64Array {
  for (const other of [...basis, ...basis]) {
    const overlap = dot(vector, other);
    for (let at = 0; at < vector.length; at++) vector[at] -= overlap * other[at];
  }
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let at = 0; at < a.length; at++) total += a[at] * b[at];
  return total;
}
