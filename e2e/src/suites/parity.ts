import { expect, it } from 'vitest';
import { FeatureAnswer } from '../system/answers.ts';
import { call } from '../system/http.ts';
import { compareWithOnline, compareWithStream, snapshotRows } from '../system/parity.ts';
import type { Stage } from '../system/stage.ts';
import type { Run } from './pipeline-run.ts';

/** The same records by batch and by stream: equal to the last bit. Run before any other record is sent. */
export function parity(stage: () => Stage, run: () => Run): void {
  const read = async () => {
    const { system, parquet } = stage();
    return parquet.read(await system.objects.fetch(run().snapshot.file));
  };

  it('every row of the snapshot equals the last vector that was streamed of its bucket', async () => {
    const table = await read();
    const { cells, differences } = compareWithStream(table, stage().vectors.entries);
    expect(cells).toBeGreaterThan(3_000_000);
    expect(differences.slice(0, 10)).toEqual([]);
  });

  it('the last rows equal what the features API tells', async () => {
    const table = await read();
    const { system } = stage();
    const last = new Map(snapshotRows(table).map((row) => [row.serviceId, row]));
    const compared: string[] = [];
    for (const [serviceId, { bucketEnd, row }] of last) {
      const url = `${system.services.url('features')}/api/v1/features/${serviceId}`;
      const answer = await call(url, FeatureAnswer);
      // The newest bucket of the data set was open as of its last event: no row of the snapshot.
      if (Date.parse(answer.event_timestamp) !== bucketEnd) continue;
      compared.push(serviceId);
      expect(compareWithOnline(table, row, answer).differences, serviceId).toEqual([]);
    }
    expect(compared.length).toBeGreaterThan(0);
  });
}
