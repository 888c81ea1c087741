import type { BarTable, FillRecord, RunRecord, TradeRecord } from '#base';

const CAPITAL = 100_000;
const FEE = 0.0005;
const SLIPPAGE = 0.0005;

interface Holding {
  quantity: number;
  entryTime: number;
  entryPrice: number;
  entryFee: number;
}

/** A plain account that is long above a moving average and short below it, filled at the next open. */
export function followTrends(
  time: Float64Array,
  prices: Readonly<Record<string, BarTable>>,
  averageBars: number,
): Pick<RunRecord, 'equity' | 'trades' | 'fills'> {
  const names = Object.keys(prices);
  const account = new Account(names);
  const column = () => new Float64Array(time.length);
  const equity = {
    time,
    equity: column(),
    cash: column(),
    grossExposure: column(),
    netExposure: column(),
  };
  for (let row = 0; row < time.length; row++) {
    for (const name of names) {
      const wanted = row > averageBars ? direction(prices[name].close, row - 1, averageBars) : 0;
      account.aim(name, wanted, time[row], prices[name].open[row], CAPITAL / names.length);
    }
    const values = names.map((name) => account.held(name).quantity * prices[name].close[row]);
    equity.netExposure[row] = values.reduce((sum, value) => sum + value, 0);
    equity.grossExposure[row] = values.reduce((sum, value) => sum + Math.abs(value), 0);
    equity.cash[row] = account.cash;
    equity.equity[row] = account.cash + equity.netExposure[row];
  }
  return { equity, trades: account.trades, fills: account.fills };
}

function direction(closes: Float64Array, row: number, bars: number): 1 | -1 {
  let sum = 0;
  for (let back = 0; back < bars; back++) sum += closes[row - back];
  return closes[row] >= sum / bars ? 1 : -1;
}

class Account {
  cash = CAPITAL;
  readonly trades: TradeRecord[] = [];
  readonly fills: FillRecord[] = [];
  readonly #holdings: Map<string, Holding>;

  constructor(names: readonly string[]) {
    const none = () => ({ quantity: 0, entryTime: 0, entryPrice: 0, entryFee: 0 });
    this.#holdings = new Map(names.map((name) => [name, none()]));
  }

  held(name: string): Holding {
    const holding = this.#holdings.get(name);
    if (holding === undefined) throw new Error(`no holding of ${name}`);
    return holding;
  }

  aim(name: string, wanted: 1 | 0 | -1, time: number, open: number, notional: number): void {
    const holding = this.held(name);
    if (wanted === Math.sign(holding.quantity)) return;
    if (holding.quantity !== 0) this.#close(name, holding, time, open);
    if (wanted === 0) return;
    holding.quantity = (wanted * Math.floor((notional / open) * 100)) / 100;
    holding.entryTime = time;
    holding.entryPrice = open * (1 + SLIPPAGE * wanted);
    holding.entryFee = this.#fill(name, holding.quantity, time, open, 'trend');
  }

  #close(symbol: string, holding: Holding, time: number, open: number): void {
    const { quantity, entryTime, entryPrice, entryFee } = holding;
    const exitPrice = open * (1 - SLIPPAGE * Math.sign(quantity));
    const fees = entryFee + this.#fill(symbol, -quantity, time, open, 'trend');
    const netPnl = quantity * (exitPrice - entryPrice) - fees;
    this.trades.push({
      symbol,
      side: quantity > 0 ? 'long' : 'short',
      quantity: Math.abs(quantity),
      entryTime,
      entryPrice,
      exitTime: time,
      exitPrice,
      netPnl,
      fees,
      returnFraction: netPnl / Math.abs(quantity * entryPrice),
      exitReason: netPnl < -600 ? 'stop-loss' : 'signal',
    });
    holding.quantity = 0;
  }

  #fill(symbol: string, quantity: number, time: number, open: number, reason: string): number {
    const price = open * (1 + SLIPPAGE * Math.sign(quantity));
    const fee = Math.abs(quantity * price) * FEE;
    this.cash -= quantity * price + fee;
    const slippageCost = Math.abs(quantity) * Math.abs(price - open);
    const orderId = `${symbol}-${this.fills.length}`;
    this.fills.push({ orderId, time, symbol, quantity, price, fee, slippageCost, reason });
    return fee;
  }
}
