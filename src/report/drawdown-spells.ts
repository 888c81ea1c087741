/** One fall from a peak until the peak is reached again. */
export interface DrawdownSpell {
  /** Fraction of the peak, positive. */
  readonly depth: number;
  readonly peakRow: number;
  readonly troughRow: number;
  /** First row at or above the peak again; null where the run ended before. */
  readonly recoveryRow: number | null;
}

/**
 * Every fall of a curve below an earlier peak, the deepest first.
 *
 * @param values - [t], positive at each peak
 */
export function drawdownSpells(values: Float64Array): DrawdownSpell[] {
  const spells: DrawdownSpell[] = [];
  let [peakRow, troughRow] = [0, 0];
  const end = (recoveryRow: number | null) => {
    if (troughRow === peakRow) return;
    const depth = 1 - values[troughRow] / values[peakRow];
    spells.push({ depth, peakRow, troughRow, recoveryRow });
  };
  for (let row = 1; row < values.length; row++) {
    if (values[row] >= values[peakRow]) {
      end(row);
      [peakRow, troughRow] = [row, row];
    } else if (troughRow === peakRow || values[row] < values[troughRow]) {
      troughRow = row;
    }
  }
  end(null);
  return spells.toSorted((a, b) => b.depth - a.depth || a.peakRow - b.peakRow);
}
