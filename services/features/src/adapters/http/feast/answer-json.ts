import { NO_TIME } from '../../../domain/online/event-time.ts';
import { NULL, type ValueText } from '../../../domain/online/value-text.ts';
import {
  NOT_FOUND,
  OUTSIDE_MAX_AGE,
  type OnlineAnswer,
  type ViewColumns,
} from '../../../usecases/online/online-answer.ts';
import type { ReadPlan } from '../../../usecases/online/read-plan.ts';

/**
 * The answer of /get-online-features as JSON text. Written by hand: a value is text already, and statuses and times of a
 * view are the same for all of its features, so that a cell costs one concatenation.
 */
export function answerJson(
  plan: ReadPlan,
  { rows, keys, views }: OnlineAnswer,
  withVersions: boolean,
): string {
  const present = repeated('"PRESENT"', rows);
  const noTimes = repeated(`"${NO_TIME}"`, rows);
  const results = keys.map(({ texts }) => result(texts, present, noTimes));
  plan.views.forEach(({ asked }, i) => {
    const view = views[i];
    if (view === undefined) return;
    const times = view.times === null ? noTimes : `"${view.times.join('","')}"`;
    const states = view.states?.some((state) => state !== 0) === true ? view.states : null;
    for (let field = 0; field < asked; field++) {
      const cells = view.cells[field] ?? [];
      const isPlain = states === null && (view.states === null || !cells.includes(NULL));
      results.push(
        result(cells, isPlain ? present : statusesOf(cells, view), rows === 0 ? '' : times),
      );
    }
  });
  const names = [...keys.map(({ name }) => JSON.stringify(name)), plan.namesText];
  const versions = withVersions ? `,"feature_view_metadata":${JSON.stringify(plan.versions)}` : '';
  return `{"results":[${results.join(',')}],"metadata":{"feature_names":[${names.join(',')}]${versions}}}`;
}

const result = (cells: readonly ValueText[], statuses: string, times: string): string =>
  `{"values":[${cells.join(',')}],"statuses":[${statuses}],"event_timestamps":[${times}]}`;

const repeated = (text: string, times: number): string =>
  times === 0 ? '' : text + `,${text}`.repeat(times - 1);

const statusesOf = (cells: readonly ValueText[], { states }: ViewColumns): string =>
  cells.map((cell, row) => status(states?.[row], cell)).join(',');

function status(state: number | undefined, cell: ValueText): string {
  if (state === NOT_FOUND) return '"NOT_FOUND"';
  if (cell === NULL) return '"NULL_VALUE"';
  return state === OUTSIDE_MAX_AGE ? '"OUTSIDE_MAX_AGE"' : '"PRESENT"';
}
