import type { DeadLetter } from '@headroom/contracts';
import { TOPICS, type Topic } from '@headroom/contracts';
import { decodeJson, partitionOf } from '@headroom/messaging';
import { expect, it } from 'vitest';
import { Accepted, FeatureAnswer } from '../system/answers.ts';
import { call } from '../system/http.ts';
import { followTopic } from '../system/log.ts';
import type { Stage } from '../system/stage.ts';

/** As a foreign producer sees it, which knows of no schema. */
const FOREIGN_RAW: Topic = { ...TOPICS.workloadRaw, schema: null };
const SERVICE = 'poisoned';

/** What can't be used goes to dead letters with its reason; its partition goes on. */
export function poison(stage: () => Stage): void {
  it('garbage is rejected with its reason, and the next record of its partition comes through', async () => {
    const { system, vectors } = stage();
    const rejected = await followTopic(system.bus, TOPICS.workloadRejected, (message) => {
      const decoded = decodeJson(TOPICS.workloadRejected, message);
      if (!decoded.ok) throw new Error(decoded.rejection.message);
      return decoded.data;
    });
    const poisons = {
      NOT_JSON: Buffer.from([0xff, 0x00, 0xfe, 0x7b]),
      MISSING_FIELD: Buffer.from(`{"service_id":"${SERVICE}"}`),
      WRONG_TYPE: Buffer.from(text('"high"')),
      OUT_OF_BOUNDS: Buffer.from(text('3.7')),
    };
    await system.bus.publisher.publish(
      Object.entries(poisons).map(([reason, bytes]) => ({
        topic: FOREIGN_RAW,
        id: `poison-${reason}`,
        source: 'nobody',
        key: SERVICE,
        bytes,
        contentType: 'application/octet-stream',
      })),
    );
    const body = { timestamp: new Date().toISOString(), service_id: SERVICE, cpu_utilization: 0.5 };
    const ingestion = system.services.url('ingestion');
    await call(`${ingestion}/api/v1/records`, Accepted, { body });

    const partition = partitionOf(SERVICE, TOPICS.workloadRaw.partitions);
    for (const [reason, bytes] of Object.entries(poisons)) {
      const letter: DeadLetter = await rejected.first(reason, (one) => one.reason === reason);
      expect(letter).toMatchObject({
        topic: TOPICS.workloadRaw.name,
        partition,
        value_base64: bytes.toString('base64'),
      });
    }
    await vectors.first('a vector of the good record', (one) => one.serviceId === SERVICE);
    const features = system.services.url('features');
    const answer = await call(`${features}/api/v1/features/${SERVICE}`, FeatureAnswer);
    expect(answer.views['workload_features']?.values['cpu_utilization']).toBe(0.5);
    expect(rejected.entries).toHaveLength(Object.keys(poisons).length);
  });
}

const text = (cpu: string): string =>
  `{"timestamp":"2025-01-01T00:00:00Z","service_id":"${SERVICE}","cpu_utilization":${cpu}}`;
