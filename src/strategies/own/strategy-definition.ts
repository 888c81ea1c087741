import type { Forecast, MarketSlice } from '#base';
import type { Holdings } from '../holdings.ts';
import type { Signal } from '../signal.ts';
import type { Strategy } from '../strategy.ts';

/** What a strategy of one's own knows of its run. */
export interface StrategyContext {
  /** How many assets there are; columns of slices and forecasts are indexed by asset. */
  readonly assets: number;
}

/** What decides; without `warmUp` bars from before trading are given to `generateSignals`, whose signals are dropped. */
export interface StrategyRules
  extends Pick<Strategy, 'saveState' | 'loadState'>,
    Partial<Pick<Strategy, 'warmUp'>> {
  generateSignals(
    slice: MarketSlice,
    forecasts: readonly Forecast[],
    holdings: Holdings,
  ): readonly Signal[];
}

/** A strategy of one's own: what `--strategy FILE.ts` looks for, exported as `strategy`. */
export interface StrategyDefinition {
  /** Lower-case letters, digits and -, a letter first; with the hash of its code it names the run. */
  readonly name: string;
  /** Models whose forecasts it reads; none when left out. */
  readonly models?: readonly string[];
  create(context: StrategyContext): StrategyRules;
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** What keeps an export from being a strategy, in words that follow the file's name; null when nothing does. */
export function definitionFault(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) {
    return `it must export strategy, an object with name and create, and exports ${shown(value)}`;
  }
  const { name, models, create } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || !NAME.test(name)) {
    return `its strategy has the name ${shown(name)}, which must be at most 40 lower-case letters, digits and -, a letter first`;
  }
  if (models !== undefined && !isListOfNames(models)) {
    return `strategy ${name} has models ${shown(models)}, which must be a list of names, or left out`;
  }
  if (typeof create !== 'function') {
    return `strategy ${name} has create ${shown(create)}, which must be a function that makes its rules`;
  }
  return null;
}

/** What keeps that which `create` returned from being rules. */
export function rulesFault(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return `makes ${shown(value)} instead of rules`;
  const rules = value as Readonly<Record<string, unknown>>;
  for (const method of ['generateSignals', 'saveState', 'loadState']) {
    if (typeof rules[method] !== 'function') return `makes rules without the function ${method}`;
  }
  const { warmUp } = rules;
  if (warmUp === undefined || typeof warmUp === 'function') return null;
  return `makes rules whose warmUp is ${shown(warmUp)}, which must be a function, or left out`;
}

function isListOfNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string' && name !== '') &&
    new Set(value).size === value.length
  );
}

function shown(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
