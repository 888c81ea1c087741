import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from './colours.ts';

type Rgb = readonly number[];

function rgb(colour: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
}

/** WCAG's relative luminance. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function mixed(one: string, other: string, share: number): Rgb {
  const [from, to] = [rgb(other), rgb(one)];
  return from.map((part, at) => part + share * (to[at] - part));
}

const TEXT = ['ink', 'muted', 'gain', 'loss', 'warn'] as const;
const LINES = [
  'strategy',
  'strategy-soft',
  'benchmark',
  'price',
  'short',
  'gain',
  'loss',
  'cash',
  'fees',
  'slippage',
  'other-costs',
  ...([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((at) => `series-${at}` as const),
] as const;

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s theme', (_, theme) => {
  it('writes at 4.5 to 1 or more', () => {
    for (const text of TEXT) {
      for (const ground of ['paper', 'card', 'quiet'] as const) {
        const ratio = contrast(rgb(theme[text]), rgb(theme[ground]));
        expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(rgb(theme.warn), rgb(theme['warn-fill']))).toBeGreaterThanOrEqual(4.5);
  });

  it('draws at 3 to 1 or more', () => {
    for (const line of LINES) {
      expect(contrast(rgb(theme[line]), rgb(theme.card)), line).toBeGreaterThanOrEqual(3);
    }
  });

  it('can be read on every colour of the months', () => {
    for (const end of ['heat-loss', 'heat-gain'] as const) {
      for (let share = 0; share <= 1; share += 0.1) {
        const ground = mixed(theme[end], theme['heat-zero'], share);
        expect(contrast(rgb(theme.ink), ground), `${end} ${share}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
