export interface ScoringCase {
  readonly title: string;
  readonly type: string;
  readonly body: string;
}

export const COLUMNS = ['cpu_utilization', 'level', 'scale', 'cluster_cpu_mean'];
export const ROW = [0.4, 0.45, 0.125, 0.9];
const OTHER = [0.7, 0.5, 0.25, 0.1];
const recordOf = (row: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(COLUMNS.map((name, i) => [name, row[i]]));
const RECORD = recordOf(ROW);
const byColumn = (over: object = {}) => ({
  ...Object.fromEntries(COLUMNS.map((name, i) => [name, [ROW[i], OTHER[i]]])),
  ...over,
});
const json = (title: string, value: unknown): ScoringCase => ({
  title,
  type: 'application/json',
  body: JSON.stringify(value),
});
const split = (columns: readonly unknown[], ...data: readonly unknown[]) => ({
  dataframe_split: { columns, data },
});
const records = (...rows: readonly unknown[]) => ({ dataframe_records: rows });

/** Each is sent to both servers. */
export const CASES: readonly ScoringCase[] = [
  json('split', split(COLUMNS, ROW, OTHER)),
  json('split with an index', { dataframe_split: { columns: COLUMNS, index: [7], data: [ROW] } }),
  json('split, other order', split(COLUMNS.toReversed(), ROW.toReversed())),
  json('split, more columns', split(['x', ...COLUMNS], ['text', ...ROW])),
  json('split without rows', split(COLUMNS)),
  json('split without columns', { dataframe_split: { data: [ROW] } }),
  json('split without data', { dataframe_split: { columns: COLUMNS } }),
  json('split that is a list', { dataframe_split: [ROW] }),
  json('split that is text', { dataframe_split: 'x' }),
  json('split, rows too short', split(COLUMNS, [1, 2])),
  json('split, one row too short', split(COLUMNS, ROW, [1, 2])),
  json('split, a column missing', split(COLUMNS.slice(0, 3), ROW.slice(0, 3))),
  json('records', records(RECORD, recordOf(OTHER))),
  json('records, a missing value', records({ ...RECORD, cluster_cpu_mean: null })),
  json('records without level', records({ ...RECORD, level: null })),
  json('records, one with less', records(RECORD, { level: 1.5 })),
  json('records, whole numbers', records({ ...RECORD, level: 5 })),
  json('records, a truth value', records({ ...RECORD, level: true })),
  json('records, a number as text', records({ ...RECORD, level: '0.5' })),
  json('records, text', records({ ...RECORD, level: 'abc' })),
  json('records, a list for a value', records({ ...RECORD, level: [1] })),
  json('records, columns missing', records({ level: 0.4, scale: 0.1 })),
  json('records, columns missing and others there', records({ level: 0.4, scale: 0.1, x: 1 })),
  json('records that are one', { dataframe_records: RECORD }),
  json('records that are a number', { dataframe_records: 3 }),
  json('no records', records()),
  json('params', { ...records(RECORD), params: { a: 1 } }),
  json('instances', { instances: [RECORD, recordOf(OTHER)] }),
  json('instances by column', { instances: byColumn() }),
  json('instances of unlike records', { instances: [RECORD, { level: 1.5 }] }),
  json('instances, text', { instances: [{ ...RECORD, level: 'abc' }] }),
  json('instances, a matrix', { instances: [ROW] }),
  json('instances, columns missing', { instances: [{ level: 1.5 }] }),
  json('inputs by column', { inputs: byColumn() }),
  json('inputs of one record', { inputs: RECORD }),
  json('inputs of records', { inputs: [RECORD] }),
  json('inputs, a missing value', { inputs: byColumn({ cluster_cpu_mean: [null, 0.5] }) }),
  json('inputs, text', { inputs: byColumn({ level: ['abc', 'x'] }) }),
  json('inputs of unlike lengths', { inputs: byColumn({ level: [1.5] }) }),
  json('inputs, a matrix', { inputs: [ROW] }),
  json('no inputs', { inputs: [] }),
  json('an empty object', {}),
  json('two formats', { inputs: RECORD, instances: [RECORD] }),
  json('a list', [RECORD]),
  json('a number', 3),
  json('text', 'x'),
  json('null', null),
  {
    title: 'bare NaN',
    type: 'application/json',
    body: '{"inputs":{"cpu_utilization":NaN,"level":0.4,"scale":0.1,"cluster_cpu_mean":NaN}}',
  },
  { title: 'broken JSON', type: 'application/json', body: '{"inputs": ' },
  {
    title: 'CSV',
    type: 'text/csv',
    body: `${COLUMNS.join(',')}\n${ROW.join(',')}\n0.5,0.5,0.2,\n`,
  },
  { title: 'CSV, columns missing', type: 'text/csv', body: 'level,scale\n0.4,0.1\n' },
  { title: 'CSV, text', type: 'text/csv', body: `${COLUMNS.join(',')}\nabc,0.4,0.1,0.9\n` },
  { title: 'XML', type: 'application/xml', body: '<a/>' },
  {
    title: 'UTF-8',
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ inputs: RECORD }),
  },
  {
    title: 'Latin 1',
    type: 'application/json; charset=latin1',
    body: JSON.stringify({ inputs: RECORD }),
  },
  {
    title: 'an unknown parameter',
    type: 'application/json; a=b',
    body: JSON.stringify({ inputs: RECORD }),
  },
];
