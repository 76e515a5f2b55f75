/** A training snapshot in memory: one row a service and bucket, by service and time. A missing number is NaN. */
export interface SnapshotRows {
  readonly services: readonly string[];
  readonly clusters: readonly string[];
  /** Event time, epoch ms. */
  readonly times: Float64Array;
  /** Mean cpu of the hour after it. */
  readonly target: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Rows [from, to) of one service. */
export interface ServiceBlock {
  readonly service: string;
  readonly from: number;
  readonly to: number;
}

export function serviceBlocks(services: readonly string[]): ServiceBlock[] {
  const blocks: ServiceBlock[] = [];
  let from = 0;
  for (let row = 1; row <= services.length; row++) {
    const service = services[from] ?? '';
    if (row < services.length && services[row] === service) continue;
    blocks.push({ service, from, to: row });
    from = row;
  }
  return blocks;
}
