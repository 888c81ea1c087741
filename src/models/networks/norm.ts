import { layerNorm, ones, type Parameters, scoped, type Tensor, zeros } from '#tensor';

/** Layer normalisation over the last axis with parameters of its own; x [..., n] → [..., n]. */
export function norm(name: string, parameters: Parameters, x: Tensor): Tensor {
  const width = [Number(x.shape.at(-1))];
  return scoped(name, () =>
    layerNorm(
      x,
      parameters.parameter('scale', width, ones),
      parameters.parameter('offset', width, zeros),
    ),
  );
}
