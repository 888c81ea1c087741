import { renderTable, type TableColumn } from './table.ts';
import type { Terminal } from './screen.ts';

/** Where a command's results go: text for people, or one JSON document for programs. */
export interface Output {
  text(line: string): void;
  table<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): void;
  /** The command's result; printed only under `--json`. */
  document(result: unknown): void;
}

export function outputTo(terminal: Terminal, isJson: boolean): Output {
  const text = (line: string) => {
    if (!isJson) terminal.write(`${line}\n`);
  };
  const width = terminal.isTTY === true ? terminal.columns : undefined;
  return {
    text,
    table: (columns, rows) => text(renderTable(columns, rows, width)),
    document: (result) => {
      if (isJson) terminal.write(`${JSON.stringify(result, columnsAsLists, 1)}\n`);
    },
  };
}

/** For `JSON.stringify`: columns of numbers as plain lists; what JSON has no word for is null. */
function columnsAsLists(_key: string, value: unknown): unknown {
  return value instanceof Float64Array ? Array.from(value) : value;
}
