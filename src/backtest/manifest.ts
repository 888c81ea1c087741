import { canonicalJson, hashBars, type RunManifest, sha256 } from '#base';
import { configHash, type SystemConfig } from '#config';
import type { Market, MarketAsset } from '#data';

export interface ManifestInput {
  readonly mode: RunManifest['mode'];
  readonly strategy: string;
  readonly market: Market;
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
  const { market, config } = input;
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
    dataHashes: Object.fromEntries(market.assets.map((asset) => [asset.symbol, hashAsset(asset)])),
    assumptions: assumptionsOf(config),
    models: input.models,
    caveats: [...market.caveats, ...input.caveats],
  };
  return { runId: sha256(canonicalJson(content)).slice(0, 12), ...content };
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
    'commission, bps a side': trading.commissionBps,
    'slippage, bps a side': trading.slippageBps,
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
