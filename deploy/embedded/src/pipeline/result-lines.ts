import {
  GUIDE_MAE,
  type Champion,
  type Gate,
  type ServedVersion,
  type TrainedModel,
} from '@headroom/contracts';
import { table } from './table.ts';

export interface RunResults {
  readonly trained: readonly TrainedModel[];
  /** Best of the run. */
  readonly challenger: ServedVersion;
  readonly gates: readonly Gate[];
  readonly promotion: {
    readonly promoted: boolean;
    readonly reason: string;
    readonly champion: Champion | null;
  };
  readonly drift: { readonly drifted: readonly string[]; readonly tested: number };
  readonly report: string;
  /** MAE that remains when the truth is known up to t; generated data alone have it. */
  readonly noiseFloor: number | null;
}

/** What a reader wants to know of a run: the comparison on test rows, the gates, the champion, drift, where the report is. */
export function resultLines(results: RunResults): string[] {
  const { trained, challenger, drift } = results;
  const byMae = trained.toSorted((a, b) => a.metrics.test.mae - b.metrics.test.mae);
  const columns = [
    'model',
    'MAE',
    'RMSE',
    'R²',
    'MASE',
    '/ persistence',
    '/ day before',
    'seconds',
    'MB',
    "guide's MAE*",
  ];
  const rows = byMae.map((m) => {
    const t = m.metrics.test;
    return [
      m.algorithm + (m.algorithm === challenger.algorithm ? ' ★' : ''),
      figure(t.mae, 4),
      figure(t.rmse, 4),
      figure(t.r2, 3),
      figure(t.mase, 3),
      figure(t.relative_mae, 3),
      figure(t.seasonal_relative_mae, 3),
      figure(m.seconds, 1),
      figure(m.peak_memory_bytes / 1e6, 0),
      figure(GUIDE_MAE[m.algorithm], 3),
    ];
  });
  const validation = trained.find((m) => m.algorithm === challenger.algorithm)?.metrics.validation;
  return [
    'Test rows, mean cpu of the next hour (a fraction):',
    ...table(columns, rows),
    '* measured on other data: not comparable',
    ...(results.noiseFloor === null
      ? []
      : [`Noise floor of these data: MAE ${figure(results.noiseFloor, 4)}`]),
    '',
    ...perService(byMae),
    `★ ${challenger.name} version ${challenger.version}: best validation MAE, ${figure(validation?.mae ?? null, 4)}`,
    ...promotionLines(results),
    drift.drifted.length === 0
      ? `Drift: none of ${drift.tested} columns`
      : `Drift: ${drift.drifted.length} of ${drift.tested} columns: ${drift.drifted.join(', ')}`,
    `Report: ${results.report}`,
  ];
}

function promotionLines({ gates, promotion }: RunResults): string[] {
  const { promoted, champion } = promotion;
  return [
    'Gates before it becomes champion:',
    ...gates.map(
      ({ gate, status, message }) => `  ${gate.padEnd(9)}  ${status.padEnd(7)}  ${message}`,
    ),
    champion === null
      ? 'Champion: none'
      : `Champion: ${champion.name} version ${champion.version}${promoted ? ' (promoted by this run)' : ' (stays)'}`,
  ];
}

const MOST_SERVICES = 20;

function perService(trained: readonly TrainedModel[]): string[] {
  const services = Object.keys(trained[0]?.per_service ?? {}).sort();
  if (services.length === 0 || services.length > MOST_SERVICES) return [];
  return [
    'MAE over that of persistence, by service (under 1 beats it):',
    ...table(
      ['service', ...trained.map((m) => m.algorithm)],
      [
        ...services.map((s) => [s, ...trained.map((m) => figure(m.per_service[s] ?? null, 3))]),
        ['mean', ...trained.map((m) => figure(mean(Object.values(m.per_service)), 3))],
      ],
    ),
    '',
  ];
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

function figure(value: number | null, digits: number): string {
  return value === null || Number.isNaN(value) ? '–' : value.toFixed(digits);
}
