import { describe, expect, it } from 'vitest';
import { Run } from '../mlflow/answers.ts';
import { comparisonCsv } from './comparison-csv.ts';

const run = (name: string, data: object) =>
  Run.parse({
    info: {
      run_id: name,
      run_name: name,
      experiment_id: '1',
      status: 'FINISHED',
      start_time: 1_700_000_000_000,
      lifecycle_stage: 'active',
    },
    data,
  });

describe('comparisonCsv', () => {
  it('has a column for every param and metric of any run, quoted where needed', () => {
    const text = comparisonCsv([
      {
        experiment: 'trees, "all"',
        run: run('a', {
          metrics: [{ key: 'mae', value: 0.5, timestamp: 1 }],
          params: [{ key: 'depth', value: '6' }],
        }),
      },
      {
        experiment: 'rnn',
        run: run('b', {
          metrics: [
            { key: 'mae', value: 'NaN', timestamp: 1 },
            { key: 'r2', timestamp: 1 },
          ],
        }),
      },
    ]);
    expect(text.split('\n')).toEqual([
      'experiment,run_id,run_name,status,start_time,end_time,metrics.mae,metrics.r2,params.depth',
      '"trees, ""all""",a,a,FINISHED,2023-11-14T22:13:20.000Z,,0.5,,6',
      'rnn,b,b,FINISHED,2023-11-14T22:13:20.000Z,,NaN,0,',
      '',
    ]);
  });

  it('is only the head without runs', () => {
    expect(comparisonCsv([])).toBe('experiment,run_id,run_name,status,start_time,end_time\n');
  });
});
