import { sha256 } from '#base';
import { shapingSettings } from '#config';
import type { ForecastTable } from '#models';
import { hashesOf, type ManifestInput } from '../manifest.ts';

/** All that a backtest is a function of: only one of the same may go on where another stopped. */
export interface BacktestIdentity {
  readonly [part: string]: unknown;
  readonly learns: boolean;
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly interval: string;
}

export interface IdentifiedBacktest
  extends Pick<
    ManifestInput,
    'strategy' | 'market' | 'finerMarket' | 'start' | 'config' | 'versions' | 'models'
  > {
  readonly learns: boolean;
  readonly forecasts: ForecastTable | null;
}

/** A backtest by its settings, versions and models, and by hashes of its bars and forecasts. */
export function backtestIdentity(run: IdentifiedBacktest): BacktestIdentity {
  const { market, finerMarket = null, forecasts } = run;
  return {
    learns: run.learns,
    strategy: run.strategy,
    symbols: market.assets.map(({ symbol }) => symbol),
    interval: market.interval,
    start: run.start,
    settings: shapingSettings(run.config),
    dataHashes: hashesOf(market, finerMarket),
    models: run.models,
    forecasts: Object.fromEntries(
      (forecasts?.models ?? []).map(({ model, expectedSigma }) => [
        model,
        hashNumbers(expectedSigma),
      ]),
    ),
    versions: run.versions,
  };
}

function hashNumbers({ buffer, byteOffset, byteLength }: Float64Array): string {
  return sha256(new Uint8Array(buffer, byteOffset, byteLength));
}
