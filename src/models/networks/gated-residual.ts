import { add, elu, gatedLinearUnit, type Parameters, type Tensor } from '#tensor';
import { dense } from './dense.ts';
import { norm } from './norm.ts';

/**
 * A layer that can be switched off: norm(skip + (W₁ x + b₁) · σ(W₂ x + b₂)).
 *
 * @param x - [..., n]
 * @param skip - [..., m]
 * @param dropout - share of x left out in training
 * @returns [..., m]
 * @see Lim et al., Temporal Fusion Transformers, 2021, §4.1
 */
export function gatedSkip(
  parameters: Parameters,
  x: Tensor,
  { skip, dropout }: { readonly skip: Tensor; readonly dropout: number },
): Tensor {
  const outputs = Number(skip.shape.at(-1));
  const kept = parameters.dropout(x, dropout);
  const value = dense('value', parameters, kept, { outputs });
  const gate = dense('gate', parameters, kept, { outputs });
  return norm('norm', parameters, add(skip, gatedLinearUnit(value, gate)));
}

/**
 * A gated residual network: `gatedSkip` of ELU(W x + b) beside x.
 *
 * The paper has one more linear map before the gate; two in a row are one.
 *
 * @param x - [..., n]
 * @returns [..., outputs]; where that is not n, the skip is a linear map
 * @see Lim et al., Temporal Fusion Transformers, 2021, §4.1
 */
export function gatedResidual(
  parameters: Parameters,
  x: Tensor,
  {
    hidden,
    outputs,
    dropout,
  }: { readonly hidden: number; readonly outputs: number; readonly dropout: number },
): Tensor {
  const skip = outputs === x.shape.at(-1) ? x : dense('skip', parameters, x, { outputs });
  const inner = elu(dense('hidden', parameters, x, { outputs: hidden }));
  return gatedSkip(parameters, inner, { skip, dropout });
}
