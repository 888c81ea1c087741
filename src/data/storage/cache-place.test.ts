import { resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachePlace } from './cache-place.ts';

const namesOf = (symbol: string) => {
  const place = cachePlace('cache', 'fake', symbol);
  return (['1d', '1m'] as const).flatMap((interval) => {
    const { folder, nameOf } = place.bars(interval);
    return [place.actions, place.lock, `${folder}${sep}${nameOf('2014-07')}.parquet`];
  });
};

describe('cachePlace', () => {
  it('gives no two symbols a name in common, whether or not the disk tells capitals apart', () => {
    const symbols = [
      'A',
      'A/B',
      'A.B',
      'A-B',
      'A=B',
      'A^B',
      'A/1D',
      'A/1M',
      'A.1D',
      'AB',
      '^A',
      'A/B/C',
      'CON',
      'LOCKS',
      'A/ACTIONS',
    ];
    const owners = new Map<string, string>();
    for (const symbol of symbols) {
      for (const name of new Set(namesOf(symbol))) {
        const small = name.toLowerCase();
        expect(owners.get(small), `${symbol} at ${name}`).toBe(undefined);
        owners.set(small, symbol);
      }
    }
  });

  it('lets no symbol name a device of Windows, or lead out of the folder', () => {
    const root = resolve('cache', 'fake') + sep;
    for (const symbol of ['CON', 'CON.A', 'AUX', 'NUL.X', 'COM1.B', 'LPT9', 'PRN/A']) {
      for (const name of namesOf(symbol)) {
        expect(name.startsWith(root)).toBe(true);
        const parts = name.slice(root.length).split(sep);
        for (const part of parts) {
          expect(part).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
          expect(part.length).toBeLessThan(80);
        }
      }
    }
  });

  it.each(['a', 'A_B', '..', '../A', 'A\0', 'A B', 'A'.repeat(300), 'CON:', 'Å', ''])(
    'refuses %j',
    (symbol) => {
      expect(() => cachePlace('cache', 'fake', symbol)).toThrow(/^Bad symbol/);
    },
  );

  it('asserts that a provider is named by one lower-case word', () => {
    expect(() => cachePlace('cache', '../x', 'A')).toThrow('a provider is named in lower case');
  });
});
