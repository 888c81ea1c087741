import { assert } from '#base';
import {
  absolute,
  divide,
  mean,
  multiply,
  negate,
  slice,
  sqrt,
  add,
  square,
  subtract,
  type Tensor,
} from '#tensor';

export interface TradedSequences {
  /** p [b, t], in units of volatility: p_t / σ_t is the share of capital held after bar t. */
  readonly positions: Tensor;
  /** y [b, t], return of the bar after t in units of σ_t. */
  readonly returns: Tensor;
  /** σ [b, t] > 0, volatility a bar as known at its close, fraction. */
  readonly volatility: Tensor;
  /** Cost a side, basis points of notional. */
  readonly costBps: number;
  /** Steps at the start that only set the stage, ≥ 1. */
  readonly uncountedSteps?: number;
}

/** Added to the variance: positions that never vary have a finite loss, and a finite gradient. */
const EPSILON = 1e-6;

/**
 * Minus the Sharpe ratio a bar of what positions earn after costs; a network trained on it learns when trading pays.
 *
 * net_t = p_t y_t − cost · |p_t / σ_t − p_{t−1} / σ_{t−1}|,
 * loss = −mean(net) / √(var(net) + ε), over all steps of all sequences together
 *
 * The cost is in the same units: trading a share w of the capital costs cost · w of it, and a position
 * p earns p y of it. What was held before the first step is not known, and to charge it as bought from
 * nothing would charge each window for a trade that happens once a lifetime. So the first step is where
 * positions begin: it neither earns nor pays. More of them can be left out, where a network has seen
 * too little of a window to be judged by it.
 *
 * Not annualised. The ratio does not change when all positions are scaled, so a head that begins far
 * on the wrong side is slow to turn: let it begin at zero.
 *
 * @returns [], about −0.1…0.1 for daily bars
 * @throws tensor/shape
 * @see Moody, Wu, Liao and Saffell, Performance Functions and Reinforcement Learning for Trading Systems, 1998
 * @see Lim, Zohren and Roberts, Enhancing Time Series Momentum Strategies Using Deep Neural Networks, 2019
 */
export function differentiableSharpeRatio(sequences: TradedSequences): Tensor {
  const net = netReturns(sequences);
  const average = mean(net);
  const variance = mean(square(subtract(net, average)));
  return negate(divide(average, sqrt(add(variance, EPSILON))));
}

/** net [b, t − uncountedSteps]. */
function netReturns(sequences: TradedSequences): Tensor {
  const { positions, returns, volatility, costBps, uncountedSteps = 1 } = sequences;
  const steps = Number(positions.shape[1]);
  assert(uncountedSteps >= 1 && uncountedSteps < steps, 'some steps count, and the first does not');
  const notional = divide(positions, volatility);
  const counted = (x: Tensor) => slice(x, 1, uncountedSteps);
  const before = slice(notional, 1, uncountedSteps - 1, steps - 1);
  const traded = absolute(subtract(counted(notional), before));
  return subtract(
    multiply(counted(positions), counted(returns)),
    multiply(traded, costBps / 10_000),
  );
}
