import { parseBundle } from '@headroom/forecasting';
import { buildModel, type ServingModel } from '../domain/serving-model.ts';
import { CADENCE, fixtureModel } from './fixture-model.ts';

/** The fixture model, loaded. */
export function buildFixture(
  version: string,
  leaf: number,
  over?: Parameters<typeof fixtureModel>[2],
): ServingModel {
  const model = fixtureModel(version, leaf, over);
  const [content = '', bundle = ''] = [...model.files.values()];
  return buildModel(model.event, parseBundle(bundle), content, CADENCE);
}
