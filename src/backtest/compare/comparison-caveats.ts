import { dateText } from '#data';
import type { SavedRun } from '../saved-run/saved-run.ts';

/** What makes figures of runs no figures of one kind: what each has of it, and what follows. */
const CAVEATS: readonly {
  readonly what: string;
  readonly of: (run: SavedRun) => string;
  readonly so: string;
}[] = [
  {
    what: 'accounts in',
    of: (run) => settingOf(run, 'trading', 'currency'),
    so: 'neither amounts nor returns are of one kind',
  },
  {
    what: 'starting capital of',
    of: (run) => settingOf(run, 'backtest', 'initialCapital'),
    so: 'amounts of money cannot be compared',
  },
  {
    what: 'spans of',
    of: ({ record: { manifest } }) => `${dateText(manifest.start)} to ${dateText(manifest.end)}`,
    so: 'figures are of different markets, and only the difference of daily returns is of common days',
  },
  {
    what: 'bars of',
    of: ({ record }) => record.manifest.interval,
    so: 'figures of one bar and counts of bars cannot be compared',
  },
  {
    what: 'risk-free rates of',
    of: (run) => settingOf(run, 'backtest', 'riskFreeRate'),
    so: 'Sharpe and Sortino ratios and alphas are above different rates',
  },
];

/** What of runs cannot be held side by side, a sentence each; empty where all can. */
export function comparisonCaveats(runs: readonly SavedRun[]): readonly string[] {
  return CAVEATS.flatMap(({ what, of, so }) => {
    const kinds = [...new Set(runs.map(of))];
    return kinds.length < 2 ? [] : [`${what} ${kinds.join(' and ')}: ${so}`];
  });
}

function settingOf({ settings }: SavedRun, group: string, name: string): string {
  const values = settings[group] as Readonly<Record<string, string | number>> | undefined;
  return String(values?.[name] ?? 'unknown');
}
