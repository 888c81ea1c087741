import { settingRows } from '#config';
import type { CommonOptions } from '../options.ts';
import { openSession } from '../session.ts';

/** `quant config`: every setting, its effective value and where it came from. */
export async function runConfig(options: CommonOptions): Promise<void> {
  const session = openSession(options);
  try {
    const rows = settingRows(session.loaded);
    session.output.document(
      Object.fromEntries(rows.map(({ path, value, origin }) => [path, { value, origin }])),
    );
    session.output.table(
      [
        { title: 'setting', cell: (row) => row.path },
        { title: 'value', cell: (row) => JSON.stringify(row.value) },
        { title: 'from', cell: (row) => row.origin },
        { title: 'what', cell: (row) => `${row.description} (${row.limits})` },
      ],
      rows,
    );
  } finally {
    session.close();
  }
}
