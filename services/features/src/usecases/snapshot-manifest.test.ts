import { HOUR_MS } from '@headroom/feature-engine';
import { expect, it } from 'vitest';
import { manifestKey, snapshotManifest } from './snapshot-manifest.ts';

it('lies beside its snapshot and tells what that was made of', () => {
  const file = { uri: 'data/processed/x.parquet', sha256: 'a'.repeat(64), bytes: 7 };
  expect(manifestKey(file.uri)).toBe('data/processed/x.manifest.json');
  const manifest: unknown = JSON.parse(
    snapshotManifest(
      {
        kind: 'snapshot',
        key: file.uri,
        source: null,
        feature_service: 'cloud_optimizer_training',
        declared: ['cpu_utilization'],
        after: 1,
        as_of: 2,
      },
      {
        file,
        rows: 3,
        services: ['a', 'b'],
        cadenceMs: HOUR_MS,
        arrivals: [{ partition: 1, first: 4, last: 9 }],
      },
    ),
  );
  expect(manifest).toMatchObject({
    file,
    rows: 3,
    services: 2,
    cadence_ms: HOUR_MS,
    event_time: { after: 1, up_to: 2 },
    arrivals: [{ partition: 1, first: 4, last: 9 }],
  });
});
