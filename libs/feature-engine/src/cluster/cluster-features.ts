/** What a cluster window needs of one bucket of one service; NaN is missing. */
export interface ClusterBucket {
  readonly serviceId: string;
  readonly end: number;
  readonly cpu: number;
  readonly mem: number;
  readonly req: number;
}

/**
 * `cluster_cpu_mean`, `cluster_cpu_max`, `cluster_mem_mean`, `cluster_req_sum` over the values that are there, each NaN
 * when none is, and `cluster_service_count`.
 * @param buckets one of each service
 */
export function clusterFeatures(buckets: readonly ClusterBucket[]): Float64Array {
  const cpu = present(buckets.map((bucket) => bucket.cpu));
  const mem = present(buckets.map((bucket) => bucket.mem));
  const req = present(buckets.map((bucket) => bucket.req));
  return Float64Array.of(
    sum(cpu) / cpu.length,
    cpu.length === 0 ? NaN : Math.max(...cpu),
    sum(mem) / mem.length,
    sum(req),
    buckets.length,
  );
}

function present(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}

function sum(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((total, value) => total + value);
}
