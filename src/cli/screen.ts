import { Writable } from 'node:stream';

/** Takes the cursor to the line's beginning and clears the line. */
const CLEAR = '\r\u001b[2K';

/** A stream that people may be reading on a terminal. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * A terminal with lasting lines above and, while something is under way, one line below them that
 * changes. What is written to it becomes a lasting line.
 */
export class Screen extends Writable {
  readonly terminal: Terminal;
  readonly isTTY: boolean;
  #line = '';

  constructor(terminal: Terminal) {
    super({ decodeStrings: false });
    this.terminal = terminal;
    this.isTTY = terminal.isTTY === true;
  }

  /** Shows a line that the next one replaces; nothing where there is no terminal. */
  showLine(line: string): void {
    if (!this.isTTY || line === this.#line) return;
    this.#line = line;
    this.terminal.write(`${CLEAR}${line}`);
  }

  clearLine(): void {
    if (this.#line !== '') this.terminal.write(CLEAR);
    this.#line = '';
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    const line = this.#line;
    this.clearLine();
    this.terminal.write(String(chunk));
    this.showLine(line);
    done();
  }
}
