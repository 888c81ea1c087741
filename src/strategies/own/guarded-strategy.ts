import { type Forecast, type MarketSlice, messageOf, QuantError } from '#base';
import { type Holdings, NOTHING_HELD } from '../holdings.ts';
import { type Direction, type Signal, signal } from '../signal.ts';
import { termsFault } from '../signal-terms.ts';
import type { Strategy, StrategyState } from '../strategy.ts';
import { rulesFault, type StrategyDefinition, type StrategyRules } from './strategy-definition.ts';

export interface GuardedStrategyOptions {
  /** File it came from, as the command line names it. */
  readonly path: string;
  /** Names the strategy with its code. */
  readonly name: string;
  readonly definition: StrategyDefinition;
  readonly assets: number;
}

/**
 * A strategy of the user's: what goes wrong in it is told as theirs, what it wants is checked, and whatever
 * it does to a slice or a forecast, others see them as they are.
 */
export class GuardedStrategy implements Strategy {
  readonly name: string;
  readonly models: readonly string[];
  readonly #options: GuardedStrategyOptions;
  readonly #rules: StrategyRules;

  /** @throws strategies/file-unusable */
  constructor(options: GuardedStrategyOptions) {
    const { name, definition, assets } = options;
    this.name = name;
    this.models = [...(definition.models ?? [])];
    this.#options = options;
    this.#rules = this.#attempt(() => definition.create({ assets }));
    const fault = rulesFault(this.#rules);
    if (fault !== null) throw this.#refusal(fault);
  }

  warmUp(slice: MarketSlice): void {
    this.#attempt(() => {
      if (this.#rules.warmUp !== undefined) this.#rules.warmUp(copyOfSlice(slice));
      else this.#rules.generateSignals(copyOfSlice(slice), [], NOTHING_HELD);
    });
  }

  generateSignals(
    slice: MarketSlice,
    forecasts: readonly Forecast[],
    holdings: Holdings = NOTHING_HELD,
  ): readonly Signal[] {
    const given: unknown = this.#attempt(() =>
      this.#rules.generateSignals(copyOfSlice(slice), forecasts.map(copyOfForecast), holdings),
    );
    if (!Array.isArray(given)) throw this.#refusal('gives signals that are no list');
    const seen = new Set<number>();
    return given.map((candidate: unknown) => {
      const fault = signalFault(candidate, slice, seen);
      if (fault !== null) {
        throw this.#refusal(`gives a signal at ${new Date(slice.time).toISOString()} ${fault}`);
      }
      const wanted = candidate as Signal;
      seen.add(wanted.asset);
      return signal(wanted);
    });
  }

  saveState(): StrategyState {
    return this.#attempt(() => this.#rules.saveState());
  }

  loadState(state: StrategyState): void {
    this.#attempt(() => {
      this.#rules.loadState(state);
    });
  }

  #attempt<Result>(step: () => Result): Result {
    try {
      return step();
    } catch (cause) {
      throw this.#refusal(`failed: ${messageOf(cause).trim().replace(/\.$/, '')}`, cause);
    }
  }

  #refusal(what: string, cause?: unknown): QuantError {
    const { path, definition } = this.#options;
    return new QuantError(
      'strategies/file-unusable',
      `Strategy ${definition.name} of ${path} ${what}.`,
      { cause },
    );
  }
}

/** What is wrong with a signal, in words that follow "gives a signal". */
function signalFault(
  candidate: unknown,
  slice: MarketSlice,
  seen: ReadonlySet<number>,
): string | null {
  if (typeof candidate !== 'object' || candidate === null) return 'that is none';
  const { time, asset, direction, confidence, targetPosition, reason } =
    candidate as Partial<Signal>;
  const assets = slice.present.length;
  if (asset === undefined || !Number.isInteger(asset) || !(asset >= 0 && asset < assets)) {
    return `of asset ${String(asset)}, which must be one of 0…${assets - 1}`;
  }
  if (slice.present[asset] === 0) return `of asset ${asset}, which has no bar then`;
  if (seen.has(asset)) return `of asset ${asset} twice`;
  if (time !== slice.time) return `stamped ${String(time)}, which must be the slice's time`;
  if (!Number.isFinite(targetPosition) || !Number.isFinite(confidence)) {
    return `with the target ${String(targetPosition)} and the confidence ${String(confidence)}, which must be finite`;
  }
  if (direction !== (Math.sign(targetPosition as number) as Direction)) {
    return `with the direction ${String(direction)}, which must be the sign of its target ${String(targetPosition)}`;
  }
  if (typeof reason !== 'string' || reason === '') return 'without a reason';
  return termsFault(candidate, direction);
}

/** Slices are refilled and read by all; the user's code may keep or change its own. */
function copyOfSlice(slice: MarketSlice): MarketSlice {
  return {
    time: slice.time,
    barIndex: slice.barIndex,
    knownAt: slice.knownAt,
    present: slice.present.slice(),
    open: slice.open.slice(),
    high: slice.high.slice(),
    low: slice.low.slice(),
    close: slice.close.slice(),
    volume: slice.volume.slice(),
    factor: slice.factor.slice(),
    splitRatio: slice.splitRatio.slice(),
    dividend: slice.dividend.slice(),
    opensAt: slice.opensAt.slice(),
  };
}

function copyOfForecast(forecast: Forecast): Forecast {
  return { ...forecast, expectedSigma: forecast.expectedSigma.slice() };
}
