import { expect, it } from 'vitest';
import { outputTo } from './output.ts';

const written = (isJson: boolean, terminal: { isTTY?: boolean; columns?: number } = {}) => {
  let text = '';
  const output = outputTo({ ...terminal, write: (more) => (text += more) }, isJson);
  output.text('before');
  output.table([{ title: 'wide column', cell: (row: string) => row }], ['x']);
  output.document({ prices: Float64Array.of(1, Number.NaN, Infinity, -0), time: null, text: '"' });
  return text;
};

it('is text for people and one document for programs, never both', () => {
  expect(written(false)).toBe('before\nwide column\n───────────\nx\n');
  expect(JSON.parse(written(true))).toEqual({ prices: [1, null, null, 0], time: null, text: '"' });
});

it('fits the terminal, and is whole elsewhere', () => {
  expect(written(false, { isTTY: true, columns: 6 })).toContain('wide …\n');
  expect(written(false, { columns: 6 })).toContain('wide column\n');
});
