import type { SystemConfig } from '#config';
import { QuantError } from '#base';
import { nodeDisk } from '#base/node';
import { CsvProvider, type DataProvider, marketHoursOf, SimulatedProvider } from '#data';
import type { MarketOptions } from './options.ts';
import { REMOTE_MAKERS, type Surroundings } from './remote-providers.ts';

const MAKERS: Readonly<Record<string, (given: Surroundings) => DataProvider>> = {
  csv: ({ config }) => new CsvProvider(config.data.csvDir, nodeDisk),
  sim: ({ config }) => new SimulatedProvider(config.seed, config.data.simulated),
  ...REMOTE_MAKERS,
};

export const PROVIDER_NAMES: readonly string[] = Object.keys(MAKERS);

/**
 * Who answers for each name on the command line: the provider named there, or the one the name suggests.
 *
 * A folder of the user's means CSV for all of them. Else SIM1 is simulated, BTC/USDT comes from an
 * exchange for coins, EURUSD from one for currencies, and the rest from where stocks are.
 *
 * @throws cli/unknown-provider, cli/mixed-providers
 */
export function chooseProviders(
  names: readonly string[],
  options: Pick<MarketOptions, 'provider' | 'dataDir'>,
  given: Surroundings,
): ReadonlyMap<string, DataProvider> {
  const all = options.provider ?? (options.dataDir === undefined ? null : 'csv');
  const words = new Map(names.map((name) => [name, all ?? suggested(name, given.config)]));
  const distinct = [...new Set(words.values())];
  if (distinct.length > 1 && distinct.includes('sim')) throw mixed(words);
  const made = new Map(distinct.map((word) => [word, make(word, given)]));
  return new Map(
    [...words].flatMap(([name, word]) => {
      const provider = made.get(word);
      return provider === undefined ? [] : [[name, provider]];
    }),
  );
}

function make(word: string, given: Surroundings): DataProvider {
  if (Object.hasOwn(MAKERS, word)) return MAKERS[word](given);
  throw new QuantError(
    'cli/unknown-provider',
    `Provider ${JSON.stringify(word)} is not known; choose one of ${PROVIDER_NAMES.join(', ')}.`,
  );
}

function suggested(name: string, { data }: SystemConfig): string {
  if (/^SIM\d+$/.test(name)) return 'sim';
  const { kind } = marketHoursOf(name, data);
  if (kind === 'continuous' && name.includes('/')) return 'ccxt';
  return kind === 'forex' && !name.endsWith('=X') ? 'forex' : 'yahoo';
}

/** The simulated market has no today, so its span is another one than that of real prices. */
function mixed(words: ReadonlyMap<string, string>): QuantError {
  const simulated = [...words].filter(([, word]) => word === 'sim').map(([name]) => name);
  const others = [...words].filter(([, word]) => word !== 'sim').map(([name]) => name);
  return new QuantError(
    'cli/mixed-providers',
    `${simulated.join(', ')} ${simulated.length === 1 ? 'is' : 'are'} simulated, without a time in common with ${others.join(', ')}; name either in a run of its own.`,
  );
}
