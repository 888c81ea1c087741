import { QuantError } from '#base';
import { nodeDisk } from '#base/node';
import type { SystemConfig } from '#config';
import { CsvProvider, type DataProvider, SimulatedProvider } from '#data';
import type { MarketOptions } from './options.ts';

const MAKERS: Readonly<Record<string, (config: SystemConfig) => DataProvider>> = {
  csv: (config) => new CsvProvider(config.data.csvDir, nodeDisk),
  sim: (config) => new SimulatedProvider(config.seed, config.data.simulated),
};

export const PROVIDER_NAMES: readonly string[] = Object.keys(MAKERS);

/** The provider named, or the one the symbols and options suggest: SIM1 is simulated, a folder is CSV. */
export function chooseProvider(
  symbols: readonly string[],
  options: Pick<MarketOptions, 'provider' | 'dataDir'>,
  config: SystemConfig,
): DataProvider {
  const name = options.provider ?? suggested(symbols, options.dataDir);
  if (name !== null && Object.hasOwn(MAKERS, name)) return MAKERS[name](config);
  const known = PROVIDER_NAMES.join(', ');
  throw new QuantError(
    'cli/unknown-provider',
    name === null
      ? `No provider fits ${symbols.join(', ')}; name one with --provider (${known}), or give --data-dir for CSV files.`
      : `Provider ${JSON.stringify(name)} is not known; choose one of ${known}.`,
  );
}

function suggested(symbols: readonly string[], dataDir: string | undefined): string | null {
  if (dataDir !== undefined) return 'csv';
  return symbols.every((symbol) => /^SIM\d+$/.test(symbol)) ? 'sim' : null;
}
