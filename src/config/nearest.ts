/**
 * The candidate most like what was written.
 *
 * A name is compared whole and by its last part, so that a right name in the wrong group is found.
 */
export function nearest(written: string, candidates: Iterable<string>): string {
  let best = '';
  let bestScore = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const whole = editDistance(written.toLowerCase(), candidate.toLowerCase());
    const last = editDistance(lastPart(written), lastPart(candidate));
    const score = Math.min(whole, last) + whole / 1000;
    if (score < bestScore) {
      bestScore = score;
      best = candidate;
    }
  }
  return best;
}

function lastPart(name: string): string {
  return (name.split(/\.|__/).at(-1) ?? name).toLowerCase();
}

/** Letters to insert, delete or replace to turn one text into the other. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = above[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, above[column] + 1, current[column - 1] + 1));
    }
    above = current;
  }
  return above[to.length];
}
