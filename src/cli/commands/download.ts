import type { DataHealth } from '#base';
import { checkBars, dateText, refuseBadBars, type StoredBars } from '#data';
import type { MarketOptions, CommonOptions } from '../options.ts';
import { marketFlags, openSession, planMarket, type MarketPlan, type Session } from '../session.ts';

interface Downloaded {
  readonly symbol: string;
  readonly stored: StoredBars;
  readonly health: DataHealth;
}

/** `quant download`: fetch, check and cache; a line an asset. */
export async function runDownload(options: CommonOptions & MarketOptions): Promise<void> {
  const session = openSession(options, marketFlags(options));
  const { output } = session;
  try {
    const plan = await planMarket(session, options);
    const rows: Downloaded[] = [];
    for (const symbol of plan.symbols) rows.push(await download(session, plan, symbol));
    output.table(
      [
        { title: 'asset', cell: (row) => row.symbol },
        { title: 'bars', align: 'right', cell: (row) => String(row.health.bars) },
        { title: 'first', cell: ({ stored }) => edge(stored, 0) },
        { title: 'last', cell: ({ stored }) => edge(stored, -1) },
        { title: 'gaps', align: 'right', cell: (row) => String(row.health.gaps) },
        { title: 'quarantined', align: 'right', cell: (row) => String(row.health.quarantined) },
        { title: 'from', cell: (row) => row.stored.origin },
        { title: 'findings', cell: (row) => findingsText(row.health) },
      ],
      rows,
    );
    output.text(`\nCached in ${session.config.data.cacheDir}.`);
    output.document(
      rows.map(({ stored, health }) => ({
        interval: plan.interval,
        provider: plan.provider.name,
        origin: stored.origin,
        revised: stored.revised,
        setAside: stored.setAside,
        first: stored.bars.time[0] ?? null,
        last: stored.bars.time.at(-1) ?? null,
        caveats: stored.caveats,
        ...health,
        actions: stored.actions.length,
      })),
    );
  } finally {
    session.close();
  }
}

async function download(session: Session, plan: MarketPlan, symbol: string): Promise<Downloaded> {
  const { storage, provider, interval, start, end } = plan;
  const stored = await storage.getOrFetch(provider, symbol, interval, start, end);
  const { actions, quarantine } = stored;
  const checked = checkBars(stored.bars, { symbol, interval, actions, quarantine });
  if (session.config.data.badBars === 'refuse') {
    refuseBadBars(checked.quarantine, checked.clean.time.length);
  }
  return { symbol, stored, health: checked.health };
}

function edge({ bars }: StoredBars, at: number): string {
  const time = bars.time.at(at);
  return time === undefined ? '–' : dateText(time);
}

/** Finding codes with their counts, or a dash. */
export function findingsText(health: DataHealth): string {
  const found = Object.entries(health.findings);
  return found.length === 0 ? '–' : found.map(([code, count]) => `${code} ${count}`).join(', ');
}
