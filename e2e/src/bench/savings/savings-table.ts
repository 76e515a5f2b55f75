import { total, type Comparison, type Outcome } from '@headroom/forecasting';
import { markdownTable } from '../measure/results.ts';

type ScalerName = Comparison['scalers'][number]['name'];

const NAMES: Readonly<Record<ScalerName, string>> = {
  static: 'static, 99th percentile of the past',
  reactive: 'reactive, tuned',
  forecast: '**forecast-led**',
  rhythm: 'forecast-led without the model',
  perfect: 'perfect oracle',
};

export interface LabelledComparison {
  readonly label: string;
  readonly comparison: Comparison;
}

/** A table of every comparison's scalers, and of all together where there are several. */
export function savingsTable(
  compared: readonly LabelledComparison[],
  {
    first,
    violationCost,
    bucketHours,
  }: { first: string; violationCost: number; bucketHours: number },
): string {
  const rows = (
    label: string,
    scalers: readonly { name: ScalerName; total: Outcome }[],
    note = '',
  ) =>
    scalers.map(({ name, total: outcome }) => [
      label,
      NAMES[name] + (name === 'reactive' ? note : ''),
      String(outcome.violations),
      String(Math.round(outcome.instanceBuckets * bucketHours)),
      `${(100 * outcome.slack).toFixed(1)} %`,
      String(outcome.changes),
      String(
        Math.round((outcome.instanceBuckets + violationCost * outcome.violations) * bucketHours),
      ),
    ]);
  return markdownTable([
    [first, 'rule', 'violations', 'instance-hours', 'slack', 'changes', 'cost'],
    ...compared.flatMap(({ label, comparison: { scalers, tuned } }) =>
      rows(label, scalers, ` (${tuned.reactiveTarget} × ${tuned.downAfter})`),
    ),
    ...(compared.length > 1 ? rows('all', together(compared)) : []),
  ]);
}

const together = (compared: readonly LabelledComparison[]) =>
  (compared[0]?.comparison.scalers ?? []).map(({ name }) => ({
    name,
    total: total(compared.flatMap(({ comparison }) => outcomeOf(comparison, name)?.total ?? [])),
  }));

const outcomeOf = ({ scalers }: Comparison, name: ScalerName) =>
  scalers.find((scaler) => scaler.name === name);

/** Services in which the forecast-led rule costs more than the reactive one. */
export function losses({ comparison }: LabelledComparison, violationCost: number): string {
  const costOf = ({ instanceBuckets, violations }: Outcome) =>
    instanceBuckets + violationCost * violations;
  const theirs = outcomeOf(comparison, 'reactive')?.byService;
  const lost = [...(outcomeOf(comparison, 'forecast')?.byService ?? [])].flatMap(
    ([service, ours]) => {
      const other = theirs?.get(service);
      if (other === undefined || costOf(ours) <= costOf(other)) return [];
      const more = (100 * (costOf(ours) / costOf(other) - 1)).toFixed(1);
      return [`${service} (+${more} %: ${ours.violations} violations for ${other.violations})`];
    },
  );
  return lost.join(', ') || 'none';
}
