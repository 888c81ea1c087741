import { describe, expect, it } from 'vitest';
import { SILENT_LOGGER } from '#base';
import { systemSchema } from '#config';
import { dayOf, unevenMarket } from '../../tests/support/learning-market.ts';
import { baselinesOf } from './baselines.ts';
import type { Session } from './session.ts';

const DAYS = 700;
/** The bars before it suffice to size forecasts. */
const LATE = 500;
const market = await unevenMarket(DAYS);

/** What a run from a day on is held against, and what is said of it. */
async function heldAgainst(strategy: string, from: number, model = 'ridge', readsForecasts = true) {
  const said: string[] = [];
  const logger = { ...SILENT_LOGGER, info: (line: string) => void said.push(line) };
  const config = systemSchema.parse({ trading: { ml: { model } } });
  const time = Float64Array.from({ length: DAYS - from }, (_, day) => dayOf(from + day));
  const equity = time.map(() => 1000);
  const curve = { time, equity, cash: equity, grossExposure: equity, netExposure: equity };
  const baselines = await baselinesOf({ config, logger } as unknown as Session, {
    strategy,
    market,
    run: { equity: curve, barsPerYear: 252 },
    readsForecasts,
  });
  return { names: baselines.map(({ name }) => name), said };
}

describe('a run is held against', () => {
  const passive = ['Equal weight', 'Cash'];

  it('naive forecasts where it reads any, unless those are its own', async () => {
    for (const [strategy, model] of [
      ['ml', 'ridge'],
      ['ensemble', 'persistence'],
    ]) {
      const { names } = await heldAgainst(strategy, LATE, model);
      expect(names).toEqual(['Naive forecast', ...passive]);
    }
    expect((await heldAgainst('ml', LATE, 'persistence')).names).toEqual(passive);
    expect((await heldAgainst('tsmom', LATE, 'ridge', false)).names).toEqual(passive);
  });

  it('none where the bars before it are too few to size them, and says so', async () => {
    const { names, said } = await heldAgainst('ml', 1);
    expect(names).toEqual(passive);
    expect(said).toEqual([expect.stringMatching(/^No naive forecast to compare with: it /)]);
  });
});
