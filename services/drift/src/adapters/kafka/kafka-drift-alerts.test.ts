import { TOPICS, type DriftDetected } from '@headroom/contracts';
import { InMemoryBroker, type LogRecord } from '@headroom/messaging';
import { createLogger } from '@headroom/service-kit';
import { expect, it } from 'vitest';
import { CHAMPION } from '../../testing/sample-run.ts';
import { KafkaDriftAlerts } from './kafka-drift-alerts.ts';

const DRIFT: DriftDetected = {
  dag_id: 'd',
  run_id: 'r',
  as_of: Date.UTC(2025, 1, 1),
  champion: CHAMPION,
  report: { uri: 'reports/drift_r.json', sha256: '0'.repeat(64), bytes: 1 },
  tested: 9,
  drifted: [{ column: 'residual', test: 'ks', effect: 0.2, p_corrected: 1e-9 }],
  retraining: null,
};
const body = ({ value }: LogRecord): unknown => JSON.parse(Buffer.from(value ?? []).toString());
const ids = (records: readonly LogRecord[]) => records.map(({ headers }) => headers['ce_id']);

it('tells of drift and of an alert under ids that a repetition keeps', async () => {
  const broker = new InMemoryBroker();
  const logger = createLogger({ service: 'drift', level: 'silent' });
  const alerts = new KafkaDriftAlerts(broker.bus().publisher, logger);
  await alerts.raise(DRIFT);
  await alerts.raise(DRIFT);
  expect(broker.records(TOPICS.driftDetected).map(body)).toEqual([DRIFT, DRIFT]);
  expect(new Set(ids(broker.records(TOPICS.driftDetected))).size).toBe(1);
  expect(new Set(ids(broker.records(TOPICS.alertsRaised))).size).toBe(1);
  expect(broker.records(TOPICS.alertsRaised).map(body)[0]).toMatchObject({
    rule: 'drift.columns',
    message: '1 of 9 columns have drifted: residual',
    file: 'reports/drift_r.json',
  });
  expect(broker.records(TOPICS.pipelineTriggers)).toEqual([]);
});

it('asks for a retraining where one is named', async () => {
  const broker = new InMemoryBroker();
  const logger = createLogger({ service: 'drift', level: 'silent' });
  const alerts = new KafkaDriftAlerts(broker.bus().publisher, logger);
  await alerts.raise({ ...DRIFT, retraining: 'drift/d/2025-02-01' });
  expect(broker.records(TOPICS.pipelineTriggers).map(body)).toEqual([
    { id: 'drift/d/2025-02-01', dag_id: 'd', policy: 'coalesce' },
  ]);
});
