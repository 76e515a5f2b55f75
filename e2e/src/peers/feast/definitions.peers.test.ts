import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  BUILT_IN,
  INTERACTION_COUNT,
  METRIC_COUNT,
  METRICS,
  writeInteractions,
} from '@headroom/feature-engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildBundles, startSystem, type Bundles, type System } from '../../system/system.ts';
import { peerPython } from '../peer-python.ts';
import { headroom } from './headroom.ts';

const python = await peerPython('feast');

const Imported = z.object({
  changes: z.array(
    z.object({ name: z.string(), differences: z.array(z.object({ path: z.string() })) }),
  ),
  left_out: z.array(z.object({ name: z.string(), reason: z.string() })),
});

/** Calls the function of an on-demand view in the registry, as Feast kept it, and prints what it makes of each row. */
const CALL = `
import json, sys
from feast import FeatureStore
view = FeatureStore(sys.argv[1]).get_on_demand_feature_view(sys.argv[2])
udf = view.feature_transformation.udf
print(json.dumps([udf(row) for row in json.load(sys.stdin)]))
`;

describe('definitions that go to genuine Feast and come back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-export-'));
  const repository = join(folder, 'repository');
  let bundles: Bundles | undefined;
  let system: System | undefined;
  let url = '';

  const run = (program: string, args: readonly string[], input = ''): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input });
    expect(status, stdout + stderr).toBe(0);
    return stdout;
  };

  beforeAll(async () => {
    bundles = await buildBundles();
    system = await startSystem({ ...bundles, services: ['features'] });
    url = system.services.url('features');
    headroom(url, 'apply', join(import.meta.dirname, 'repository/shop.yaml'));
    headroom(url, 'export-feast', repository, '--url', url);
    run(join(dirname(python), 'feast'), ['-c', repository, 'apply']);
  });
  afterAll(async () => {
    await system?.close(false);
    bundles?.remove();
    rmSync(folder, { recursive: true });
  });

  it('come back as they went, but for their Python code and the services that need it', () => {
    const printed = headroom(url, 'import-feast', repository, '--dry-run', '--json');
    const { changes, left_out } = Imported.parse(JSON.parse(printed));
    const pathsOf = (wanted: string) =>
      changes.find(({ name }) => name === wanted)?.differences.map(({ path }) => path);
    // A file of a Feast repository lies in its folder; and Feast wants a batch source behind the stream.
    expect(changes.map(({ name }) => name)).toEqual(['orders_table', 'workload_records_batch']);
    expect(pathsOf('orders_table')).toEqual(['path']);
    const without = (reason: RegExp) =>
      left_out.filter((one) => reason.test(one.reason)).map(({ name }) => name);
    expect(without(/an on-demand view \(Python function/).sort()).toEqual([
      'discounted',
      'interaction_features',
    ]);
    expect(without(/a feature service without discounted/)).toEqual(['till']);
    expect(without(/built in here/)).toContain('rolling_features');
  });

  it('has all 348 features', () => {
    const script =
      'import sys; from feast import FeatureStore; s = FeatureStore(sys.argv[1]); ' +
      "v = s.get_feature_service('cloud_optimizer_training').feature_view_projections; " +
      'print(sum(len(p.features) for p in v))';
    expect(run(python, ['-c', script, repository]).trim()).toBe('348');
  });

  it("computes interactions in Python as the engine's operator does, to the bit", () => {
    const rows = Array.from({ length: 40 }, (_, i) =>
      Array.from({ length: METRIC_COUNT + 1 }, (_, k) =>
        (i + k) % 5 === 4 ? null : Math.sin(i * 31 + k) * 10 ** (k - 3),
      ),
    );
    const names = [...METRICS.map(({ name }) => name), 'cluster_req_sum'];
    const input = rows.map((row) => Object.fromEntries(names.map((name, k) => [name, row[k]])));
    const [{ name, schema }] = BUILT_IN.on_demand_views;
    const printed = run(python, ['-c', CALL, repository, name], JSON.stringify(input));
    const made = z
      .array(z.record(z.string(), z.number().nullable()))
      .parse(JSON.parse(printed.replaceAll('NaN', 'null')));
    const expected = rows.map((row) => {
      const numbers = Float64Array.from(row, (one) => one ?? NaN);
      const out = new Float64Array(INTERACTION_COUNT);
      writeInteractions(numbers, 0, numbers[METRIC_COUNT] ?? NaN, out, 0);
      return Object.fromEntries(
        schema.map((field, k) => [field.name, Number.isNaN(out[k]) ? null : out[k]]),
      );
    });
    expect(made).toEqual(expected);
  });
});
