import { QuantError } from '#base';
import type { z } from 'zod';

/** Pages without a row that may follow one another before they count as going nowhere. */
const EMPTY_PAGES_MAX = 20;

/** One answer of many: what it holds, and what to say to get the next. */
export interface AnswerPage<Row> {
  readonly rows: readonly Row[];
  readonly nextToken: string | null;
}

/**
 * All rows of an answer that comes in pages.
 *
 * Each page must bring a token never seen before, and rows at the latest after twenty pages, or the
 * paging would have no end.
 *
 * @param ask - gets the page that a token stands for; the first one for undefined
 * @throws data/bad-answer
 */
export async function allPages<Row>(
  symbol: string,
  ask: (pageToken: string | undefined) => Promise<AnswerPage<Row>>,
): Promise<Row[]> {
  const rows: Row[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  let emptyPages = 0;
  for (;;) {
    const page = await ask(token);
    for (const row of page.rows) rows.push(row);
    if (page.nextToken === null || page.nextToken === '') return rows;
    emptyPages = page.rows.length === 0 ? emptyPages + 1 : 0;
    if (seen.has(page.nextToken) || emptyPages > EMPTY_PAGES_MAX) {
      throw new QuantError(
        'data/bad-answer',
        `Alpaca's pages for ${symbol} lead in a circle after ${rows.length} rows: try again later.`,
        { context: { symbol, rows: rows.length } },
      );
    }
    seen.add(page.nextToken);
    token = page.nextToken;
  }
}

/** The answer as the shape says it must be. @throws data/bad-answer naming the first place that differs */
export function readAnswer<Shape extends z.ZodType>(
  shape: Shape,
  answer: unknown,
  symbol: string,
): z.infer<Shape> {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw new QuantError(
    'data/bad-answer',
    `Alpaca's answer for ${symbol} has another shape than it should: ${path.map(String).join('.') || 'the whole'}: ${message}.`,
    { context: { symbol } },
  );
}
