import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSymbol, isSymbol, pathInside, symbolFileStem, symbolOfFileStem } from './symbol.ts';

const part = (longest: number) => fc.stringMatching(new RegExp(`^[A-Z0-9]{1,${longest}}$`));
const symbols = fc
  .tuple(fc.constantFrom('', '^'), part(15), fc.constantFrom('', '.', '/', '=', '^', '-'), part(10))
  .map(([caret, first, mark, second]) => caret + first + (mark === '' ? '' : mark + second));

describe('symbols', () => {
  it('are accepted in the forms of stocks, indices, crypto, forex and panels', () => {
    for (const text of ['AAPL', 'BRK.B', '^GSPC', 'BTC/USDT', 'EURUSD=X', 'BF-B', 'PANEL/BRK.B']) {
      expect(isSymbol(text), text).toBe(true);
    }
  });

  it('that could reach outside a folder or an object are refused with the text seen', () => {
    const bad = ['../x', '..', '', '/', 'A/../B', 'A\0B', 'a/b', '__proto__', 'A'.repeat(300), 'А'];
    for (const text of bad) {
      expect(() => checkSymbol(text), text).toThrow(/^Bad symbol ".*a symbol is capital letters/);
    }
    expect(() => checkSymbol('../x')).toThrow('Bad symbol "../x":');
    expect(() => checkSymbol('A\0B')).toThrow('Bad symbol "A\\u0000B":');
    expect(() => checkSymbol('A'.repeat(300))).toThrow('(300 characters)');
    expect(() => checkSymbol('goog')).toThrow('Did you mean GOOG?');
  });

  it('never share a file name and never leave the folder', () => {
    fc.assert(
      fc.property(symbols, symbols, (a, b) => {
        const stem = symbolFileStem(a);
        expect(symbolOfFileStem(stem)).toBe(a);
        expect(stem === symbolFileStem(b)).toBe(a === b);
        expect(resolve(pathInside('data', `${stem}_1d.csv`))).toBe(
          resolve('data', `${stem}_1d.csv`),
        );
      }),
    );
  });

  it('cannot be used to make a path outside the folder', () => {
    for (const name of ['../x', '..', '.', '', '/etc/passwd', 'a\0b', 'x/../../y']) {
      expect(() => pathInside('data', name), name).toThrow('leads out of the folder data');
    }
    expect(pathInside('data', 'x.csv')).toBe(resolve(join('data', 'x.csv')));
  });
});
