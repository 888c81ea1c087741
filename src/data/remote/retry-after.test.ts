import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedWaitMs } from './retry-after.ts';

const NOW = Date.UTC(2024, 0, 2, 3, 4, 5, 250);

function asked(headers: Record<string, string>, status = 429): number | null {
  return askedWaitMs({ status, headers: new Headers(headers) }, NOW);
}

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1500],
    [' 7 ', 7000],
    ['99999999999', 99_999_999_999_000],
    ['9'.repeat(400), Number.POSITIVE_INFINITY],
  ])('of %s seconds', (text, waitMs) => {
    expect(asked({ 'retry-after': text })).toBe(waitMs);
    expect(asked({ 'retry-after': text }, 503)).toBe(waitMs);
  });

  it('as a date counts from now, and asks nothing once past', () => {
    expect(asked({ 'retry-after': 'Tue, 02 Jan 2024 03:04:15 GMT' })).toBe(9750);
    expect(asked({ 'retry-after': 'Tue, 02 Jan 2024 03:04:05 GMT' })).toBe(0);
    expect(asked({ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(0);
  });

  it.each([
    '',
    '-5',
    '1e9',
    'soon',
    '0x10',
    '5, 5',
    'NaN',
    'Tue, 99 Foo 2024 03:04:15 GMT',
    '2024-01-02',
  ])('that reads %j asks nothing', (text) => {
    expect(asked({ 'retry-after': text })).toBeNull();
  });
});

describe('X-RateLimit-Reset', () => {
  const inSeconds = (seconds: number) => String(Math.floor(NOW / 1000) + seconds);

  it('names the second after which too many requests are forgiven', () => {
    expect(asked({ 'x-ratelimit-reset': inSeconds(20) })).toBe(20_750);
    expect(asked({ 'x-ratelimit-reset': inSeconds(-20) })).toBe(0);
  });

  it('is no reason to wait after any other failure, nor beside Retry-After', () => {
    expect(asked({ 'x-ratelimit-reset': inSeconds(20) }, 503)).toBeNull();
    expect(asked({ 'x-ratelimit-reset': inSeconds(20), 'retry-after': '2' })).toBe(2000);
  });

  it('in other units is not taken for centuries', () => {
    expect(asked({ 'x-ratelimit-reset': String(NOW) })).toBeNull();
    expect(asked({ 'x-ratelimit-reset': '60' })).toBe(0);
  });
});

it('is never negative and never NaN, whatever a server says', () => {
  const text = fc.oneof(
    fc.string(),
    fc.nat().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(text, text, (retryAfter, reset) => {
      const headers = { get: (name: string) => (name === 'retry-after' ? retryAfter : reset) };
      const waitMs = askedWaitMs({ status: 429, headers: headers as Headers }, NOW);
      expect(waitMs === null || waitMs >= 0).toBe(true);
    }),
  );
});
