import { QuantError } from '#base';

/** The N of `--seeds N`, or `otherwise`. @throws cli/bad-option */
export function seedCountOf(args: readonly string[], otherwise: number): number {
  const flag = args.indexOf('--seeds');
  if (flag === -1) return otherwise;
  const count = Number(args[flag + 1]);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new QuantError(
    'cli/bad-option',
    `--seeds must be a whole number from 1 on, and is ${args[flag + 1] ?? 'missing'}.`,
  );
}
