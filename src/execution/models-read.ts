import type { SystemConfig } from '#config';
import { POLICY_MODEL } from '#portfolio';
import type { Strategy } from '#strategies';

/** Names of the models whose forecasts a desk reads: its strategy's, and the agent's that weighs assets. */
export function modelsRead(
  { models }: Pick<Strategy, 'models'>,
  { trading, portfolio }: Pick<SystemConfig, 'trading' | 'portfolio'>,
): readonly string[] {
  const asksAgent = trading.sizing.method === 'portfolio' && portfolio.method === 'ppo';
  return asksAgent && !models.includes(POLICY_MODEL) ? [...models, POLICY_MODEL] : models;
}
