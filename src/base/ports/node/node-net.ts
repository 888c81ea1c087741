import type { Net } from '../net.ts';

/** The machine's own network. */
export const nodeNet: Net = (url, init) => fetch(url, init);
