import { QuantError } from '#base';

/** What the planted edge has to satisfy. */
export interface EdgeTarget {
  /** Annual Sharpe ratio of the best strategy after costs; 0 plants nothing. */
  readonly optimalSharpe: number;
  readonly barsPerYear: number;
  /** N, assets traded together. */
  readonly assets: number;
  /** ρ in [0, 1), correlation between any two assets. */
  readonly correlation: number;
  /** Half-life of momentum's autocorrelation, bars. */
  readonly halfLifeBars: number;
  /** c, cost a side over the volatility of a bar's open hours, averaged. */
  readonly costSigma: number;
  /** G, mean variance of closed hours over that of a bar's open hours. */
  readonly nightVariance: number;
  /** V = E[(Δ ln σ)²], a bar. */
  readonly restlessness: number;
}

/** The edge and the strategy that is best on it. */
export interface PlantedEdge {
  /** κ, expected open-hours return of a bar in σ for one standard deviation of momentum. */
  readonly strength: number;
  /** φ, first autocorrelation of momentum. */
  readonly persistence: number;
  /** Half-width of the best no-trade band, in standard deviations of the aim. */
  readonly band: number;
}

/** How the position y of a trader who follows momentum m within a band behaves. */
interface BandLaw {
  /** A = E[m y]. */
  readonly capture: number;
  /** T = E|Δy|, a bar. */
  readonly turnover: number;
  /** Q = E[y²]. */
  readonly square: number;
}

/** β = −ζ(½)/√(2π): how far a Gaussian walk steps over a barrier on average, in its own steps. */
const MEAN_OVERSHOOT = 0.5826;
const WIDEST_BAND = 4;

/**
 * The weakest edge on which the best strategy reaches the target.
 *
 * The best strategy aims at R⁻¹m (R the assets' correlations) and trades an asset only when its
 * position leaves a band about the aim. With A, T, Q of `bandLaw`, ρ̃ = (R⁻¹)_ii and
 * s = Sharpe / √(N · barsPerYear), its Sharpe ratio a bar and asset is
 *
 * s = (κA − c√ρ̃ T′) / √( Q(1 + G) + κ²(Q + A²) ), T′ = T · (1 + QV / (2 − 2φ)),
 *
 * where T′ counts that positions are in units of a σ that moves as well. It is solved for κ at each band; the band that needs the smallest κ is the best one.
 *
 * @throws data/edge-too-strong when no κ reaches the target
 * @see docs/simulated-market.md
 */
export function plantEdge(target: EdgeTarget): PlantedEdge {
  const persistence = 0.5 ** (1 / target.halfLifeBars);
  if (target.optimalSharpe === 0) return { strength: 0, persistence, band: WIDEST_BAND };
  const strengthAt = (band: number) => strengthFor(target, persistence, band);
  const band = lowestPoint(strengthAt, 0, WIDEST_BAND);
  const strength = strengthAt(band);
  if (!Number.isFinite(strength)) {
    throw new QuantError(
      'data/edge-too-strong',
      `No edge gives an annual Sharpe ratio of ${target.optimalSharpe} on ${target.assets} assets with ${target.barsPerYear} bars a year: lower data.simulated.optimalSharpe or use a shorter interval.`,
      { context: { ...target } },
    );
  }
  return { strength, persistence, band };
}

/** (R⁻¹)_ii of `assets` assets that all correlate by ρ: how much the hedged aim exceeds momentum. */
export function hedgeFactor(assets: number, correlation: number): number {
  return (1 + (assets - 2) * correlation) / ((1 - correlation) * (1 + (assets - 1) * correlation));
}

/** κ at which a band gives the target; Infinity where none does. */
function strengthFor(target: EdgeTarget, persistence: number, band: number): number {
  const { assets, correlation, costSigma, nightVariance, restlessness } = target;
  const { capture, turnover, square } = bandLaw(persistence, band);
  const perBar = target.optimalSharpe / Math.sqrt(assets * target.barsPerYear);
  const rescaling = 1 + (square * restlessness) / (2 - 2 * persistence);
  const cost = costSigma * Math.sqrt(hedgeFactor(assets, correlation)) * turnover * rescaling;
  const a = capture ** 2 - perBar ** 2 * (square + capture ** 2);
  const c = cost ** 2 - perBar ** 2 * square * (1 + nightVariance);
  if (!(a > 0)) return Number.POSITIVE_INFINITY;
  return (capture * cost + Math.sqrt(capture ** 2 * cost ** 2 - a * c)) / a;
}

/**
 * Stationary law of y, which once a bar moves as far as it must to be within `band` of m,
 * where m is Gaussian AR(1) with variance 1 and first autocorrelation φ.
 *
 * In continuous time the density p(m, y) carries, for fixed y, a constant flux J through |m − y| < b:
 * ∂p/∂m = −m p − J/θ, and the rate U(y) at which y passes upwards through a level satisfies
 * p(y ± b, y) = U/θ and dU/dy = J: U by one quadrature, T = 2∫U dy, Q = ∫∫ y² p.
 * In discrete time b gains the mean overshoot β√(1 − φ²), θ is taken midway between −ln φ and 1 − φ,
 * and stationarity of m·y and y² gives A = (b + β√(1 − φ²)) T / (1 − φ). For half-lives of 5 bars
 * or more and 0.2 ≤ b ≤ 1 all three are within 2 % of simulation, from 20 bars within 0.5 %.
 *
 * @param persistence - φ in (0, 1)
 * @param band - b ≥ 0, standard deviations of m
 */
export function bandLaw(persistence: number, band: number): BandLaw {
  const reversion = 1 - persistence;
  const theta = 0.5 * (reversion - Math.log(persistence));
  const reach = band + MEAN_OVERSHOOT * Math.sqrt(1 - persistence ** 2);
  const step = 0.05;
  let logPassing = 0;
  let fluxBefore = 0;
  let passing = 0;
  let mass = 0;
  let square = 0;
  for (let y = 0; y <= 8; y += step) {
    const { flux, density } = slice(y, reach);
    if (y > 0) logPassing += 0.5 * step * (fluxBefore + flux);
    fluxBefore = flux;
    const weight = Math.exp(logPassing) * (y === 0 ? 0.5 : 1);
    passing += weight;
    mass += weight * density;
    square += weight * density * y * y;
  }
  const turnover = (2 * theta * passing) / mass;
  return { capture: (reach * turnover) / reversion, turnover, square: square / mass };
}

/** J / U at one y, and ∫ p dm over the band in units of U / θ, by the trapezoid rule. */
function slice(y: number, band: number): { flux: number; density: number } {
  const cells = 64;
  const width = (2 * band) / cells;
  let free = 1;
  let forced = 0;
  let freeSum = 0.5;
  let forcedSum = 0;
  for (let cell = 0; cell < cells; cell++) {
    const m = y - band + cell * width;
    const decay = Math.exp(-width * (m + width / 2));
    free *= decay;
    forced = forced * decay + 0.5 * width * (decay + 1);
    const weight = cell === cells - 1 ? 0.5 : 1;
    freeSum += weight * free;
    forcedSum += weight * forced;
  }
  const flux = (free - 1) / forced;
  return { flux, density: width * (freeSum - flux * forcedSum) };
}

/** Where a function with one valley is lowest in [low, high], by golden section. */
function lowestPoint(f: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [low, high];
  while (right - left > 1e-3) {
    const a = right - golden * (right - left);
    const b = left + golden * (right - left);
    if (f(a) <= f(b)) right = b;
    else left = a;
  }
  return (left + right) / 2;
}
