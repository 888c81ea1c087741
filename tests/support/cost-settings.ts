/** Settings of what a trade costs, of each kind one. */
export const COST_SETTINGS: Readonly<Record<string, object>> = {
  'plain costs': { maxVolumeFraction: 0.1, lotSize: 1 },
  'all costs': {
    maxVolumeFraction: 0.1,
    lotSize: 1,
    limitThroughTicks: 2,
    tickSize: 0.05,
    costs: {
      commission: 'tiered',
      tiered: { rates: { 0: 0.01, 30: 0.004 } },
      spread: { method: 'high-low' },
      slippageSigma: 0.05,
      impact: 0.5,
    },
  },
  'per share': {
    cashCheck: true,
    maxVolumeFraction: null,
    slippageBps: 0,
    costs: { commission: 'per-share', spread: { halfBps: 10 } },
  },
};
