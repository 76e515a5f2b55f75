import { DEMAND_INPUTS } from '@headroom/forecasting';
import { describe, expect, it } from 'vitest';
import { madeSnapshot } from '../testing/made-snapshot.ts';
import { NO_FILE, trainingJob } from '../testing/training-job.ts';
import { boosterColumns } from './booster-columns.ts';
import { demandColumns } from './demand-columns.ts';
import { trainingData } from './training-data.ts';

const { snapshot } = trainingJob('lightgbm', NO_FILE);
const made = (hours: number, metrics?: readonly ['cpu_utilization']) => {
  const told = metrics === undefined ? {} : { metrics };
  const declared: readonly string[] = metrics ?? snapshot.declared;
  const data = trainingData(
    { ...snapshot, declared: [...declared] },
    madeSnapshot({ services: 2, hours, seed: 8, ...told }),
  );
  return { data, demand: demandColumns(data, boosterColumns(data)) };
};

describe('demandColumns', () => {
  const { data, demand } = made(400);
  const column = (name: (typeof DEMAND_INPUTS)[number]) => demand?.columns.get(name);

  it('stand beside every row that is learnt from or judged', () => {
    expect([...(demand?.columns.keys() ?? [])]).toEqual([...DEMAND_INPUTS]);
    expect(Object.keys(demand?.fit.profiles ?? {})).toEqual(['service-0', 'service-1']);
    for (const row of [...data.rows.validation, ...data.rows.test]) {
      expect(column('usual_change')?.[row]).not.toBeNaN();
      expect(column('since_scaling')?.[row]).not.toBeNaN();
    }
  });

  it('are learnt without the service in one row of eleven, whatever the hour of day', () => {
    const unknown = [...data.rows.train].filter((row) =>
      Number.isNaN(column('usual_change')?.[row]),
    );
    expect(unknown).toHaveLength(Math.ceil(data.rows.train.length / 11));
    const hours = new Set(unknown.map((row) => ((data.times[row] ?? NaN) / 3_600_000) % 24));
    expect(hours.size).toBeGreaterThan(16);
    for (const row of unknown) expect(column('since_scaling')?.[row]).not.toBeNaN();
  });

  it('are fitted on the training rows alone', () => {
    const { data: shifted } = made(400);
    for (const row of [...shifted.rows.validation, ...shifted.rows.test])
      shifted.columns.get('instance_count')?.fill(1_000, row, row + 1);
    expect(demandColumns(shifted, boosterColumns(shifted))?.fit).toEqual(demand?.fit);
  });

  it('are none without a number of instances, or with too short a history', () => {
    expect(made(400, ['cpu_utilization']).demand).toBeNull();
    expect(made(80).demand).toBeNull();
  });
});
