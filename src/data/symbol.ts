import { resolve, sep } from 'node:path';
import { QuantError } from '#base';

/** A leading ^ for an index, then up to three parts: AAPL, BRK.B, BTC/USDT, EURUSD=X, ^GSPC. */
const SYMBOL = /^\^?[A-Z0-9]{1,15}(?:[./=^-][A-Z0-9]{1,10}){0,2}$/;

/** @throws data/bad-symbol */
export function checkSymbol(text: string): void {
  if (isSymbol(text)) return;
  const hint = isSymbol(text.toUpperCase()) ? ` Did you mean ${text.toUpperCase()}?` : '';
  throw new QuantError(
    'data/bad-symbol',
    `Bad symbol ${quoted(text)}: a symbol is capital letters and digits, up to two of . / = ^ - between them, such as AAPL, BRK.B, BTC/USDT or EURUSD=X.${hint}`,
    { context: { symbol: text.slice(0, 100) } },
  );
}

export function isSymbol(text: string): boolean {
  return SYMBOL.test(text);
}

/** The symbol as part of a file name: `/` becomes `_`, which no symbol contains, so none share a name. */
export function symbolFileStem(symbol: string): string {
  checkSymbol(symbol);
  return symbol.replaceAll('/', '_');
}

/** The symbol that `symbolFileStem` gave a stem to; null for a stem it never gives. */
export function symbolOfFileStem(stem: string): string | null {
  const symbol = stem.replaceAll('_', '/');
  return !stem.includes('/') && isSymbol(symbol) ? symbol : null;
}

/** A path to a file directly inside a folder, proven to lie there. */
export function pathInside(folder: string, fileName: string): string {
  const root = resolve(folder);
  const path = resolve(root, fileName);
  const inside = path.startsWith(root.endsWith(sep) ? root : root + sep);
  if (!inside || fileName.includes('\0')) {
    throw new QuantError(
      'data/path-outside',
      `File name ${quoted(fileName)} leads out of the folder ${folder}.`,
    );
  }
  return path;
}

/** Text as a reader can see it, control characters escaped, at most 40 characters of it. */
export function quoted(text: string): string {
  return text.length > 40
    ? `${JSON.stringify(text.slice(0, 40))}… (${text.length} characters)`
    : JSON.stringify(text);
}
