import { type DataHealth, QuantError } from '#base';
import {
  checkBars,
  dateText,
  type Finding,
  inParallel,
  marketHoursOf,
  mendedText,
  refuseBadBars,
  type StoredBars,
} from '#data';
import { marketFlags, type MarketPlan, planMarket, providerOf, sourceOf } from '../market-plan.ts';
import type { DownloadOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';

interface Downloaded {
  readonly stored: StoredBars;
  readonly provider: string;
  readonly health: DataHealth;
  readonly findings: readonly Finding[];
  readonly actions: number;
}

/** Findings a symbol that the document shows with their details. */
const SHOWN_FINDINGS = 100;

/** `quant download`: fetch, check and cache; a line an asset. */
export async function runDownload(options: DownloadOptions): Promise<void> {
  await withSession(options, marketFlags(options), async (session) => {
    session.output.document(await download(session, options));
  });
}

/** Fills the cache, prints a table, and returns the command's document. */
export async function download(session: Session, options: DownloadOptions) {
  const plan = await planMarket(session, options);
  const progress = session.progress('download', 'assets');
  let done = 0;
  const { parallelSymbols } = session.config.data;
  const rows = await inParallel(plan.symbols, parallelSymbols, async (symbol) => {
    const row = await downloadOne(session, plan, symbol, options.refresh === true);
    progress.update(++done, plan.symbols.length);
    return row;
  });
  progress.finish();
  printRows(session, rows);
  return rows.map(({ stored, provider, health, findings, actions }) => ({
    interval: plan.interval,
    provider,
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
  plan: MarketPlan,
  symbol: string,
  refresh: boolean,
): Promise<Downloaded> {
  const { interval, start, end } = plan;
  const stored = await sourceOf(plan, { refresh })({ symbol, interval, start, end });
  const { bars, quarantine } = stored;
  const actions = config.data.corporateActions === 'apply' ? stored.actions : [];
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
  const provider = providerOf(plan, symbol).name;
  return { stored, provider, health, findings, actions: checked.actions.length };
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
