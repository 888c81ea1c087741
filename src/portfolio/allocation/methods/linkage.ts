/** How the distance of two clusters follows from that of their members. */
export type Linkage = 'single' | 'average' | 'complete' | 'ward';

/** A cluster of a hierarchy: one item, or two clusters. */
type Cluster =
  | { readonly kind: 'item'; readonly item: number }
  | { readonly kind: 'pair'; readonly first: Cluster; readonly second: Cluster };

/**
 * Items in the order in which a hierarchy of clusters has them side by side.
 *
 * The two nearest clusters are joined until one is left; of two that are joined, the one made earlier
 * comes first, items before all others. The order is scipy's, `to_tree(linkage(d)).pre_order()`, where no
 * two distances are the same; else the earliest pair is joined.
 *
 * @param distances - [items, items], symmetric, ≥ 0
 * @see Lance and Williams, A general theory of classificatory sorting strategies, 1967
 */
export function hierarchicalOrder(
  distances: Float64Array,
  items: number,
  linkage: Linkage,
): readonly number[] {
  const table = distances.slice();
  const clusters: (Cluster | null)[] = Array.from({ length: items }, (_, item) => ({
    kind: 'item',
    item,
  }));
  const sizes = new Float64Array(items).fill(1);
  const made = Array.from({ length: items }, (_, item) => item);
  for (let joined = 1; joined < items; joined++) {
    const [i, j] = nearestPair(table, clusters);
    const [first, second] = made[i] < made[j] ? [i, j] : [j, i];
    const [a, b] = [clusters[first], clusters[second]];
    if (a === null || b === null) break;
    joinDistances(table, sizes, { i, j, linkage });
    clusters[i] = { kind: 'pair', first: a, second: b };
    clusters[j] = null;
    sizes[i] += sizes[j];
    made[i] = items - 1 + joined;
  }
  return leavesOf(clusters.find((cluster) => cluster !== null) ?? null);
}

function nearestPair(
  table: Float64Array,
  clusters: readonly (Cluster | null)[],
): readonly [number, number] {
  const items = clusters.length;
  let [nearest, first, second] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let i = 0; i < items; i++) {
    if (clusters[i] === null) continue;
    for (let j = i + 1; j < items; j++) {
      if (clusters[j] === null || !(table[i * items + j] < nearest)) continue;
      [nearest, first, second] = [table[i * items + j], i, j];
    }
  }
  return [first, second];
}

/** Writes the distances of the cluster joined of i and j in the place of i. */
function joinDistances(
  table: Float64Array,
  sizes: Float64Array,
  { i, j, linkage }: { readonly i: number; readonly j: number; readonly linkage: Linkage },
): void {
  const items = sizes.length;
  const apart = table[i * items + j];
  for (let other = 0; other < items; other++) {
    if (other === i || other === j) continue;
    const [a, b] = [table[i * items + other], table[j * items + other]];
    const joined = joinedDistance(linkage, { a, b, apart }, sizes[i], sizes[j], sizes[other]);
    table[i * items + other] = joined;
    table[other * items + i] = joined;
  }
}

function joinedDistance(
  linkage: Linkage,
  { a, b, apart }: { readonly a: number; readonly b: number; readonly apart: number },
  sizeA: number,
  sizeB: number,
  sizeOther: number,
): number {
  switch (linkage) {
    case 'single':
      return Math.min(a, b);
    case 'complete':
      return Math.max(a, b);
    case 'average':
      return (sizeA * a + sizeB * b) / (sizeA + sizeB);
    case 'ward': {
      const all = sizeA + sizeB + sizeOther;
      const square =
        (sizeA + sizeOther) * a * a + (sizeB + sizeOther) * b * b - sizeOther * apart * apart;
      return Math.sqrt(Math.max(0, square / all));
    }
  }
}

/** Items of a cluster from first to last; a chain may be as deep as there are items. */
function leavesOf(root: Cluster | null): readonly number[] {
  const leaves: number[] = [];
  const open = root === null ? [] : [root];
  for (let cluster = open.pop(); cluster !== undefined; cluster = open.pop()) {
    if (cluster.kind === 'item') leaves.push(cluster.item);
    else open.push(cluster.second, cluster.first);
  }
  return leaves;
}
