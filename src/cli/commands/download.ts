import { type DataHealth, QuantError } from '#base';
import {
  checkBars,
  dateText,
  type Finding,
  marketHoursOf,
  mendedText,
  refuseBadBars,
  type StoredBars,
} from '#data';
import { marketFlags, type MarketPlan, planMarket } from '../market-plan.ts';
import type { MarketOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';

interface Downloaded {
  readonly stored: StoredBars;
  readonly health: DataHealth;
  readonly findings: readonly Finding[];
  readonly actions: number;
}

/** Findings a symbol that the document shows with their details. */
const SHOWN_FINDINGS = 100;

/** `quant download`: fetch, check and cache; a line an asset. */
export async function runDownload(options: MarketOptions): Promise<void> {
  await withSession(options, marketFlags(options), async (session) => {
    session.output.document(await download(session, options));
  });
}

/** Fills the cache, prints a table, and returns the command's document. */
export async function download(session: Session, options: MarketOptions) {
  const plan = await planMarket(session, options);
  const progress = session.progress('download', 'assets');
  const rows: Downloaded[] = [];
  for (const symbol of plan.symbols) {
    rows.push(await downloadOne(session, plan, symbol));
    progress.update(rows.length, plan.symbols.length);
  }
  progress.finish();
  printRows(session, rows);
  return rows.map(({ stored, health, findings, actions }) => ({
    interval: plan.interval,
    provider: plan.provider.name,
    origin: stored.origin,
    revised: stored.revised,
    setAside: stored.setAside,
    first: stored.bars.time[0] ?? null,
    last: stored.bars.time.at(-1) ?? null,
    caveats: stored.caveats,
    ...health,
    actions,
    details: findings.slice(0, SHOWN_FINDINGS),
  }));
}

async function downloadOne(
  { config, logger }: Session,
  { storage, provider, interval, start, end }: MarketPlan,
  symbol: string,
): Promise<Downloaded> {
  const stored = await storage.getOrFetch(provider, symbol, interval, start, end);
  const { bars, actions, quarantine } = stored;
  if (bars.time.length === 0 && quarantine.length === 0) {
    throw new QuantError(
      'data/no-bars',
      `There is no ${interval} bar of ${symbol} from ${dateText(start)} to ${dateText(end)}; choose another --start and --end.`,
    );
  }
  const hours = marketHoursOf(symbol, config.data);
  const { repairs } = config.data;
  const context = { symbol, interval, actions, quarantine, hours, repairs };
  const checked = checkBars(bars, context);
  if (config.data.badBars === 'refuse') {
    refuseBadBars(checked.quarantine, checked.clean.time.length);
  }
  for (const done of checked.mended) logger.warn(mendedText(symbol, done));
  const { health, findings } = checked;
  return { stored, health, findings, actions: checked.actions.length };
}

function printRows({ output, config }: Session, rows: readonly Downloaded[]): void {
  output.table(
    [
      { title: 'asset', cell: ({ health }) => health.symbol },
      { title: 'bars', align: 'right', cell: ({ health }) => String(health.bars) },
      { title: 'first', cell: ({ stored }) => edge(stored, 0) },
      { title: 'last', cell: ({ stored }) => edge(stored, -1) },
      { title: 'gaps', align: 'right', cell: ({ health }) => String(health.gaps) },
      { title: 'quarantined', align: 'right', cell: ({ health }) => String(health.quarantined) },
      { title: 'from', cell: ({ stored }) => stored.origin },
      { title: 'repaired', cell: ({ health }) => countsText(health.repaired) },
      { title: 'findings', cell: ({ health }) => countsText(health.findings) },
    ],
    rows,
  );
  output.text(`\nCached in ${config.data.cacheDir}.`);
}

function edge({ bars }: StoredBars, at: number): string {
  const time = bars.time.at(at);
  return time === undefined ? '–' : dateText(time);
}

/** Codes with their counts, or a dash. */
function countsText(counts: Readonly<Record<string, number>>): string {
  const found = Object.entries(counts);
  return found.length === 0 ? '–' : found.map(([code, count]) => `${code} ${count}`).join(', ');
}
