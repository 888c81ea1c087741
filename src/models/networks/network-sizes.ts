import { QuantError } from '#base';

/** How large a network with attention is. */
export interface NetworkSizes {
  /** Numbers that a hidden layer holds for each position. */
  readonly width: number;
  /** A divisor of the width. */
  readonly heads: number;
  readonly layers: number;
  /** Share of hidden numbers left out in training, [0, 1). */
  readonly dropout: number;
}

/** The width of one head. @throws models/network-size */
export function headWidth({ width, heads }: Pick<NetworkSizes, 'width' | 'heads'>): number {
  if (width % heads === 0) return width / heads;
  throw new QuantError(
    'models/network-size',
    `${heads} attention heads do not divide a width of ${width}; choose a width that is a multiple of ${heads}, or another number of heads.`,
    { context: { width, heads } },
  );
}
