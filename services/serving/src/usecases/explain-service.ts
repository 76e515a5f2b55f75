import { HeadroomError, type Contributions, type PredictionMade } from '@headroom/contracts';
import type { OnlineStore } from '@headroom/storage';
import { topContributions } from '../domain/contributions.ts';
import type { ServingModel } from '../domain/serving-model.ts';
import { noPrediction } from '../domain/no-prediction.ts';
import { scoreNewest } from './score-services.ts';

/**
 * What moved the prediction of a service's newest vector, in cpu.
 * @param top how many contributions are listed, the greatest first
 * @throws NOT_FOUND, WARMING_UP, NO_LEVEL, CONFLICT for a recurrent model, UNAVAILABLE
 */
export async function explainService(
  model: ServingModel,
  serviceId: string,
  top: number,
  online: OnlineStore,
): Promise<PredictionMade & Contributions> {
  const [newest] = await scoreNewest(model, [serviceId], online);
  if (newest?.score.made === undefined)
    throw noPrediction(serviceId, model, newest?.score.reason ?? 'MODEL_INVALID');
  const { vector, score } = newest;
  const explanation = model.explain(vector, score.window);
  if (explanation === null) {
    throw new HeadroomError(
      'CONFLICT',
      `${model.name} version ${model.version} is a ${model.algorithm}, which has no Shapley values. Ask for a version of xgboost, lightgbm or catboost.`,
    );
  }
  return { ...score.made, ...topContributions(explanation, top) };
}
