import { Kind, type SelectionSetNode } from 'graphql';

/** int64 fields: strings in GraphQL, which has no such numbers. */
const LONG = new Set([
  ...['creationTime', 'lastUpdateTime', 'startTime', 'endTime', 'timestamp', 'step', 'fileSize'],
  ...['creationTimestamp', 'lastUpdatedTimestamp', 'maxResults'],
]);
/** Lists, which are there also when they are empty. */
const LISTS = new Set([
  ...['metrics', 'params', 'tags', 'datasetInputs', 'modelInputs', 'modelOutputs', 'modelVersions'],
  ...['runs', 'files', 'aliases', 'datasetSummaries'],
]);

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a selection asks of a JSON answer of the REST protocol: its snake_case fields under their GraphQL names. */
export function project(answer: unknown, selection: SelectionSetNode | undefined): unknown {
  if (Array.isArray(answer)) return answer.map((item: unknown) => project(item, selection));
  if (!isRecord(answer) || selection === undefined) return answer;
  const projected: Record<string, unknown> = {};
  for (const node of selection.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      Object.assign(projected, project(answer, node.selectionSet));
    }
    if (node.kind !== Kind.FIELD) continue;
    const name = node.name.value;
    projected[node.alias?.value ?? name] = valueOf(name, answer[snake(name)], node.selectionSet);
  }
  return projected;
}

function valueOf(name: string, value: unknown, selection: SelectionSetNode | undefined): unknown {
  if (value === undefined || value === null) return LISTS.has(name) ? [] : null;
  if (LONG.has(name) && (typeof value === 'number' || typeof value === 'bigint')) {
    return String(value);
  }
  // GraphQL's Float knows no NaN.
  if (name === 'value' && selection === undefined && value === 'NaN') return null;
  return project(value, selection);
}
