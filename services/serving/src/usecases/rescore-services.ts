import { ONLINE_VIEWS } from '@headroom/contracts';
import { unpackVector } from '@headroom/feature-engine';
import type { BatchContext, Delivered } from '@headroom/messaging';
import { decodeVector } from '@headroom/storage';
import type { ServingModel } from '../domain/serving-model.ts';
import { layoutOf } from '../domain/vector-layouts.ts';
import { keepPredictions, type KeepPorts } from './keep-predictions.ts';
import { scoreVectors } from './score-vectors.ts';

/** Requests are answered between rounds: what is encoded for Postgres, Redis and Kafka at once keeps them waiting. */
const SERVICES_PER_ROUND = 100;

/**
 * Predicts from the newest vector of every service that was ever seen, so that a new champion's predictions are there
 * at once. They follow from the event that made it champion, and ride in its trace.
 */
export async function rescoreServices(
  model: ServingModel,
  cause: Delivered,
  context: Pick<BatchContext, 'heartbeat'>,
  ports: KeepPorts,
  now: () => number,
): Promise<void> {
  for (let after = ''; ;) {
    const ids = await ports.store.services(after, SERVICES_PER_ROUND);
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    const found = await ports.online.read(
      ids.map((entity) => ({ view: ONLINE_VIEWS.serviceVector, entity })),
    );
    const vectors = found.flatMap((value) => {
      if (value === null) return [];
      const vector = decodeVector(value.bytes);
      const layout = layoutOf(vector.definitionHash, model.bundle.cadenceMs);
      if (layout?.columns.length !== vector.values.length) return [];
      return [{ ...vector, values: unpackVector(layout, vector.values) }];
    });
    const scored = await scoreVectors(model, vectors, ports.online);
    const made = scored.flatMap((score) =>
      score.made === undefined ? [] : [{ made: score.made, cause }],
    );
    await keepPredictions(made, ports, now());
    await context.heartbeat();
  }
}
