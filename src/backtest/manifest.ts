import { canonicalJson, hashBars, type RunManifest, sha256 } from '#base';
import { configHash, type SystemConfig, type TradingConfig } from '#config';
import type { Market, MarketAsset } from '#data';

export interface ManifestInput {
  readonly mode: RunManifest['mode'];
  readonly strategy: string;
  readonly market: Market;
  /** Bars within its bars that were read too. */
  readonly finerMarket?: Market | null;
  readonly start: number;
  readonly end: number;
  readonly config: SystemConfig;
  readonly versions: Readonly<Record<string, string>>;
  /** Ids of the models traded. */
  readonly models: readonly string[];
  readonly caveats: readonly string[];
}

/** Everything that a run is a function of, and an id made from it. */
export function buildManifest(input: ManifestInput): RunManifest {
  const { market, config, finerMarket: finer = null } = input;
  const content = {
    mode: input.mode,
    strategy: input.strategy,
    symbols: market.assets.map((asset) => asset.symbol),
    interval: market.interval,
    start: input.start,
    end: input.end,
    seed: config.seed,
    versions: input.versions,
    configHash: configHash(config),
    dataHashes: hashesOf(market, finer),
    assumptions: assumptionsOf(config),
    models: input.models,
    caveats: [...market.caveats, ...input.caveats],
  };
  return { runId: sha256(canonicalJson(content)).slice(0, 12), ...content };
}

/** SHA-256 of each symbol's bars and actions, of the finer bars, too, if any were read. */
export function hashesOf(market: Market, finer: Market | null): RunManifest['dataHashes'] {
  return {
    ...assetHashes(market, ''),
    ...(finer !== null && assetHashes(finer, ` ${finer.interval}`)),
  };
}

function assetHashes({ assets }: Market, suffix: string): RunManifest['dataHashes'] {
  return Object.fromEntries(
    assets.map((asset) => [`${asset.symbol}${suffix}`, hashAsset(asset)] as const),
  );
}

function hashAsset({ bars, actions }: MarketAsset): string {
  return sha256(canonicalJson([hashBars(bars), actions]));
}

/** The settings that shape fills and costs, as a reader would say them. */
function assumptionsOf(config: SystemConfig): RunManifest['assumptions'] {
  const { trading, backtest, data } = config;
  const { risk } = trading;
  return {
    'corporate actions': data.corporateActions === 'apply' ? 'applied' : 'ignored',
    'fill rule': trading.fillRule,
    ...commissionOf(trading),
    'slippage, bps a side': trading.slippageBps,
    ...costsOf(trading),
    'volume cap, share of a bar': trading.maxVolumeFraction ?? 'off',
    'cash check': trading.cashCheck,
    'risk gate': risk.enabled ? 'on' : 'off',
    sizing: sizingText(config),
    'account currency': trading.currency,
    financing: financingText(trading.financing),
    margin: marginText(trading.margin),
    'closed at the end': backtest.closeAtEnd,
    'initial capital': backtest.initialCapital,
  };
}

function commissionOf({ commissionBps, costs }: TradingConfig): RunManifest['assumptions'] {
  const bounds = ({ minimum, maxFraction }: { minimum: number; maxFraction: number }) =>
    `at least ${minimum} a fill, at most ${maxFraction} of its value`;
  switch (costs.commission) {
    case 'per-value':
      return { 'commission, bps a side': commissionBps };
    case 'per-share':
      return { commission: `${costs.perShare.rate} a share, ${bounds(costs.perShare)}` };
    case 'tiered':
      return { commission: `by tiers of ${costs.tiered.unit} a month, ${bounds(costs.tiered)}` };
  }
}

/** Those that are switched on. */
function costsOf(trading: TradingConfig): RunManifest['assumptions'] {
  const { costs, limitThroughTicks, dataDelayMinutes, delisting } = trading;
  const { spread, slippageSigma, impact } = costs;
  const { closeAfterBars, haircut } = delisting;
  return {
    ...(spread.method === 'high-low' && { 'half the spread': 'from highs and lows' }),
    ...(spread.method === 'bps' &&
      spread.halfBps > 0 && { 'half the spread, bps': spread.halfBps }),
    ...(slippageSigma > 0 && { 'slippage, volatilities of a bar': slippageSigma }),
    ...(impact > 0 && { 'impact, Y of its square root': impact }),
    ...(limitThroughTicks > 0 && { 'limit orders fill, ticks beyond': limitThroughTicks }),
    ...(dataDelayMinutes > 0 && { 'data delay, minutes': dataDelayMinutes }),
    ...(closeAfterBars !== null && {
      'ended assets': `closed after ${closeAfterBars} bars, haircut ${haircut}`,
    }),
  };
}

function sizingText({ trading: { sizing }, portfolio }: SystemConfig): string {
  switch (sizing.method) {
    case 'fixed-quantity':
      return `fixed quantity ${sizing.quantity}`;
    case 'fixed-fraction':
      return `fixed fraction ${sizing.fraction ?? '1 / assets'} of equity`;
    case 'volatility-target':
      return `volatility target ${sizing.targetVolatility} a year`;
    case 'atr':
      return `${sizing.atr.riskFraction} of equity for ${sizing.atr.multiple} average true ranges of ${sizing.atr.bars} bars`;
    case 'kelly':
      return `${sizing.kelly.fraction} of the Kelly share at confidence ${sizing.kelly.confidence}`;
    case 'portfolio':
      return `weights by ${portfolio.method}, each ${portfolio.rebalance}, on ${portfolio.lookbackBars} bars`;
  }
}

function financingText(rates: SystemConfig['trading']['financing']): string {
  const { borrowRate, borrowRates, debitRate, creditRate, yearDays } = rates;
  const own = Object.entries(borrowRates).map(([symbol, rate]) => ` (${symbol} ${rate})`);
  if (borrowRate === 0 && debitRate === 0 && creditRate === 0 && own.length === 0) return 'none';
  return `shorts ${borrowRate}${own.join('')}, debit ${debitRate}, credit ${creditRate} a year of ${yearDays} days`;
}

function marginText({
  initialFraction,
  maintenanceFraction,
}: SystemConfig['trading']['margin']): string {
  if (initialFraction === null) return 'none';
  return `initial ${initialFraction}, maintenance ${maintenanceFraction ?? 'none'}`;
}
