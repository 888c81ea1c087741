import { z } from 'zod';

/** Seconds since 1970, of the years 1800 to 2200. */
const seconds = z.number().int().min(-5_364_662_400).max(7_258_118_400);

const column = z.array(z.number().nullable());

const period = z.object({ start: seconds, end: seconds });

/** What is read of an answer of /v8/finance/chart; the rest may be anything. */
const resultSchema = z.object({
  meta: z.object({
    symbol: z.string().nullish().catch(null),
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/)
      .nullish()
      .catch(null),
    instrumentType: z.string().nullish(),
    exchangeTimezoneName: z.string().max(64),
    regularMarketTime: seconds.nullish(),
    dataGranularity: z.string().max(10),
    currentTradingPeriod: z.object({ regular: period }).nullish(),
    tradingPeriods: z.array(z.array(period)).nullish().catch(null),
  }),
  timestamp: z.array(seconds).nullish(),
  events: z
    .object({
      dividends: z.record(z.string(), z.object({ amount: z.number(), date: seconds })).nullish(),
      splits: z
        .record(
          z.string(),
          z.object({
            date: seconds,
            numerator: z.number().positive(),
            denominator: z.number().positive(),
          }),
        )
        .nullish(),
    })
    .nullish(),
  indicators: z.object({
    quote: z
      .array(
        z.object({
          open: column.nullish(),
          high: column.nullish(),
          low: column.nullish(),
          close: column.nullish(),
          volume: column.nullish(),
        }),
      )
      .length(1),
  }),
});

export const chartSchema = z.object({
  chart: z.object({ result: z.array(resultSchema).length(1) }),
});

export type ChartResult = z.infer<typeof resultSchema>;

const errorSchema = z.object({ code: z.string(), description: z.string().nullish() });

/** How it refuses: under `chart`, and before it has looked at the symbol under `finance`. */
export const refusalSchema = z.union([
  z.object({ chart: z.object({ error: errorSchema }) }).transform(({ chart }) => chart.error),
  z.object({ finance: z.object({ error: errorSchema }) }).transform(({ finance }) => finance.error),
]);
