import { inCash } from './in-cash.ts';
import type { PortfolioPanel } from './portfolio-panel.ts';
import type { PPOAgent } from './ppo-agent.ts';
import { rebalance } from './rebalance.ts';

/**
 * Log growth of an agent that lives through a panel once, from cash, without exploring.
 *
 * Σ_t ln(wealth_{t+1} / wealth_t), costs paid. The actor does not look at the weights it holds, so all
 * its actions are asked for at once.
 *
 * @param costBps - a side, basis points of what is traded
 */
export async function policyGrowth(
  agent: PPOAgent,
  { bars, assets, features, rows, returns }: PortfolioPanel,
  costBps: number,
): Promise<number> {
  const known = assets * features;
  const stateSize = known + assets + 1;
  const states = new Float32Array(bars * stateSize);
  for (let bar = 0; bar < bars; bar++) {
    states.set(rows.subarray(bar * known, (bar + 1) * known), bar * stateSize);
    states.set(inCash(assets), bar * stateSize + known);
  }
  const weights = await agent.bestAction(states);
  const width = weights.length / bars;
  let held = inCash(assets);
  let total = 0;
  for (let bar = 0; bar < bars; bar++) {
    const wanted = weights.subarray(bar * width, (bar + 1) * width);
    const ofBar = returns.subarray(bar * assets, (bar + 1) * assets);
    const { growth, drifted } = rebalance(held, wanted, ofBar, costBps);
    total += growth;
    held = drifted;
  }
  return total;
}
