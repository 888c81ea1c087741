import { type Parameters, pick, scoped, slice, type Tensor } from '#tensor';
import { forecastHead } from './forecast-head.ts';
import { gatedSkip } from './gated-residual.ts';
import type { Head } from './head.ts';
import { lstmLayer } from './lstm-layer.ts';
import { variableSelection, type VariableSelectionOptions } from './variable-selection.ts';

/**
 * An LSTM over chosen variables: selection → LSTM → gated skip around the LSTM → last bar → linear head.
 *
 * @param x - [b, t, f]
 * @returns [b, horizon], or [b, horizon, f] for the multivariate head
 * @see Lim et al., Temporal Fusion Transformers, 2021: its local part without the attention
 */
export function vlstm(
  parameters: Parameters,
  x: Tensor,
  { width, dropout }: VariableSelectionOptions,
  head: Head,
): Tensor {
  const { selected } = scoped('selection', () =>
    variableSelection(parameters, x, { width, dropout }),
  );
  const states = lstmLayer('lstm', parameters, selected, width);
  const [state, skip] = [states, selected].map((sequence) => slice(sequence, 1, -1));
  const last = scoped('lstmSkip', () => gatedSkip(parameters, state, { skip, dropout }));
  return forecastHead(parameters, pick(last, 1, -1), { head, x });
}
