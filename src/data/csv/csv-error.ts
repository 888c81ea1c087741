import { QuantError } from '#base';
import { quoted } from '../symbol.ts';

/** What can be wrong with the form of a CSV file; none of it is repaired. */
type CsvFault =
  | 'fields'
  | 'header'
  | 'number'
  | 'time'
  | 'empty'
  | 'action'
  | 'quote'
  | 'not-text'
  | 'too-large';

/** `FILE line 4: …`, the sentence for a file that cannot be used. */
export function csvError(
  fault: CsvFault,
  path: string,
  line: number,
  complaint: string,
): QuantError {
  return new QuantError(`data/csv-${fault}`, `${path} line ${line}: ${complaint}.`, {
    context: { path, line },
  });
}

/** `FILE line 4, column close: "abc" …`, the sentence for one cell. */
export function cellError(
  fault: CsvFault,
  cell: { path: string; line: number; column: string; text: string },
  complaint: string,
): QuantError {
  return new QuantError(
    `data/csv-${fault}`,
    `${cell.path} line ${cell.line}, column ${cell.column}: ${quoted(cell.text)} ${complaint}.`,
    { context: { ...cell } },
  );
}
