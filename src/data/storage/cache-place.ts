import { join } from 'node:path';
import { assert, type Interval } from '#base';
import { pathInside, symbolFileStem } from '../symbol.ts';
import { isSplitByMonth } from './partitions.ts';

/** Names that stand for devices on Windows, alone and before any dot. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\.|$)/;

export const BARS_ENDING = '.parquet';

/** Where one symbol of one provider lies in the cache. */
export interface CachePlace {
  /** Locked while any of the symbol's files is written. */
  readonly lock: string;
  readonly actions: string;
  /** The folder of the bar files of an interval, and the name of one before its ending. */
  bars(interval: Interval): { readonly folder: string; readonly nameOf: (key: string) => string };
}

/**
 * Names files after a symbol so that no two symbols share one, on disks that tell capitals from
 * small letters and on those that do not: a symbol has capitals alone, and `_` for `/` alone.
 *
 * @throws data/bad-symbol
 */
export function cachePlace(root: string, provider: string, symbol: string): CachePlace {
  assert(/^[a-z0-9-]+$/.test(provider), 'a provider is named in lower case');
  const plain = symbolFileStem(symbol);
  const stem = DEVICE.test(plain) ? `_${plain}` : plain;
  const folder = pathInside(root, provider);
  return {
    lock: pathInside(join(folder, 'locks'), stem),
    actions: pathInside(folder, `${stem}_actions.json`),
    bars(interval) {
      const name = `${stem}_${interval}`;
      return isSplitByMonth(interval)
        ? { folder: pathInside(folder, name), nameOf: (key) => key }
        : { folder, nameOf: () => name };
    },
  };
}
