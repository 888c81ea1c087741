/** Powers of ten, exact as floats. */
const EXACT_TENS = Array.from({ length: 16 }, (_, power) => 10 ** power);

const ZERO = 48;
const POINT = 46;
const MINUS = 45;
const ASCII = new TextDecoder('latin1');

/** No number and no time takes more bytes. */
const LONGEST_CELL = 400;

const DAY_MS = 86_400_000;
const ISO_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|[+-]00:?00))?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_A_VALUE = /^(?:|[+-]?nan|[+-]?inf(?:inity)?|null|n\/?a)$/i;

/** A cell's bytes as text, a character a byte; of a long cell the beginning. */
export function cellText(bytes: Uint8Array, from: number, to: number): string {
  return ASCII.decode(bytes.subarray(from, Math.min(to, from + LONGEST_CELL)));
}

/**
 * The number in bytes [from, to), equal to the last bit to what `Number` reads.
 *
 * Up to 15 digits are one exact integer over one exact power of ten, so that a single correctly
 * rounded division is the nearest float; all else is left to `Number`.
 *
 * @returns NaN for an empty cell and the usual words for a missing or infinite value; undefined for
 *   text that is no number
 */
export function parseNumber(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from > LONGEST_CELL) return undefined;
  const negative = bytes[from] === MINUS;
  let digits = 0;
  let pointAt = -1;
  let whole = 0;
  for (let at = negative ? from + 1 : from; at < to; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      digits++;
    } else if (bytes[at] === POINT && pointAt < 0) {
      pointAt = at;
    } else {
      return parseRareNumber(cellText(bytes, from, to));
    }
  }
  if (digits === 0 || digits > 15) return parseRareNumber(cellText(bytes, from, to));
  const value = pointAt < 0 ? whole : whole / EXACT_TENS[to - pointAt - 1];
  return negative ? -value : value;
}

function parseRareNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return Number(trimmed);
  return NOT_A_VALUE.test(trimmed) ? Number.NaN : undefined;
}

/**
 * The UTC epoch ms of a time in bytes [from, to): `2004-08-19`, `2004-08-19T14:30:00Z`, or a count since
 * 1970 of seconds in 9 or 10 digits, of ms in 12 or 13, or of µs in 15 or 16, so from 1973 on.
 *
 * @returns undefined for anything else, for a time of day without its zone, and for a day that no
 *   calendar has
 */
export function parseTime(bytes: Uint8Array, from: number, to: number): number | undefined {
  const length = to - from;
  if (length === 20 && bytes[to - 1] === 90 && bytes[from + 10] === 84) {
    const time = parseFixedTime(bytes, from);
    if (!Number.isNaN(time)) return time;
  }
  if (length > LONGEST_CELL) return undefined;
  const perSecond = COUNTS_A_SECOND[length];
  if (perSecond !== undefined) {
    const count = wholeNumber(bytes, from, to);
    if (!Number.isNaN(count)) return Math.floor(count / (perSecond / 1000));
  }
  if (length === 10) {
    const day = parseFixedDate(bytes, from);
    if (!Number.isNaN(day)) return day * DAY_MS;
  }
  return parseRareTime(cellText(bytes, from, to));
}

/** The fineness of a count since 1970 by its number of digits. */
const COUNTS_A_SECOND: Readonly<Record<number, number>> = {
  9: 1,
  10: 1,
  12: 1e3,
  13: 1e3,
  15: 1e6,
  16: 1e6,
};

/** NaN unless all bytes are digits and the first is not 0. */
function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  let whole = 0;
  for (let at = from; at < to; at++) {
    const digit = bytes[at] - ZERO;
    if (!(digit >= 0 && digit <= 9) || bytes[from] === ZERO) return Number.NaN;
    whole = whole * 10 + digit;
  }
  return whole;
}

/** Days from 1970 of `YYYY-MM-DD` by position, or NaN. */
function parseFixedDate(bytes: Uint8Array, from: number): number {
  if (bytes[from + 4] !== 45 || bytes[from + 7] !== 45) return Number.NaN;
  const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
  return daysSinceEpoch(year, twoDigits(bytes, from + 5), twoDigits(bytes, from + 8));
}

/** `YYYY-MM-DDTHH:MM:SSZ` by position; NaN when a place holds something else or is out of range. */
function parseFixedTime(bytes: Uint8Array, from: number): number {
  if (bytes[from + 13] !== 58 || bytes[from + 16] !== 58) return Number.NaN;
  const day = parseFixedDate(bytes, from);
  const hour = twoDigits(bytes, from + 11);
  const minute = twoDigits(bytes, from + 14);
  const second = twoDigits(bytes, from + 17);
  return hour < 24 && minute < 60 && second < 60
    ? day * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000
    : Number.NaN;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - ZERO;
  const ones = bytes[at + 1] - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar; NaN for a day that does not exist. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)))
    return Number.NaN;
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const leaps =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leaps + Math.floor((153 * marchMonth + 2) / 5) + day - 719_469;
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

function parseRareTime(text: string): number | undefined {
  const match = ISO_TIME.exec(text.trim());
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const midnight = daysSinceEpoch(year, month, day) * DAY_MS;
  if (Number.isNaN(midnight) || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000);
  return midnight + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
}
