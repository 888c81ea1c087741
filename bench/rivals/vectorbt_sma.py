#!/usr/bin/env python3
"""vectorbt beside us: the SMA 10/30 cross of bench/plain-loop.ts over the same bars.

  vectorbt_sma.py BARS RUNS

BARS holds open and close, one after the other, as little-endian float64. Prints one line of JSON: CPU
seconds of the least disturbed of RUNS, after one that compiles, and the result.
"""

import json
import sys
import time

import numpy as np
import vectorbt as vbt

opens, closes = np.fromfile(sys.argv[1], dtype="<f8").reshape(2, -1)


def backtest():
    fast = vbt.MA.run(closes, 10).ma.to_numpy().ravel()
    slow = vbt.MA.run(closes, 30).ma.to_numpy().ravel()
    side = np.sign(fast - slow)
    before = np.concatenate([[np.nan], side[:-1]])
    # Decided at a close, done at the next open.
    up = np.concatenate([[False], ((side == 1) & (before <= 0))[:-1]])
    down = np.concatenate([[False], ((side == -1) & (before >= 0))[:-1]])
    portfolio = vbt.Portfolio.from_signals(
        closes, up, down, price=opens, size=100, fees=0.001, init_cash=1e6
    )
    # Equity at every bar and the closed trades, which ours has as well.
    value = np.asarray(portfolio.value()).ravel()
    return value[-1], int(portfolio.trades.closed.count())


equity, trades = backtest()
seconds = []
for _ in range(int(sys.argv[2])):
    started = time.process_time()
    backtest()
    seconds.append(time.process_time() - started)
result = {"finalEquity": float(equity), "closedTrades": trades}
print(json.dumps({"version": vbt.__version__, "cpuSeconds": min(seconds), **result}))
