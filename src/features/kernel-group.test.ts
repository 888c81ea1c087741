import { barAt } from '#base';
import { systemSchema } from '#config';
import { marketHoursOf } from '#data';
import { ordinaryHistory } from '../../tests/contracts/feature.ts';
import { statefulContract } from '../../tests/contracts/stateful.ts';
import { BarFeed, emptyBarRow } from './bar-row.ts';
import { FEATURES } from './catalog/catalog.ts';
import { NO_PEERS } from './cross-section/peer-row.ts';
import { KernelGroup } from './kernel-group.ts';

const SYMBOL = 'A';
const STEPS = 70;
const { features: config, data } = systemSchema.parse({});
const market = {
  config,
  symbol: SYMBOL,
  interval: data.interval,
  hours: marketHoursOf(SYMBOL, data),
};

const feed = new BarFeed(config.volatilityHalfLifeBars);
const rows = Array.from({ length: STEPS }, (_, at) => {
  const row = emptyBarRow();
  feed.take(barAt(ordinaryHistory, at), NO_PEERS, row);
  return row;
});

statefulContract('the kernels of the whole catalogue with their shared sources', {
  make: () => new KernelGroup(FEATURES, market),
  step: (group, at) => {
    const values = new Float64Array(FEATURES.length);
    group.update([rows[at]], 1, values);
    return values;
  },
  steps: STEPS,
});
