import {
  fanInUniform,
  type Initialiser,
  linear,
  type Parameters,
  scoped,
  type Tensor,
  zeros,
} from '#tensor';

/**
 * A fully connected layer with parameters of its own: y = x Wᵀ + b.
 *
 * @param x - [..., in]
 * @returns [..., outputs]
 */
export function dense(
  name: string,
  parameters: Parameters,
  x: Tensor,
  {
    outputs,
    initialiser = fanInUniform,
  }: { readonly outputs: number; readonly initialiser?: Initialiser },
): Tensor {
  return scoped(name, () =>
    linear(
      x,
      parameters.parameter('weight', [outputs, Number(x.shape.at(-1))], initialiser),
      parameters.parameter('bias', [outputs], zeros),
    ),
  );
}
