import { QuantError } from '#base';

export const DAY_MS = 86_400_000;

const FORM = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

/** UTC epoch ms of `2020-01-31` or `2020-01-31T14:30:00Z`. */
export function parseDate(text: string, flag: string): number {
  const time = FORM.test(text) ? Date.parse(text) : Number.NaN;
  // The 31st of February is read as some day in March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))) {
    return time;
  }
  throw new QuantError(
    'cli/bad-date',
    `${flag} ${JSON.stringify(text)} is not a date; write 2020-01-31 or 2020-01-31T14:30:00Z (UTC).`,
  );
}

/** End of a span: a date alone means to the end of that day. */
export function parseEnd(text: string, flag: string): number {
  const time = parseDate(text, flag);
  return text.includes('T') ? time : time + DAY_MS;
}
