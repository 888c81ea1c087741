import { type Breakdowns, METRICS, type Part, PART_METRICS } from '#backtest';
import { QuantError } from '#base';
import { valueText } from './metrics-table.ts';
import type { Output } from './output.ts';

const TABLES = {
  asset: 'byAsset',
  model: 'byModel',
  year: 'byYear',
  regime: 'byRegime',
} as const satisfies Readonly<Record<string, keyof Breakdowns>>;

export type BreakdownName = keyof typeof TABLES;

const NAMES = Object.keys(TABLES) as BreakdownName[];

/**
 * The tables that `--by` asks for.
 *
 * @throws cli/bad-option
 */
export function breakdownsAsked(list: string | undefined): readonly BreakdownName[] {
  if (list === undefined) return [];
  const asked = list.split(',').map((name) => name.trim());
  return asked.map((name) => {
    const known = NAMES.find((each) => each === name);
    if (known !== undefined) return known;
    throw new QuantError(
      'cli/bad-option',
      `--by ${JSON.stringify(name.slice(0, 40))} is no breakdown; choose from ${NAMES.join(', ')}.`,
    );
  });
}

/** Prints the tables that were asked for; one without rows says so. */
export function printBreakdowns(
  output: Output,
  breakdowns: Breakdowns,
  asked: readonly BreakdownName[],
): void {
  for (const name of asked) {
    const parts = breakdowns[TABLES[name]];
    output.text('');
    if (parts.length === 0) {
      output.text(`By ${name}: no models vote in this run.`);
      continue;
    }
    output.table(
      [
        { title: `by ${name}`, cell: (part: Part) => part.name },
        ...(name === 'model' ? [{ title: 'share', align: 'right' as const, cell: shareText }] : []),
        ...PART_METRICS.filter((key) => key !== 'sharpeStandardError').map((key) => ({
          title: METRICS[key].label,
          align: 'right' as const,
          cell: (part: Part) => figureText(part, key),
        })),
      ],
      parts,
    );
  }
}

function shareText({ share }: Part): string {
  return share === null ? '' : valueText(share, 'fraction');
}

function figureText({ metrics }: Part, key: (typeof PART_METRICS)[number]): string {
  const text = valueText(metrics[key], METRICS[key].unit);
  const error = key === 'sharpeRatio' ? metrics.sharpeStandardError : null;
  return error === null ? text : `${text} ± ${error.toFixed(2)}`;
}
