import { fraction, wholeAtLeast } from './limits.ts';

/** When a position that forecasts want is worth changing: the same for one model and for several. */
export const heldShareSettings = {
  band: fraction()
    .default(0.3)
    .describe('distance from the wanted share of a full position that is not traded, fraction'),
  cooldownBars: wholeAtLeast(0)
    .default(0)
    .describe('bars after a change of direction without another'),
  confirmationBars: wholeAtLeast(1)
    .default(1)
    .describe('bars a direction must hold before it is acted on'),
};
