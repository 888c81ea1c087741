import type { BarTable, Interval } from './bar.ts';

/** Everything needed to say what a run was, and to run it again to the byte. */
export interface RunManifest {
  readonly runId: string;
  readonly mode: 'backtest' | 'paper' | 'live';
  readonly strategy: string;
  readonly symbols: readonly string[];
  readonly interval: Interval;
  /** First and last bar's stamp, UTC epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of the effective configuration and of each symbol's bars and actions. */
  readonly configHash: string;
  readonly dataHashes: Readonly<Record<string, string>>;
  /** The settings that shape fills and costs, in words a reader can check. */
  readonly assumptions: Readonly<Record<string, string | number | boolean>>;
  /** Ids of the models whose forecasts were traded. */
  readonly models: readonly string[];
  /** Warnings a reader of the numbers must see, for example in-sample bars or missing forecasts. */
  readonly caveats: readonly string[];
}

/** Account values at every bar's close; columns of equal length. */
export interface EquityCurve {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly cash: Float64Array;
  /** Sum of |position value|. */
  readonly grossExposure: Float64Array;
  /** Sum of signed position value. */
  readonly netExposure: Float64Array;
}

/** Part of a position opened and closed again. */
export interface TradeRecord {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** Units, always positive. */
  readonly quantity: number;
  readonly entryTime: number;
  /** In the currency of the asset's prices, as is the exit's. */
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitPrice: number;
  /** After all fees and exchange costs of both sides, in account currency. */
  readonly netPnl: number;
  readonly fees: number;
  /** netPnl over the entry's notional in account currency. */
  readonly returnFraction: number;
  readonly exitReason: string;
}

export interface FillRecord {
  readonly orderId: string;
  readonly time: number;
  readonly symbol: string;
  /** Signed: + bought, − sold. */
  readonly quantity: number;
  /** In the currency of the asset's prices. */
  readonly price: number;
  readonly fee: number;
  /** Price paid beyond the reference price, in account currency. */
  readonly slippageCost: number;
  /** Parts of it, where a model of costs tells them apart: half the spread, and market impact. */
  readonly spreadCost?: number;
  readonly impactCost?: number;
  /** Account currency for one of that of the price; absent where it is 1. */
  readonly rate?: number;
  /** Paid to exchange what was paid or received, account currency; absent where it is 0. */
  readonly exchangeCost?: number;
  readonly reason: string;
}

/** What changed equity in a bar besides prices and what fills cost, account currency. */
export interface FlowRecord {
  readonly time: number;
  /** Received while long less paid while short. */
  readonly dividends: number;
  /** Received on cash less paid on debit. */
  readonly interest: number;
  /** Paid to borrow what was sold short. */
  readonly borrowFees: number;
  /** Paid to exchange what trades and dividends brought. */
  readonly exchangeCosts: number;
  /** By the change of rates of what is held and owed in other currencies. */
  readonly exchangeGains: number;
}

/** What the checks found in one symbol's bars. */
export interface DataHealth {
  readonly symbol: string;
  readonly bars: number;
  readonly quarantined: number;
  readonly gaps: number;
  /** Finding code to its count, only those that occurred. */
  readonly findings: Readonly<Record<string, number>>;
  /** Repair to the number of bars it mended or splits it inferred, only those that did something. */
  readonly repaired: Readonly<Record<string, number>>;
}

/** One retrain and its verdict. */
export interface RetrainRecord {
  readonly model: string;
  readonly triggerBar: number;
  readonly effectBar: number;
  readonly time: number;
  readonly reasons: readonly string[];
  readonly verdict: 'ACCEPTED' | 'REJECTED' | 'FAILED';
  readonly championLoss: number | null;
  readonly challengerLoss: number | null;
  readonly detail: string;
}

/** A risk limit met, once per occurrence. */
export interface BreachRecord {
  readonly time: number;
  readonly code: string;
  readonly detail: string;
}

/** Which share of the decision each model had, where several decide. */
export interface ModelWeights {
  /** Bars' stamps, UTC epoch ms. */
  readonly time: Float64Array;
  /** Model to its share at each of them, 0…1. */
  readonly share: Readonly<Record<string, Float64Array>>;
}

/** What a run leaves behind: reports and comparisons read this and nothing else. */
export interface RunRecord {
  readonly manifest: RunManifest;
  readonly equity: EquityCurve;
  /** Equal-weight buy and hold of the same assets on the same bars, same starting capital. */
  readonly benchmark: Float64Array;
  readonly prices: Readonly<Record<string, BarTable>>;
  readonly trades: readonly TradeRecord[];
  readonly fills: readonly FillRecord[];
  /** Of the bars in which there was any. */
  readonly flows: readonly FlowRecord[];
  readonly dataHealth: readonly DataHealth[];
  readonly retrains: readonly RetrainRecord[];
  readonly breaches: readonly BreachRecord[];
  /** Null where no models vote. */
  readonly modelWeights: ModelWeights | null;
}
