/** One line of the benchmark: what was done, how fast, and what that is to be compared with. */
export function print(what: string, figure: string, beside: string): void {
  process.stdout.write(`${what.padEnd(54)} ${figure.padStart(30)}   ${beside}\n`);
}
