import { TOPICS, type AlertRaised } from '@headroom/contracts';
import type { Delivered, Publisher } from '@headroom/messaging';
import type { RefusedChampion } from '../domain/refused-champion.ts';
import type { ServedModel } from '../domain/served-model.ts';
import { gaugeRefused } from './metrics.ts';

const RULE = 'serving.champion';

/** An alert for a champion that cannot be loaded, and a gauge that stands at 1 for as long as it carries the alias. */
export function tellRefused(served: ServedModel, publisher: Publisher) {
  let told: RefusedChampion | null = null;
  return async (refused: RefusedChampion | null, cause: Delivered): Promise<void> => {
    if (told !== null) gaugeRefused(told, 0);
    if (refused !== null) gaugeRefused(refused, 1);
    told = refused;
    if (refused === null) return;
    const data = alertOf(refused, served);
    await publisher.publish([
      {
        topic: TOPICS.alertsRaised,
        id: data.id,
        source: 'headroom/serving',
        key: data.id,
        cause,
        data,
      },
    ]);
  };
}

function alertOf(
  { name, version, sha256, code, detail }: RefusedChampion,
  { current }: ServedModel,
): AlertRaised {
  const instead =
    current === null
      ? 'no model answers'
      : `${current.name} version ${current.version} answers in its place`;
  return {
    // Every process of serving raises it, and after each restart again.
    id: `${RULE}/${name}/${version}/${sha256}`,
    rule: RULE,
    severity: 'critical',
    service: 'serving',
    message: `champion ${name} version ${version} cannot be loaded (${code}: ${detail}); ${instead}; set the alias to another version, or bring its files back and restart serving`,
    dag_id: null,
    run_id: null,
    event_time: null,
    file: null,
  };
}
