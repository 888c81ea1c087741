import { operation, type Tensor } from '../graph.ts';
import { add, multiply, subtract } from './arithmetic.ts';
import { errorFunction, exp, sigmoid, square } from './pointwise.ts';

const NORMAL_PEAK = 1 / Math.sqrt(2 * Math.PI);
const TANH_SLOPE = 2 * Math.sqrt(2 / Math.PI);
const TANH_CUBIC = TANH_SLOPE * 0.044715;

/**
 * Gaussian error linear unit: x Φ(x), or its older approximation ½x(1 + tanh(√(2/π)(x + 0.044715x³))).
 *
 * @see Hendrycks and Gimpel, Gaussian Error Linear Units, 2016
 */
export function gelu(x: Tensor, form: 'exact' | 'tanh' = 'exact'): Tensor {
  return operation('Gelu', [x], x.shape, {
    attributes: { approximate: form === 'exact' ? 'none' : 'tanh' },
    gradient: (dy) => [multiply(dy, form === 'exact' ? exactSlope(x) : tanhSlope(x))],
  });
}

/** Φ(x) + x φ(x) */
function exactSlope(x: Tensor): Tensor {
  const probability = multiply(add(errorFunction(multiply(x, Math.SQRT1_2)), 1), 0.5);
  const density = multiply(exp(multiply(square(x), -0.5)), NORMAL_PEAK);
  return add(probability, multiply(x, density));
}

/** With v = 2√(2/π)(x + 0.044715x³) and s = 1/(1 + e⁻ᵛ): x s is the unit, s + x s(1 − s) v′ its slope. */
function tanhSlope(x: Tensor): Tensor {
  const cubic = multiply(square(x), TANH_CUBIC);
  const half = sigmoid(multiply(x, add(cubic, TANH_SLOPE)));
  const rise = multiply(x, add(multiply(cubic, 3), TANH_SLOPE));
  return multiply(half, add(multiply(rise, subtract(1, half)), 1));
}
