import type { PredictionMade, TOPICS } from '@headroom/contracts';
import { decodeJson, OK, type BatchHandler, type Outcome } from '@headroom/messaging';
import type { PredictionRow } from '../../domain/live/live-rows.ts';
import { judgeModels, type LivePorts } from './judge-models.ts';

/** What was foreseen: the prediction from the newest revision of a bucket, of each model version. */
export class WatchPredictions {
  readonly #ports: LivePorts;
  readonly #topic: typeof TOPICS.predictionsMade;

  constructor(ports: LivePorts, topic: typeof TOPICS.predictionsMade) {
    this.#ports = ports;
    this.#topic = topic;
  }

  readonly handle: BatchHandler = async (messages) => {
    const rows: PredictionRow[] = [];
    const outcomes = messages.map((message): Outcome => {
      const decoded = decodeJson(this.#topic, message);
      if (!decoded.ok) return decoded.rejection;
      rows.push(rowOf(decoded.data));
      return OK;
    });
    if (rows.length === 0) return outcomes;
    await this.#ports.store.transaction(async (tx) => {
      const touched = await tx.putPredictions(rows);
      await judgeModels(tx, this.#ports, touched);
    });
    return outcomes;
  };
}

const rowOf = (made: PredictionMade): PredictionRow => ({
  name: made.model_name,
  version: made.model_version,
  serviceId: made.service_id,
  bucketEnd: made.bucket_end,
  outcomeEnd: made.bucket_end + made.horizon_ms,
  prediction: made.prediction,
  revision: made.arrival_seq.offset,
});
