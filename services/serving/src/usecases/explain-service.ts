import type { PredictionMade } from '@headroom/contracts';
import type { OnlineStore } from '@headroom/storage';
import type { ServingModel } from '../domain/serving-model.ts';
import { noPrediction } from '../domain/no-prediction.ts';
import { newestVectors } from './score-services.ts';
import { scoreVectors } from './score-vectors.ts';

export interface ExplainedPrediction extends PredictionMade {
  readonly base: number;
  readonly contributions: readonly {
    readonly feature: string;
    /** Null where it is missing. */
    readonly value: number | null;
    readonly contribution: number;
  }[];
  /** Sum of the contributions that are not listed. */
  readonly other: number;
}

/**
 * What moved the prediction of a service's newest vector, in cpu: base, contributions and other add up to it.
 * @param top how many contributions are listed, the greatest first
 * @throws NOT_FOUND, WARMING_UP, NO_LEVEL, CONFLICT for a recurrent model, UNAVAILABLE
 */
export async function explainService(
  model: ServingModel,
  serviceId: string,
  top: number,
  online: OnlineStore,
): Promise<ExplainedPrediction> {
  const vectors = await newestVectors([serviceId], model, online);
  const [score] = await scoreVectors(model, vectors, online);
  const [vector] = vectors;
  if (vector === undefined || score?.made === undefined)
    throw noPrediction(serviceId, model, score?.reason ?? 'MODEL_INVALID');
  const { base, inputs, contributions, values } = model.explain(vector, score.window);
  const all = inputs
    .map((feature, i) => {
      const value = values[i] ?? NaN;
      return {
        feature,
        value: Number.isNaN(value) ? null : value,
        contribution: contributions[i] ?? 0,
      };
    })
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const other = all.slice(top).reduce((sum, { contribution }) => sum + contribution, 0);
  return { ...score.made, base, contributions: all.slice(0, top), other };
}
