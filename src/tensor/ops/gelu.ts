import { operation, operations, type Tensor } from '../graph.ts';
import { add, multiply, subtract } from './arithmetic.ts';
import { errorFunction, exp, sigmoid, square } from './pointwise.ts';

const LOG_PEAK = -Math.log(Math.PI) / 2;
const TANH_SLOPE = 2 * Math.sqrt(2 / Math.PI);
const TANH_CUBIC = TANH_SLOPE * 0.044715;

type Form = 'exact' | 'tanh';

/** What the way there has worked out, and the way back can use. */
interface Parts {
  readonly y: Tensor;
  /** y = x · share. */
  readonly share: Tensor;
  /** What the share comes from. */
  readonly inner: Tensor;
}

/**
 * Gaussian error linear unit: x Φ(x), or its older approximation ½x(1 + tanh(√(2/π)(x + 0.044715x³))).
 *
 * With a gradient it is built of the parts that its slope is made of; without one it is the runtime's own
 * operator, which a file can hold.
 *
 * @see Hendrycks and Gimpel, Gaussian Error Linear Units, 2016
 */
export function gelu(x: Tensor, form: Form = 'exact'): Tensor {
  const [partsOf, slope] = form === 'exact' ? [exactParts, exactSlope] : [tanhParts, tanhSlope];
  const [y, share, inner] = operations('GeluWithParts', [x], [x.shape, x.shape, x.shape], {
    gradient: ([dy]) => [dy ? multiply(dy, slope({ y, share, inner })) : null],
    lower: ({ used }) => {
      if (used.size === 1 && used.has(0)) return [native(x, form)];
      const parts = partsOf(x);
      return [parts.y, parts.share, parts.inner];
    },
  });
  return y;
}

function native(x: Tensor, form: Form): Tensor {
  const approximate = form === 'exact' ? 'none' : 'tanh';
  return operation('Gelu', [x], x.shape, { attributes: { approximate } });
}

/** inner = x/√2, share = Φ(x) = ½ + ½ erf inner. */
function exactParts(x: Tensor): Parts {
  const inner = multiply(x, Math.SQRT1_2);
  // ½ + ½ e between 0 and 1, where e always lies: one pass over the numbers instead of two.
  const half = { float: 0.5 };
  const share = operation('HardSigmoid', [errorFunction(inner)], x.shape, {
    attributes: { alpha: half, beta: half },
  });
  return { y: multiply(x, share), share, inner };
}

/** Φ(x) + x φ(x), where x φ(x) = inner · exp(−inner²) / √π. */
function exactSlope({ share, inner }: Parts): Tensor {
  return add(share, multiply(inner, exp(subtract(LOG_PEAK, square(inner)))));
}

/** With v = 2√(2/π)(x + 0.044715x³): inner is the cubic part of v over x, share = 1/(1 + e⁻ᵛ). */
function tanhParts(x: Tensor): Parts {
  const inner = multiply(square(x), TANH_CUBIC);
  const share = sigmoid(multiply(x, add(inner, TANH_SLOPE)));
  return { y: multiply(x, share), share, inner };
}

/** share + y(1 − share) v′ */
function tanhSlope({ y, share, inner }: Parts): Tensor {
  const rise = add(multiply(inner, 3), TANH_SLOPE);
  return add(share, multiply(subtract(y, multiply(y, share)), rise));
}
