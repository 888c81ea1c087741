/** Twelve months' returns; null where there is no bar, or no money to start with. */
export type Months = readonly (number | null)[];

/**
 * Returns of calendar months (UTC) by year.
 *
 * @param time - [t], UTC epoch ms
 * @param equity - [t]
 */
export function monthlyReturns(time: Float64Array, equity: Float64Array): Map<number, Months> {
  const years = new Map<number, (number | null)[]>();
  let opening = equity[0];
  let row = 0;
  while (row < time.length) {
    const date = new Date(time[row]);
    const year = date.getUTCFullYear();
    const nextMonth = Date.UTC(year, date.getUTCMonth() + 1);
    while (row < time.length && time[row] < nextMonth) row++;
    const closing = equity[row - 1];
    const months = years.get(year) ?? Array<null>(12).fill(null);
    months[date.getUTCMonth()] = opening > 0 ? closing / opening - 1 : null;
    years.set(year, months);
    opening = closing;
  }
  return years;
}

/** What the known months made together; null where none is known. */
export function compound(months: Months): number | null {
  const known = months.filter((month) => month !== null);
  return known.length === 0 ? null : known.reduce((growth, month) => growth * (1 + month), 1) - 1;
}
