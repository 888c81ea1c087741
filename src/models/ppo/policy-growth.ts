import { inCash } from './in-cash.ts';
import { type PortfolioPanel, returnsAt } from './portfolio-panel.ts';
import { portfolioState, portfolioStateSize } from './portfolio-state.ts';
import type { PPOAgent } from './ppo-agent.ts';
import { rebalance } from './rebalance.ts';
import { rowOf } from './row-of.ts';

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
  panel: PortfolioPanel,
  costBps: number,
): Promise<number> {
  const { bars, assets } = panel;
  const stateSize = portfolioStateSize(panel);
  const cash = inCash(assets);
  const states = new Float32Array(bars * stateSize);
  for (let bar = 0; bar < bars; bar++) {
    states.set(portfolioState(panel, bar, cash), bar * stateSize);
  }
  const weights = await agent.bestAction(states);
  let held = cash;
  let total = 0;
  for (let bar = 0; bar < bars; bar++) {
    const wanted = rowOf(weights, bar, assets + 1);
    const { growth, drifted } = rebalance(held, wanted, returnsAt(panel, bar), costBps);
    total += growth;
    held = drifted;
  }
  return total;
}
