import { systemClock } from '#base/node';
import { type CheckedFeature, checkFeature, FEATURE_CHECKS } from '#features';
import { loadPlanned, planMarket } from '../market-plan.ts';
import type { FeaturesOptions } from '../options.ts';
import type { Session } from '../session.ts';
import { askedFeatures } from './asked-features.ts';

/** Checks every feature on the bars asked for, prints a table, and returns the command's document. */
export async function checkFeatures(session: Session, options: FeaturesOptions) {
  const { config, output } = session;
  const definitions = askedFeatures(config);
  const plan = await planMarket(session, options);
  const { assets, interval } = await loadPlanned(session, plan, plan.start);
  const progress = session.progress('check', 'features');
  const checked: CheckedFeature[] = [];
  for (const definition of definitions) {
    // Ctrl+C is heard between two of them.
    await systemClock.sleep(0);
    checked.push(checkFeature(config, definition, assets, config.seed));
    progress.update(checked.length, definitions.length);
  }
  progress.finish();
  printChecked(session, checked);
  const broken = checked.filter((feature) => faultsOf(feature).length > 0);
  const bars = assets.reduce((sum, { bars: { time } }) => sum + time.length, 0);
  output.text(
    broken.length === 0
      ? `\nAll ${checked.length} features keep what they promise on ${bars} bars.`
      : `\n${broken.length} of ${checked.length} features break what they promise.`,
  );
  return {
    passed: broken.length === 0,
    document: {
      interval,
      symbols: assets.map(({ symbol }) => symbol),
      bars,
      seed: config.seed,
      checks: FEATURE_CHECKS,
      passed: broken.length === 0,
      features: checked,
    },
  };
}

function printChecked({ output }: Session, checked: readonly CheckedFeature[]): void {
  output.table(
    [
      { title: 'feature', cell: ({ name }: CheckedFeature) => name },
      { title: 'group', cell: ({ group }) => group },
      { title: 'warm-up', align: 'right', cell: ({ warmupBars }) => String(warmupBars) },
      { title: 'history', align: 'right', cell: historyText },
      {
        title: 'result',
        cell: (feature) => {
          const failed = faultsOf(feature).map(([check]) => check);
          return failed.length === 0 ? 'ok' : `FAILED ${failed.join(', ')}`;
        },
      },
    ],
    checked,
  );
  const told = checked.flatMap((feature) =>
    faultsOf(feature).map(([check, fault]) => `${check}: ${fault}`),
  );
  if (told.length > 0) output.text(`\n${told.join('\n')}`);
  output.text(
    `\nWarm-up: bars without a value. History: bars before a bar from which on its value is that of the\nwhole history, to 1e-6 of its usual size; all: more than there are. Checked: ${FEATURE_CHECKS.join(', ')}.`,
  );
}

function historyText({ historyBars, faults }: CheckedFeature): string {
  if (faults['warm-up'] !== undefined) return '–';
  return historyBars === null ? 'all' : String(historyBars);
}

function faultsOf({ faults }: CheckedFeature) {
  return FEATURE_CHECKS.flatMap((check) => {
    const fault = faults[check];
    return fault === undefined ? [] : [[check, fault] as const];
  });
}
