/** Prints this process's own offset from UTC and a digest of every decision of every kind of market. */
import { canonicalJson, sha256 } from '#base';
import { MARKET_KINDS } from '#config';
import { MarketHours } from '#data';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const decisions: unknown[] = [];
for (const kind of MARKET_KINDS) {
  const hours = new MarketHours(kind);
  for (let day = Date.UTC(1990, 0, 1); day < Date.UTC(2036, 0, 1); day += DAY_MS) {
    const time = day + 11.5 * HOUR_MS;
    decisions.push(hours.sessionOf(day), hours.closeOf(day, '1d'), hours.closeOf(day, '1w'));
    decisions.push(hours.tradingDayOf(time), hours.minuteOfDayOf(time), hours.sessionFrom(time));
  }
}
const offset = new Date(Date.UTC(2024, 0, 1)).getTimezoneOffset();
process.stdout.write(JSON.stringify({ offset, digest: sha256(canonicalJson(decisions)) }));
