import { Random } from '#base';
import { type ShockLaw, shockProcess } from './shock.ts';
import type { Timetable } from './timetable.ts';

const CALM_DAYS = 250;
const TURBULENT_DAYS = 50;
const TURBULENT_SHARE = TURBULENT_DAYS / (CALM_DAYS + TURBULENT_DAYS);
/** Volatility of a turbulent bar over that of a calm one. */
const TURBULENT_FACTOR = 2;
/** Levels of ln σ that give σ a mean square of 1. */
const LOG_CALM = -0.5 * Math.log1p(TURBULENT_SHARE * (TURBULENT_FACTOR ** 2 - 1));
const LOG_TURBULENT = LOG_CALM + Math.log(TURBULENT_FACTOR);

const LOG_VOLATILITY_HALF_LIFE_DAYS = 30;
/** Standard deviation of ln σ, once for the part all assets share and once for an asset's own. */
const LOG_VOLATILITY_SIGMA = 0.2;

/**
 * E[1/v] of the volatility factor v, whose mean square is 1.
 *
 * v = level(regime) · e^(h − V), V = Var h: E[1/v] = E[1/level] · e^(3V/2)
 */
export const MEAN_INVERSE_VOLATILITY =
  (1 - TURBULENT_SHARE + TURBULENT_SHARE / TURBULENT_FACTOR) *
  Math.exp(-LOG_CALM + 3 * LOG_VOLATILITY_SIGMA ** 2);

/** E[(Δ ln σ)²] a bar: how restless the volatility is to which positions are scaled. */
export function volatilityRestlessness(timetable: Timetable): number {
  const flips = 2 / ((CALM_DAYS + TURBULENT_DAYS) * timetable.barsPerDay);
  const wander = 2 * LOG_VOLATILITY_SIGMA ** 2 * (1 - logVolatilityDecay(timetable));
  return flips * Math.log(TURBULENT_FACTOR) ** 2 + 2 * wander;
}

/** What all assets of one interval share, bar by bar. */
export interface MarketPath {
  /** ln of the shared factor of volatility, the regime in it. */
  readonly logVolatility: Float64Array;
  /** Shared part of the shock in open hours, variance ρ. */
  readonly shock: Float64Array;
  /** Shared part of the shock of the closed hours before the bar, variance ρ; 0 where there are none. */
  readonly nightShock: Float64Array;
}

/** Shared path of `length` bars; a longer one begins with the same bars. */
export function simulateMarket(
  stream: (name: string) => Random,
  { correlation, law, timetable }: { correlation: number; law: ShockLaw; timetable: Timetable },
  length: number,
): MarketPath {
  const regimes = stream('regime');
  const nextShock = shockProcess(stream('shock'), law, correlation);
  const nights = stream('night');
  const nextLogVolatility = logVolatilityProcess(stream('volatility'), timetable);
  const path: MarketPath = {
    logVolatility: new Float64Array(length),
    shock: new Float64Array(length),
    nightShock: new Float64Array(length),
  };
  let turbulent = regimes.uniform() < TURBULENT_SHARE;
  for (let row = 0; row < length; row++) {
    const stayDays = turbulent ? TURBULENT_DAYS : CALM_DAYS;
    if (regimes.uniform() * stayDays * timetable.barsPerDay < 1) turbulent = !turbulent;
    path.logVolatility[row] = (turbulent ? LOG_TURBULENT : LOG_CALM) + nextLogVolatility();
    path.shock[row] = nextShock();
    if (nightBefore(timetable, row) > 0) {
      path.nightShock[row] = Math.sqrt(correlation) * nights.normal();
    }
  }
  return path;
}

/**
 * Successive values of h − Var h, where h is AR(1) with mean 0 and standard deviation 0.2.
 *
 * Two of them, exponentiated, have a mean square of 1.
 */
export function logVolatilityProcess(random: Random, timetable: Timetable): () => number {
  const decay = logVolatilityDecay(timetable);
  const step = LOG_VOLATILITY_SIGMA * Math.sqrt(1 - decay * decay);
  let value = LOG_VOLATILITY_SIGMA * random.normal();
  return () => {
    value = decay * value + step * random.normal();
    return value - LOG_VOLATILITY_SIGMA ** 2;
  };
}

function logVolatilityDecay({ barsPerDay }: Timetable): number {
  return 0.5 ** (1 / (LOG_VOLATILITY_HALF_LIFE_DAYS * barsPerDay));
}

/** Variance of the closed hours before a bar over that of its open hours. */
export function nightBefore(timetable: Timetable, row: number): number {
  return row % timetable.barsPerSession === 0 ? timetable.nightVariance : 0;
}
