import { z } from 'zod';

const day = z.iso.date().transform((text) => Date.parse(text));
const positive = z.number().positive();
const list = <Row extends z.ZodType>(row: Row) => z.array(row).nullish();

const split = z.object({
  id: z.string(),
  symbol: z.string(),
  ex_date: day,
  new_rate: positive,
  old_rate: positive,
});
const paid = z.object({
  id: z.string(),
  symbol: z.string(),
  ex_date: day,
  rate: z.number().nonnegative(),
});

const listsShape = z.object({
  forward_splits: list(split),
  reverse_splits: list(split.extend({ new_symbol: z.string().nullish() })),
  stock_dividends: list(paid),
  cash_dividends: list(paid.extend({ currency: z.string().nullish() })),
  spin_offs: list(z.object({ id: z.string(), source_symbol: z.string(), ex_date: day })),
  rights_distributions: list(z.object({ id: z.string(), source_symbol: z.string(), ex_date: day })),
  unit_splits: list(
    z.object({
      id: z.string(),
      old_symbol: z.string(),
      new_symbol: z.string(),
      effective_date: day,
    }),
  ),
  name_changes: list(
    z.object({
      id: z.string(),
      old_symbol: z.string(),
      new_symbol: z.string(),
      process_date: day,
    }),
  ),
});

export const actionsPageShape = z.object({
  corporate_actions: listsShape.nullable(),
  next_page_token: z.string().nullish(),
});

type Lists = z.infer<typeof listsShape>;

/** Something that changed what a share is worth and that our two kinds of action cannot say. */
export type UntoldCode = 'spin-off' | 'rights' | 'unit-split' | 'foreign-dividend';

/** One thing of a list of Alpaca's: under which symbol it stands, and what it means to us. */
export interface ActionEntry {
  readonly id: string;
  readonly symbol: string;
  readonly time: number;
  readonly meaning:
    | { readonly kind: 'split' | 'dividend'; readonly value: number }
    | { readonly kind: 'untold'; readonly code: UntoldCode }
    | { readonly kind: 'renamed'; readonly to: string };
}

/** What is on a page of Alpaca's, in words of our own. */
export function entriesOf(lists: Lists): ActionEntry[] {
  const entries: ActionEntry[] = [];
  const add = (id: string, symbol: string, time: number, meaning: ActionEntry['meaning']) =>
    entries.push({ id: `${id} ${meaning.kind}`, symbol, time, meaning });
  for (const { id, symbol, ex_date, new_rate, old_rate } of lists.forward_splits ?? []) {
    add(id, symbol, ex_date, { kind: 'split', value: new_rate / old_rate });
  }
  for (const { id, symbol, ex_date, new_rate, old_rate, new_symbol } of lists.reverse_splits ??
    []) {
    const isRenamed = Boolean(new_symbol) && new_symbol !== symbol;
    // The first bar at the new terms is the first under the new name.
    const after = isRenamed ? String(new_symbol) : symbol;
    add(id, after, ex_date, { kind: 'split', value: new_rate / old_rate });
    if (isRenamed) add(id, symbol, ex_date, { kind: 'renamed', to: after });
  }
  for (const { id, symbol, ex_date, rate } of lists.stock_dividends ?? []) {
    if (rate > 0) add(id, symbol, ex_date, { kind: 'split', value: 1 + rate });
  }
  for (const { id, symbol, ex_date, rate, currency } of lists.cash_dividends ?? []) {
    const isDollars = !currency || currency === 'USD';
    const meaning = isDollars
      ? ({ kind: 'dividend', value: rate } as const)
      : ({ kind: 'untold', code: 'foreign-dividend' } as const);
    if (rate > 0) add(id, symbol, ex_date, meaning);
  }
  for (const { id, source_symbol, ex_date } of lists.spin_offs ?? []) {
    add(id, source_symbol, ex_date, { kind: 'untold', code: 'spin-off' });
  }
  for (const { id, source_symbol, ex_date } of lists.rights_distributions ?? []) {
    add(id, source_symbol, ex_date, { kind: 'untold', code: 'rights' });
  }
  for (const { id, old_symbol, new_symbol, effective_date } of lists.unit_splits ?? []) {
    for (const symbol of [old_symbol, new_symbol]) {
      add(`${id} ${symbol}`, symbol, effective_date, { kind: 'untold', code: 'unit-split' });
    }
  }
  for (const { id, old_symbol, new_symbol, process_date } of lists.name_changes ?? []) {
    if (old_symbol !== new_symbol) {
      add(id, old_symbol, process_date, { kind: 'renamed', to: new_symbol });
    }
  }
  return entries;
}
