import { tableLines } from '../table-lines.ts';
import type { TrainOutcome } from './train-models.ts';

const figure = (value: number | null | undefined, digits = 4): string =>
  value === null || value === undefined ? '' : value.toFixed(digits);

/** What came of each model: errors in units of cpu, a fraction. */
export function trainLines({ run_id, state, models, promotion, errors }: TrainOutcome): string[] {
  const head = [
    'model',
    'state',
    'validation MAE',
    'test MAE',
    'of persistence',
    'seconds',
    'version',
  ];
  const rows = models.map(({ model, state: became, trained, version }) => [
    model,
    became,
    figure(trained?.metrics.validation.mae),
    figure(trained?.metrics.test.mae),
    figure(trained?.metrics.test.relative_mae, 3),
    figure(trained?.seconds, 1),
    version ?? '',
  ]);
  return [
    // Of a run that was cancelled while it waited, for one.
    ...(rows.length === 0 ? ['No model was trained.'] : tableLines([head, ...rows])),
    ...models.flatMap(({ model, error }) => (error === null ? [] : [`${model}: ${error}`])),
    ...(promotion === null ? [] : [promotionLine(promotion)]),
    ...errors,
    `Run ${run_id} ended: ${state}`,
  ];
}

function promotionLine({ reason, champion }: NonNullable<TrainOutcome['promotion']>): string {
  const serving = champion === null ? 'none' : `${champion.name} ${champion.version}`;
  return `Champion: ${serving} (${reason})`;
}
