import type { FeatureTable, TableColumn } from '../../domain/feature-table.ts';
import type { FeatureStatus } from '../../domain/feature-status.ts';
import { NO_TIME, parseEventTime } from '../../domain/online/event-time.ts';
import type { ValueText } from '../../domain/online/value-text.ts';
import {
  NOT_FOUND,
  PRESENT,
  type OnlineAnswer,
  type ViewColumns,
} from '../../usecases/online/online-answer.ts';
import type { ReadPlan } from '../../usecases/online/read-plan.ts';

function statuses({ states }: ViewColumns, rows: number): FeatureStatus[] {
  return Array.from({ length: rows }, (_, row) => {
    const state = states?.[row] ?? PRESENT;
    if (state === PRESENT) return 'FRESH';
    return state === NOT_FOUND ? 'MISSING' : 'STALE';
  });
}

/** Of each row the event time; null where there is none. */
const times = ({ times }: ViewColumns, rows: number): (string | null)[] =>
  Array.from({ length: rows }, (_, row) => {
    const time = times?.[row] ?? NO_TIME;
    return time === NO_TIME ? null : time;
  });

/** By the views that were asked for: name, columns and the texts of its features. */
function* askedViews(plan: ReadPlan, answer: OnlineAnswer) {
  for (const [i, view] of plan.views.entries()) {
    const columns = answer.views[i];
    if (columns === undefined || view.asked === 0) continue;
    const features = view.fields
      .slice(0, view.asked)
      .map((field, place) => ({ field, texts: columns.cells[place] ?? [] }));
    yield { name: view.name, columns, features };
  }
}

/** JSON of an answer by view. Values are texts of JSON already: an int64 keeps its digits. */
export function onlineJson(plan: ReadPlan, answer: OnlineAnswer): string {
  const { rows, keys } = answer;
  const views = [...askedViews(plan, answer)].map(({ name, columns, features }) => {
    const values = features.map(({ field, texts }) => [field.name, list(texts)] as const);
    const view = object([
      ['status', JSON.stringify(statuses(columns, rows))],
      ['event_timestamp', JSON.stringify(times(columns, rows))],
      ['values', object(values)],
    ]);
    return [name, view] as const;
  });
  const entities = object(keys.map(({ name, texts }) => [name, list(texts)]));
  return `{"rows":${rows},"entities":${entities},"views":${object(views)}}`;
}

const list = (texts: readonly ValueText[]): string => `[${texts.join(',')}]`;

const object = (fields: readonly (readonly [string, string])[]): string =>
  `{${fields.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;

/** The same as a table: keys, then of each view status, event time and `view__feature`. */
export function onlineTable(plan: ReadPlan, answer: OnlineAnswer): FeatureTable {
  const { rows, keys } = answer;
  const views = [...askedViews(plan, answer)].flatMap(({ name, columns, features }) => [
    {
      name: `${name}__status`,
      type: 'string',
      texts: statuses(columns, rows).map((status) => JSON.stringify(status)),
    } satisfies TableColumn,
    {
      name: `${name}__event_timestamp`,
      type: 'event_time',
      times: times(columns, rows).map((time) =>
        time === null ? NaN : (parseEventTime(time)?.micros ?? NaN),
      ),
    } satisfies TableColumn,
    ...features.map(({ field, texts }): TableColumn => ({
      name: `${name}__${field.name}`,
      type: field.type,
      texts,
    })),
  ]);
  return { rows, columns: [...keys, ...views] };
}
