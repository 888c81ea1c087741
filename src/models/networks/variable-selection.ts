import {
  add,
  concat,
  constant,
  elu,
  gatedLinearUnit,
  type Initialiser,
  matmul,
  multiply,
  normal,
  type Parameters,
  reshape,
  scoped,
  softmax,
  sum,
  type Tensor,
  transpose,
  uniform,
  zeros,
} from '#tensor';
import { gatedResidual } from './gated-residual.ts';
import { norm } from './norm.ts';

export interface VariableSelectionOptions {
  readonly width: number;
  readonly dropout: number;
}

export interface VariableSelection {
  /** What the chosen variables say, [b, t, width]. */
  readonly selected: Tensor;
  /** How much each variable counts at each bar, [b, t, f]; the sum over f is 1. */
  readonly weights: Tensor;
}

/**
 * At each bar a weighted mean of what every variable says, with weights that depend on the bar.
 *
 * v = softmax(gatedResidual(x)), y = norm(Σⱼ vⱼ ξⱼ(xⱼ)), where each variable has a gated residual network
 * of its own: ξⱼ(x) = sⱼ x + rⱼ + value(e) · σ(gate(e)), e = ELU(uⱼ x + cⱼ).
 *
 * The paper first embeds each number linearly; here that is part of the linear maps that follow it. It
 * also norms what each variable says; here their sum is normed, because passes over all b · t · f · width
 * numbers are what costs time.
 *
 * @param x - [b, t, f]
 * @throws tensor/shape
 * @see Lim et al., Temporal Fusion Transformers, 2021, §4.2
 */
export function variableSelection(
  parameters: Parameters,
  x: Tensor,
  { width, dropout }: VariableSelectionOptions,
): VariableSelection {
  const [batch, time, length] = x.shape;
  const variables = Number(length);
  const weights = scoped('weights', () =>
    softmax(gatedResidual(parameters, x, { hidden: width, outputs: variables, dropout })),
  );
  const [rows, shares] = [x, weights].map((each) => reshape(each, [-1, variables])); // [b·t, f]
  const mixed = scoped('variables', () =>
    add(
      transpose(gatedSum(parameters, rows, shares, width), [1, 0]),
      skipSum(parameters, rows, shares, width),
    ),
  );
  const selected = norm('norm', parameters, reshape(mixed, [batch, time, width]));
  return { selected: parameters.dropout(selected, dropout), weights };
}

/** Σⱼ vⱼ (sⱼ xⱼ + rⱼ) as two products of matrices: [n, f] → [n, width]. */
function skipSum(parameters: Parameters, rows: Tensor, shares: Tensor, width: number): Tensor {
  const shape = [Number(rows.shape[1]), width];
  return add(
    matmul(multiply(shares, rows), parameters.parameter('skip', shape, normal(1))),
    matmul(shares, parameters.parameter('skipBias', shape, zeros)),
  );
}

/**
 * Σⱼ vⱼ value(e) σ(gate(e)) over all variables at once: [n, f] → [width, n].
 *
 * e has half the width: a function of one number needs few bends. Rows lie last, where products are
 * widest. Biases ride on the products, so that nothing but the gates passes over all f · width · n
 * numbers: beside each number stands a 1, and one hidden number is always ELU(1) = 1.
 */
function gatedSum(parameters: Parameters, rows: Tensor, shares: Tensor, width: number): Tensor {
  const variables = Number(rows.shape[1]);
  const [column, share] = [rows, shares].map((each) =>
    reshape(transpose(each, [1, 0]), [variables, 1, -1]),
  ); // [f, 1, n]
  const bends = Math.ceil(width / 2);
  const weight = (name: string, shape: readonly [number, number], initialiser: Initialiser) =>
    parameters.parameter(name, [variables, ...shape], initialiser);
  const affine = concat(
    ['slope', 'slopeBias'].map((name) => weight(name, [bends, 1], normal(1))),
    2,
  );
  const always = constant(
    Array.from({ length: 2 * variables }, (_, at) => at % 2),
    [variables, 1, 2],
  );
  // Not a constant: the batch may be open.
  const ones = add(multiply(column, 0), 1);
  const hidden = elu(matmul(concat([affine, always], 1), concat([column, ones], 1))); // [f, bends + 1, n]
  const layer = (name: string, on: Tensor) => {
    const matrix = weight(name, [width, bends], uniform(Math.sqrt(6 / (bends + width))));
    return matmul(concat([matrix, weight(`${name}Bias`, [width, 1], zeros)], 2), on);
  };
  // The share is a factor of the value, which is linear in the hidden numbers: they are fewer.
  return sum(gatedLinearUnit(layer('value', multiply(hidden, share)), layer('gate', hidden)), [0]);
}
