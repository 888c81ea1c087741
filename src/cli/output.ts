import { renderTable, type TableColumn } from './table.ts';

/** Where a command's results go: text for people, or one JSON document for programs. */
export interface Output {
  readonly isJson: boolean;
  text(line: string): void;
  table<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): void;
  /** The command's result; printed only under `--json`. */
  document(result: unknown): void;
}

export function outputTo(stream: NodeJS.WritableStream, isJson: boolean): Output {
  const text = (line: string) => {
    if (!isJson) stream.write(`${line}\n`);
  };
  return {
    isJson,
    text,
    table: (columns, rows) => text(renderTable(columns, rows)),
    document: (result) => {
      if (isJson) stream.write(`${JSON.stringify(result, jsonValue, 1)}\n`);
    },
  };
}

/** Typed arrays as plain lists; a number JSON has no word for is null, as the documents say. */
function jsonValue(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}
