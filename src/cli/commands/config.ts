import { settingRows } from '#config';
import type { CommonOptions } from '../options.ts';
import { withSession } from '../session.ts';

/** `quant config`: every setting, its effective value and where it came from. */
export async function runConfig(options: CommonOptions): Promise<void> {
  await withSession(options, [], async ({ loaded, output }) => {
    const rows = settingRows(loaded);
    output.table(
      [
        { title: 'setting', cell: (row) => row.path },
        { title: 'value', cell: (row) => JSON.stringify(row.value) },
        { title: 'from', cell: (row) => row.origin },
        { title: 'what', cell: (row) => `${row.description} (${row.limits})` },
      ],
      rows,
    );
    output.document(
      Object.fromEntries(rows.map(({ path, value, origin }) => [path, { value, origin }])),
    );
  });
}
