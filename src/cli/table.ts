/** A column of a printed table. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly align?: 'left' | 'right';
  readonly cell: (row: Row) => string;
}

/** Rows as aligned text, a rule under the titles; lines are cut to `width` where one is given. */
export function renderTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  width = Number.POSITIVE_INFINITY,
): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map((line) => line[at].length)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, at) =>
        columns[at].align === 'right' ? text.padStart(widths[at]) : text.padEnd(widths[at]),
      )
      .join('  ')
      .trimEnd();
  return [
    line(columns.map((column) => column.title)),
    widths.map((columnWidth) => '─'.repeat(columnWidth)).join('  '),
    ...cells.map(line),
  ]
    .map((text) => (text.length > width ? `${text.slice(0, width - 1)}…` : text))
    .join('\n');
}
