import { type DataHealth, QuantError } from '#base';
import { checkBars, dateText, inParallel, refuseBadBars, type StoredBars } from '#data';
import { marketFlags, type MarketPlan, planMarket, sourceOf } from '../market-plan.ts';
import type { DownloadOptions } from '../options.ts';
import { type Session, withSession } from '../session.ts';

interface Downloaded {
  readonly stored: StoredBars;
  readonly provider: string;
  readonly health: DataHealth;
}

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
  return rows.map(({ stored, provider, health }) => ({
    interval: plan.interval,
    provider,
    origin: stored.origin,
    revised: stored.revised,
    setAside: stored.setAside,
    first: stored.bars.time[0] ?? null,
    last: stored.bars.time.at(-1) ?? null,
    caveats: stored.caveats,
    ...health,
    actions: stored.actions.length,
  }));
}

async function downloadOne(
  { config }: Session,
  plan: MarketPlan,
  symbol: string,
  refresh: boolean,
): Promise<Downloaded> {
  const { interval, start, end } = plan;
  const stored = await sourceOf(plan, { refresh })({ symbol, interval, start, end });
  const { bars, actions, quarantine } = stored;
  if (bars.time.length === 0 && quarantine.length === 0) {
    throw new QuantError(
      'data/no-bars',
      `There is no ${interval} bar of ${symbol} from ${dateText(start)} to ${dateText(end)}; choose another --start and --end.`,
    );
  }
  const checked = checkBars(bars, { symbol, interval, actions, quarantine });
  if (config.data.badBars === 'refuse') {
    refuseBadBars(checked.quarantine, checked.clean.time.length);
  }
  const provider = plan.providers.get(symbol)?.name ?? '';
  return { stored, provider, health: checked.health };
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
      { title: 'findings', cell: ({ health }) => findingsText(health) },
    ],
    rows,
  );
  output.text(`\nCached in ${config.data.cacheDir}.`);
}

function edge({ bars }: StoredBars, at: number): string {
  const time = bars.time.at(at);
  return time === undefined ? '–' : dateText(time);
}

/** Finding codes with their counts, or a dash. */
function findingsText({ findings }: DataHealth): string {
  const found = Object.entries(findings);
  return found.length === 0 ? '–' : found.map(([code, count]) => `${code} ${count}`).join(', ');
}
