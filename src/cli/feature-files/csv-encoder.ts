import type { FeatureEncoder, FeatureFileShape } from './feature-encoder.ts';
import type { FeatureBlock } from './feature-rows.ts';

/** A CSV file: ISO-8601 UTC times, numbers in the fewest digits that read back the same, empty where missing. */
export function csvEncoder({ names, symbols }: FeatureFileShape): FeatureEncoder {
  const hasSymbols = symbols.length > 1;
  const bytes = new TextEncoder();
  const header = ['timestamp', ...(hasSymbols ? ['symbol'] : []), ...names].join(',');
  let pending = `${header}\n`;
  const take = () => {
    const piece = bytes.encode(pending);
    pending = '';
    return piece;
  };
  return {
    encode: ({ rows, times, assets, values }: FeatureBlock) => {
      const lines: string[] = [];
      for (let row = 0; row < rows; row++) {
        let line = new Date(times[row]).toISOString().replace('.000Z', 'Z');
        if (hasSymbols) line += `,${symbols[assets[row]]}`;
        for (let column = 0; column < values.length; column++) {
          const value = values[column][row];
          line += Number.isNaN(value) ? ',' : `,${value}`;
        }
        lines.push(line);
      }
      pending += `${lines.join('\n')}\n`;
      return take();
    },
    end: take,
  };
}
