/** Averages of volume below are what rounding leaves of trading long ago. */
export const LEAST_VOLUME = 1e-300;
