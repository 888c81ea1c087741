import { type BarTable, emptyBarTable, QuantError, type Random } from '#base';
import { logVolatilityProcess, type MarketPath, nightBefore } from './market-path.ts';
import { diffusiveShare, logMeanGrowth, type ShockLaw, shockProcess } from './shock.ts';
import type { Timetable } from './timetable.ts';

const MEDIAN_FIRST_PRICE = 100;
const MEDIAN_DAILY_TURNOVER = 3e8;
/** Prices beyond e^±600 would leave the range of a double. */
const LOG_PRICE_LIMIT = 600;

/** The constants of one asset's motion, per bar. */
export interface AssetLaw {
  readonly shock: ShockLaw;
  readonly correlation: number;
  /** Root mean square of σ, the volatility of a bar's open hours, fraction. */
  readonly volatility: number;
  /** ln(1 + expected return of a bar). */
  readonly drift: number;
  /** κ, expected open-hours return in σ for one standard deviation of momentum. */
  readonly strength: number;
  /** φ, first autocorrelation of momentum. */
  readonly persistence: number;
}

/** One asset's bars, and what only its maker knows. */
export interface AssetPath {
  readonly bars: BarTable;
  /** m at the bar's close [t]; the next bar's expected open-hours return is κ·m·σ of that bar. */
  readonly momentum: Float64Array;
  /** σ of the bar's open hours [t], fraction; settled at the close before. */
  readonly volatility: Float64Array;
}

/**
 * One asset over all bars of the market path; a longer path begins with the same bars.
 *
 * night_t   = σ_t √G_t η_t − ½ σ_t² G_t                              ln(open_t / close_{t−1})
 * session_t = drift + κ m_{t−1} σ_t + σ_t ε_t − ln E[e^(σ_t ε)]      ln(close_t / open_t)
 * m_t       = φ m_{t−1} + √(1 − φ²) (ε_t + √G_t η_t) / √(1 + G_t)
 *
 * @throws data/simulated-price when the price leaves the range of numbers
 */
export function simulateAsset(
  stream: (name: string) => Random,
  law: AssetLaw,
  market: MarketPath,
  timetable: Timetable,
): AssetPath {
  const length = market.shock.length;
  const bars = emptyBarTable(length);
  const momentum = new Float64Array(length);
  const volatility = new Float64Array(length);
  const nextMove = moveProcess(stream, law, market, timetable);
  const drawRange = rangeProcess(stream('range'), diffusiveShare(law.shock));
  const nextVolume = volumeProcess(stream('volume'), timetable);
  const start = stream('start');
  const learning = Math.sqrt(1 - law.persistence ** 2);
  let m = start.normal();
  let logClose = Math.log(MEDIAN_FIRST_PRICE) + 0.5 * start.normal();
  const move: Move = { sigma: 0, night: 0, session: 0, surprise: 0 };
  for (let row = 0; row < length; row++) {
    nextMove(row, m, move);
    const logOpen = logClose + move.night;
    logClose = logOpen + move.session;
    if (!(Math.abs(logClose) < LOG_PRICE_LIMIT)) throw outOfRange(row);
    m = law.persistence * m + learning * move.surprise;
    momentum[row] = m;
    volatility[row] = move.sigma;
    bars.open[row] = Math.exp(logOpen);
    bars.close[row] = Math.exp(logClose);
    drawRange(bars, row, move);
    bars.volume[row] = nextVolume(move.sigma / law.volatility, move.surprise, bars.close[row]);
  }
  return { bars, momentum, volatility };
}

/** One bar's motion, refilled bar after bar. */
interface Move {
  sigma: number;
  /** ln(open / close before). */
  night: number;
  /** ln(close / open). */
  session: number;
  /** The unforeseen part of both, standardised. */
  surprise: number;
}

function moveProcess(
  stream: (name: string) => Random,
  law: AssetLaw,
  market: MarketPath,
  timetable: Timetable,
): (row: number, m: number, move: Move) => void {
  const ownWeight = 1 - law.correlation;
  const ownNightSigma = Math.sqrt(ownWeight);
  const nights = stream('night');
  const nextShock = shockProcess(stream('shock'), law.shock, ownWeight);
  const nextLogVolatility = logVolatilityProcess(stream('volatility'), timetable);
  const compensation = logMeanGrowth(law.shock, law.correlation);
  return (row, m, move) => {
    const sigma = law.volatility * Math.exp(market.logVolatility[row] + nextLogVolatility());
    const shock = market.shock[row] + nextShock();
    const variance = nightBefore(timetable, row);
    const nightShock =
      variance > 0
        ? Math.sqrt(variance) * (market.nightShock[row] + ownNightSigma * nights.normal())
        : 0;
    move.sigma = sigma;
    move.night = sigma * nightShock - 0.5 * sigma * sigma * variance;
    move.session = law.drift + sigma * (law.strength * m + shock) - compensation(sigma);
    move.surprise = (shock + nightShock) / Math.sqrt(1 + variance);
  };
}

/**
 * High and low as a Brownian bridge from open to close would reach them, each drawn from its exact law.
 *
 * high = open · e^(½(r + √(r² − 2v ln U))), r = ln(close / open), v its variance without jumps
 */
function rangeProcess(
  random: Random,
  diffusive: number,
): (bars: BarTable, row: number, move: Move) => void {
  const reach = (end: number, variance: number) =>
    0.5 * (end + Math.sqrt(end * end - 2 * variance * Math.log(1 - random.uniform())));
  return ({ open, high, low, close }, row, { sigma, session }) => {
    const variance = diffusive * sigma * sigma;
    const top = open[row] * Math.exp(reach(session, variance));
    const bottom = open[row] * Math.exp(-reach(-session, variance));
    high[row] = Math.max(open[row], close[row], top);
    low[row] = Math.min(open[row], close[row], bottom);
  };
}

/** Units traded: a steady turnover, more of it when volatility is high or the bar surprises. */
function volumeProcess(
  random: Random,
  { barsPerDay }: Timetable,
): (factor: number, surprise: number, close: number) => number {
  const turnover = (MEDIAN_DAILY_TURNOVER * Math.exp(0.5 * random.normal())) / barsPerDay;
  return (factor, surprise, close) => {
    const excitement = 0.25 * Math.min(Math.abs(surprise), 8) + 0.3 * random.normal();
    return Math.max(1, Math.round((turnover / close) * Math.sqrt(factor) * Math.exp(excitement)));
  };
}

function outOfRange(row: number): QuantError {
  return new QuantError(
    'data/simulated-price',
    `A simulated price left the range of numbers at bar ${row + 1}: lower data.simulated.annualVolatility or annualDrift, or ask for fewer bars.`,
    { context: { row } },
  );
}
