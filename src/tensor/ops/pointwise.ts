import { operation, scalar, type Tensor } from '../graph.ts';
import { divide, multiply, negate, subtract } from './arithmetic.ts';
import { asNumbers, greater } from './comparisons.ts';

/** eˣ */
export function exp(x: Tensor): Tensor {
  const y = operation('Exp', [x], x.shape, { gradient: (dy) => [multiply(dy, y)] });
  return y;
}

/** ln x; NaN below zero. */
export function log(x: Tensor): Tensor {
  return operation('Log', [x], x.shape, { gradient: (dy) => [divide(dy, x)] });
}

/** √x; its slope at zero is infinite. */
export function sqrt(x: Tensor): Tensor {
  const y = operation('Sqrt', [x], x.shape, {
    gradient: (dy) => [divide(multiply(dy, 0.5), y)],
  });
  return y;
}

/** x² */
export function square(x: Tensor): Tensor {
  return operation('Mul', [x, x], x.shape, {
    gradient: (dy) => [multiply(multiply(dy, 2), x), null],
  });
}

/** x to a fixed power; NaN for x < 0 unless the power is whole. */
export function power(x: Tensor, exponent: number): Tensor {
  return operation('Pow', [x, scalar(exponent)], x.shape, {
    gradient: (dy) => [multiply(dy, multiply(power(x, exponent - 1), exponent)), null],
  });
}

/** |x|, with slope 0 at 0. */
export function absolute(x: Tensor): Tensor {
  return operation('Abs', [x], x.shape, { gradient: (dy) => [multiply(dy, sign(x))] });
}

/** −1, 0 or 1; no gradient flows. */
export function sign(x: Tensor): Tensor {
  return operation('Sign', [x], x.shape, { gradient: () => [null] });
}

/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ) */
export function tanh(x: Tensor): Tensor {
  const y = operation('Tanh', [x], x.shape, {
    gradient: (dy) => [multiply(dy, subtract(1, square(y)))],
  });
  return y;
}

/** 1 / (1 + e⁻ˣ) */
export function sigmoid(x: Tensor): Tensor {
  const y = operation('Sigmoid', [x], x.shape, {
    gradient: (dy) => [multiply(dy, multiply(y, subtract(1, y)))],
  });
  return y;
}

/** max(x, 0), with slope 0 at 0. */
export function relu(x: Tensor): Tensor {
  return operation('Relu', [x], x.shape, {
    gradient: (dy) => [multiply(dy, asNumbers(greater(x, 0)))],
  });
}

/** ln(1 + eˣ) */
export function softplus(x: Tensor): Tensor {
  return operation('Softplus', [x], x.shape, { gradient: (dy) => [multiply(dy, sigmoid(x))] });
}

/** erf x = 2/√π ∫₀ˣ exp(−t²) dt */
export function errorFunction(x: Tensor): Tensor {
  return operation('Erf', [x], x.shape, {
    gradient: (dy) => [multiply(dy, multiply(exp(negate(square(x))), 2 / Math.sqrt(Math.PI)))],
  });
}
