import type { Run } from '../mlflow/answers.ts';

interface ComparedRun {
  readonly experiment: string;
  readonly run: Run;
}

/** One line a run; a column for every param and metric that any of them has. RFC 4180. */
export function comparisonCsv(compared: readonly ComparedRun[]): string {
  const metrics = keys(compared.map(({ run }) => run.data.metrics));
  const params = keys(compared.map(({ run }) => run.data.params));
  const head = [
    ...['experiment', 'run_id', 'run_name', 'status', 'start_time', 'end_time'],
    ...metrics.map((key) => `metrics.${key}`),
    ...params.map((key) => `params.${key}`),
  ];
  const lines = compared.map(({ experiment, run: { info, data } }) => {
    const metric = new Map(data.metrics.map(({ key, value }) => [key, String(value)]));
    const param = new Map(data.params.map(({ key, value }) => [key, value]));
    return [
      ...[experiment, info.run_id, info.run_name, info.status],
      ...[time(info.start_time), time(info.end_time)],
      ...metrics.map((key) => metric.get(key) ?? ''),
      ...params.map((key) => param.get(key) ?? ''),
    ];
  });
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\n`).join('');
}

const keys = (lists: readonly (readonly { readonly key: string }[])[]): readonly string[] =>
  [...new Set(lists.flat().map(({ key }) => key))].sort();

const time = (ms: number | undefined): string =>
  ms === undefined ? '' : new Date(ms).toISOString();

const cell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
