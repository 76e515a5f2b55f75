import { describe, expect, it } from 'vitest';
import { CADENCE } from '../testing/fixture-model.ts';
import { clusterWindow, T0 } from '../testing/vectors.ts';
import { ClusterView } from './cluster-view.ts';
import { CLUSTER_COLUMNS } from './scoring-row.ts';

const at = (hour: number) => T0 + hour * 3_600_000;
const view = ClusterView.decode(
  Buffer.from(JSON.stringify([clusterWindow(0, 0.2), clusterWindow(1, null)])),
  CADENCE,
);

describe('the cluster window that a row sees', () => {
  it('ended an hour before at a cadence of an hour, and is seen for a day', () => {
    expect(view.seenAt(at(0))).toBeNull();
    expect(view.seenAt(at(1))).toMatchObject({ end: at(0), version: 3 });
    expect(view.seenAt(at(2))?.end).toBe(at(1));
    expect(view.seenAt(at(24))?.end).toBe(at(1));
    expect(view.seenAt(at(25))).toBeNull();
  });

  it('has its values in the order of the columns, null as missing', () => {
    const named = (hour: number) =>
      Object.fromEntries(
        CLUSTER_COLUMNS.map((name, i) => [name, view.seenAt(at(hour))?.values[i]]),
      );
    expect(named(1)).toEqual({
      cluster_cpu_mean: 0.2,
      cluster_cpu_max: 0.2,
      cluster_mem_mean: NaN,
      cluster_req_sum: 100,
      cluster_service_count: 2,
    });
    expect(named(2)).toMatchObject({ cluster_cpu_mean: NaN, cluster_req_sum: 100 });
  });

  it('is not read from something else', () => {
    const bytes = Buffer.from('[{"end":1}]');
    expect(() => ClusterView.decode(bytes, CADENCE)).toThrow(/cluster_id/);
  });
});
