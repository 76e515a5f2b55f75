import type { LiveError } from '@headroom/contracts';
import { tableLines, timeText } from './table-lines.ts';

const HOUR_MS = 3_600_000;

const figure = (value: number | null, digits: number): string => value?.toFixed(digits) ?? '';

/** Each model over all services, then, where they are given, its services, the worst first. */
export function liveErrorLines(errors: readonly LiveError[]): string[] {
  const [first] = errors;
  if (first === undefined)
    return [
      'Nothing is known yet: a champion has to predict, and what it predicted has to come about.',
    ];
  const models = [...new Set(errors.map(modelOf))];
  const shown = models.flatMap((model) =>
    errors.filter((one) => modelOf(one) === model).sort(worst),
  );
  return [
    ...tableLines([
      [
        'model',
        'version',
        'as',
        'service',
        'state',
        'rows',
        'MAE',
        'of persistence',
        'bound',
        'up to',
      ],
      ...shown.map((one) => [
        one.model_name,
        one.model_version,
        one.alias,
        one.service_id ?? '(all)',
        one.state.replace('_', ' '),
        String(one.rows),
        figure(one.mae, 4),
        figure(one.relative_mae, 3),
        figure(one.bound, 3),
        one.rows === 0 ? '' : timeText(one.as_of),
      ]),
    ]),
    `Over the last ${first.window_ms / HOUR_MS} hours of each service. breached: the MAE over that of persistence is over its bound, for certain.`,
  ];
}

const modelOf = (one: LiveError): string => `${one.alias} ${one.model_name} ${one.model_version}`;

/** All services together first. */
const worst = (a: LiveError, b: LiveError): number =>
  Number(a.service_id !== null) - Number(b.service_id !== null) ||
  (b.relative_mae ?? 0) - (a.relative_mae ?? 0);
