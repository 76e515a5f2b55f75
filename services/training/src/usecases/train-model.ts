import { createHash } from 'node:crypto';
import type { Algorithm, TrainedModel } from '@headroom/contracts';
import { serializeBundle } from '@headroom/forecasting';
import type { ObjectStore, ParquetFiles } from '@headroom/storage';
import type { Chart } from '../domain/charts/chart.ts';
import type { Progress, Trainer } from '../domain/trainer.ts';
import { trainingData } from '../domain/training-data.ts';
import type { TrainingJob } from '../domain/training-job.ts';
import { evaluateSplit, splitMetrics } from './evaluate-split.ts';
import { evaluationReport } from './evaluation-report.ts';
import { modelBundle } from './model-bundle.ts';
import { predictionColumns } from './prediction-columns.ts';
import { readSnapshot } from './read-snapshot.ts';
import { scoreModel } from './score-model.ts';
import { validationIntervals } from './validation-intervals.ts';
import { writeArtifacts } from './write-artifacts.ts';

export interface TrainModelPorts {
  readonly objects: ObjectStore;
  readonly parquet: Pick<ParquetFiles, 'read' | 'write'>;
  readonly trainerOf: (algorithm: Algorithm) => Trainer;
  readonly onProgress: (progress: Progress) => void;
  /** The picture as PNG; null if none are wanted. */
  readonly renderChart: ((chart: Chart) => Uint8Array | Promise<Uint8Array>) | null;
  /** Greatest memory of this process so far, in bytes. */
  readonly ownPeakMemory: () => number;
}

/**
 * Snapshot in, model out. Nothing is written before the model is fitted, scored and judged; then the model file, the
 * predictions and, last, the bundle that names the model file.
 */
export async function trainModel(ports: TrainModelPorts, job: TrainingJob): Promise<TrainedModel> {
  const { objects, parquet } = ports;
  const { algorithm, snapshot, folder, seed, params } = job;
  const reading = readSnapshot(objects, parquet, snapshot).then((rows) =>
    trainingData(snapshot, rows),
  );
  const history: Progress[] = [];
  const onProgress = (progress: Progress): void => {
    history.push(progress);
    ports.onProgress(progress);
  };
  const fitting = ports.trainerOf(algorithm).fit({ data: reading, seed, params, onProgress });
  // Both fail where the snapshot does; the snapshot's own word is the one to hear.
  const [data, fitted] = await Promise.all([reading, fitting]);

  const model = Buffer.from(fitted.model);
  const uncertain = modelBundle(job, data, fitted, {
    uri: `${folder}/model.${algorithm === 'lightgbm' ? 'txt' : 'json'}`,
    sha256: createHash('sha256').update(model).digest('hex'),
    bytes: model.length,
  });
  const scored = scoreModel(algorithm, uncertain, data, fitted);
  const bundle = { ...uncertain, intervals: validationIntervals(data, scored.validation) };
  const evaluations = {
    train: evaluateSplit(data, fitted.learnt, scored.train),
    validation: evaluateSplit(data, data.rows.validation, scored.validation),
    test: evaluateSplit(data, data.rows.test, scored.test),
  };
  const metrics = {
    train: splitMetrics('train', evaluations.train),
    validation: splitMetrics('validation', evaluations.validation),
    test: splitMetrics('test', evaluations.test),
  };
  const modelFile = await objects.putBytes(bundle.model.uri, model);
  const predictions = await objects.write(`${folder}/predictions.parquet`, (path) =>
    parquet.write(path, predictionColumns(data, scored, bundle.intervals)),
  );
  const artifacts = await writeArtifacts(ports, folder, {
    algorithm,
    importance: fitted.importance,
    history,
    actual: Float64Array.from(data.rows.test, (row) => data.target[row] ?? NaN),
    predicted: scored.test,
  });
  const report = evaluationReport(data, data.rows.test, scored.test);
  const evaluation = await objects.putBytes(
    `${folder}/evaluation.json`,
    Buffer.from(`${JSON.stringify(report, null, 2)}\n`),
  );
  return {
    algorithm,
    artifacts: { ...artifacts, 'evaluation.json': evaluation },
    bundle: await objects.putBytes(`${folder}/bundle.json`, Buffer.from(serializeBundle(bundle))),
    model_file: modelFile,
    predictions,
    params: fitted.params,
    metrics,
    per_service: Object.fromEntries(evaluations.test.persistence.perService),
    seconds: fitted.seconds,
    peak_memory_bytes: fitted.peakMemoryBytes + ports.ownPeakMemory(),
    library: `${fitted.library.name} ${fitted.library.version}`,
  };
}
