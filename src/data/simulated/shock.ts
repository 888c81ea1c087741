import type { Random } from '#base';

/**
 * What moves a price within a bar: a normal shock, and now and then a jump.
 *
 * ε = √ρ-part shared by all assets + √(1 − ρ)-part of its own, each
 * e_w = u · (√w · N(0, 1) + B(λw) · J · N(0, 1)), u = 1 / √(1 + λJ²), w = ρ or 1 − ρ,
 * so that Var ε = 1, any two assets correlate by ρ, and an asset jumps λ times a bar.
 */
export interface ShockLaw {
  /** λ in [0, 1], jumps a bar. */
  readonly jumpRate: number;
  /** J, standard deviation of a jump, in bar volatilities. */
  readonly jumpSigma: number;
}

/** u², the share of variance that is not jumps. */
export function diffusiveShare({ jumpRate, jumpSigma }: ShockLaw): number {
  return 1 / (1 + jumpRate * jumpSigma ** 2);
}

/** Successive e_w: mean 0, variance w = `weight`. */
export function shockProcess(random: Random, law: ShockLaw, weight: number): () => number {
  const normalSigma = Math.sqrt(diffusiveShare(law) * weight);
  const jumpSigma = Math.sqrt(diffusiveShare(law)) * law.jumpSigma;
  const jumpRate = law.jumpRate * weight;
  return () => {
    const jump = random.uniform() < jumpRate ? jumpSigma * random.normal() : 0;
    return normalSigma * random.normal() + jump;
  };
}

/**
 * ln E[e^(σε)] as a function of σ: what a log return must give up for its price to be a martingale.
 *
 * Σ_w ½σ²u²w + ln(1 + λw · (e^(½σ²u²J²) − 1)), w = ρ and 1 − ρ
 */
export function logMeanGrowth(law: ShockLaw, correlation: number): (volatility: number) => number {
  const share = diffusiveShare(law);
  return (volatility) => {
    const half = 0.5 * volatility * volatility * share;
    const jump = law.jumpRate * Math.expm1(half * law.jumpSigma ** 2);
    return half + Math.log1p(jump * correlation) + Math.log1p(jump * (1 - correlation));
  };
}
