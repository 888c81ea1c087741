/** One value a bar; NaN means "not known yet", never zero. */
export type Series = Float64Array;
