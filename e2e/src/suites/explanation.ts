import { explainPrediction, HttpService } from '@headroom/cli';
import { expect, it } from 'vitest';
import { PredictionAnswer } from '../system/answers.ts';
import { call } from '../system/http.ts';
import type { Stage } from '../system/stage.ts';
import type { Run } from './pipeline-run.ts';

/** Past predictions made anew by the running services. */
export function explanation(stage: () => Stage, run: () => Run): void {
  it('invariant 9: predictions of every generated service come out the same when made anew', async () => {
    const url = (name: 'serving' | 'features') => stage().system.services.url(name);
    const services = {
      serving: new HttpService('serving', url('serving')),
      features: new HttpService('features', url('features')),
    };
    for (const id of run().snapshot.services) {
      const newest = `${url('serving')}/api/v1/predictions/${encodeURIComponent(id)}`;
      const { prediction_id, prediction } = await call(newest, PredictionAnswer);
      const explained = await explainPrediction(services, prediction_id, 5);
      expect(explained).toMatchObject({ equal: true, prediction: { service_id: id, prediction } });
      expect(explained.inputs.records).toBeGreaterThan(24);
      expect(explained.prediction.cluster_window_end).not.toBeNull();
    }
  });
}
