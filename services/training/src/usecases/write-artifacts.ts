import type { Algorithm, ObjectRef } from '@headroom/contracts';
import { featureImportance } from '../domain/charts/feature-importance.ts';
import { learningCurves } from '../domain/charts/learning-curves.ts';
import { predictionAgainstActual, residuals, type Judged } from '../domain/charts/predictions.ts';
import type { Importance, Progress } from '../domain/trainer.ts';
import type { TrainModelPorts } from './train-model.ts';

export interface Story extends Judged {
  readonly algorithm: Algorithm;
  readonly importance: Importance | null;
  readonly history: readonly Progress[];
}

/** What tells people how the model came about and what it is worth: charts, and the figures behind the first. */
export async function writeArtifacts(
  { objects, renderChart }: Pick<TrainModelPorts, 'objects' | 'renderChart'>,
  folder: string,
  { algorithm, importance, history, ...judged }: Story,
): Promise<Record<string, ObjectRef>> {
  const files: [name: string, bytes: Uint8Array][] = [];
  if (renderChart !== null) {
    const charts = [
      ...(importance === null ? [] : [featureImportance(algorithm, importance)]),
      predictionAgainstActual(algorithm, judged),
      residuals(algorithm, judged),
      learningCurves(algorithm, history),
    ];
    for (const chart of charts) files.push([chart.name, await renderChart(chart)]);
  }
  if (importance !== null) {
    const { kind, own, shap } = importance;
    const figures = { [kind]: own, mean_absolute_shap: shap };
    files.push(['feature_importance.json', Buffer.from(JSON.stringify(figures))]);
  }
  const written: Record<string, ObjectRef> = {};
  for (const [name, bytes] of files)
    written[name] = await objects.putBytes(`${folder}/${name}`, bytes);
  return written;
}
