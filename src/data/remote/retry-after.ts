const SECONDS = /^\d+(?:\.\d+)?$/;

/** `Wed, 21 Oct 2015 07:28:00 GMT`, the one form of a date that servers may send. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** A reset further ahead is no time in seconds. */
const FARTHEST_RESET_MS = 86_400_000;

/**
 * How long a vendor asks to be left alone.
 *
 * `Retry-After` in seconds or as a date; else, where it refused because of too many requests,
 * `X-RateLimit-Reset` in Unix seconds, and one second more because it is cut to a whole one.
 *
 * @param now - UTC epoch ms
 * @returns ms, 0 for a time already past; null when nothing readable is asked
 * @see RFC 9110, section 10.2.3
 */
export function askedWaitMs(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  now: number,
): number | null {
  const retryAfter = headers.get('retry-after')?.trim() ?? '';
  if (SECONDS.test(retryAfter)) return Number(retryAfter) * 1000;
  if (HTTP_DATE.test(retryAfter)) {
    const time = Date.parse(retryAfter);
    if (Number.isFinite(time)) return Math.max(0, time - now);
  }
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? '';
  if (status !== 429 || !SECONDS.test(reset)) return null;
  const waitMs = Number(reset) * 1000 + 1000 - now;
  return waitMs <= FARTHEST_RESET_MS ? Math.max(0, waitMs) : null;
}
