import { expect, it } from 'vitest';
import { renderTable } from './table.ts';

const ROWS = [
  { name: 'a', value: 1 },
  { name: 'longer', value: 1000 },
];
const COLUMNS = [
  { title: 'name', cell: (row: (typeof ROWS)[number]) => row.name },
  { title: 'n', align: 'right' as const, cell: (row: (typeof ROWS)[number]) => `${row.value}` },
  { title: 'note', cell: () => 'as it is' },
];

it('aligns columns under their titles, with nothing after the last character', () => {
  expect(renderTable(COLUMNS, ROWS)).toBe(
    [
      'name       n  note',
      '──────  ────  ────────',
      'a          1  as it is',
      'longer  1000  as it is',
    ].join('\n'),
  );
});

it('has titles and a rule when there are no rows', () => {
  expect(renderTable(COLUMNS, [])).toBe('name  n  note\n────  ─  ────');
});

it('cuts lines to the width of a terminal, and only those', () => {
  expect(renderTable(COLUMNS, ROWS, 20).split('\n')).toEqual([
    'name       n  note',
    '──────  ────  ─────…',
    'a          1  as it…',
    'longer  1000  as it…',
  ]);
});
