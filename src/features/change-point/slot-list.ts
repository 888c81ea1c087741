import { numbersToText, textToNumbers } from '../number-text.ts';

/** A longer list that begins with what was there. */
export function lengthened(list: Float64Array, slots: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(slots);
  longer.set(list);
  return longer;
}

/** The first `slots` numbers of each list as text. */
export function listsToText(lists: readonly Float64Array[], slots: number): readonly string[] {
  return lists.map((list) => numbersToText(list.subarray(0, slots)));
}

/** Puts what `listsToText` gave back at the head of lists in the same order. */
export function textToLists(
  texts: readonly string[],
  lists: readonly Float64Array[],
  slots: number,
): void {
  for (const [at, list] of lists.entries()) textToNumbers(texts[at], list.subarray(0, slots));
}
