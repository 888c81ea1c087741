import type { Bar } from '#base';

/** A bar of a market that exists only in tests: the same at the same time, prices in whole cents. */
export function syntheticBar(time: number, lengthMs: number, level = 20_000): Bar {
  const open = priceAt(time, level);
  const close = priceAt(time + lengthMs, level);
  const chance = hashOf(time / 60_000);
  return {
    time,
    open,
    close,
    high: cents(Math.max(open, close) + (level * (chance % 97)) / 50_000),
    low: cents(Math.min(open, close) - (level * (chance % 89)) / 50_000),
    volume: (1 + (chance % 100_000)) / 1000,
  };
}

function priceAt(time: number, level: number): number {
  const minutes = time / 60_000;
  const slow = Math.sin(minutes / 9000) * 0.1;
  const noise = ((hashOf(minutes) % 2001) - 1000) / 200_000;
  return cents(level * (1 + slow + noise));
}

function cents(price: number): number {
  return Math.round(price * 100) / 100;
}

/** Whole number from 0 to 2³² − 1. */
function hashOf(value: number): number {
  let hash = Math.imul(Math.floor(value) ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
