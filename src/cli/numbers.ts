import { QuantError } from '#base';

/** The number that an option's text spells, 0 or more. */
export function nonNegative(text: string, flag: string): number {
  const value = spelled(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw badNumber(text, flag, 'a number of 0 or more');
}

/** The number that an option's text spells, above 0. */
export function positive(text: string, flag: string): number {
  const value = spelled(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw badNumber(text, flag, 'a number above 0');
}

/** The whole number that an option's text spells, `least` or more. */
export function wholeNumber(text: string, flag: string, least: number): number {
  const value = spelled(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw badNumber(text, flag, `a whole number of ${least} or more`);
}

function spelled(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function badNumber(text: string, flag: string, wanted: string): QuantError {
  return new QuantError('cli/bad-option', `${flag} ${JSON.stringify(text)} is not ${wanted}.`);
}
