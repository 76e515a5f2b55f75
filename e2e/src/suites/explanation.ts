import { explainPrediction, HttpService } from '@headroom/cli';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { PredictionAnswer, Refusal } from '../system/answers.ts';
import { call } from '../system/http.ts';
import type { Stage } from '../system/stage.ts';
import type { Run } from './pipeline-run.ts';

/** Past predictions made anew by the running services. */
export function explanation(stage: () => Stage, run: () => Run): void {
  it('invariant 9: predictions of the generated services come out the same when made anew', async () => {
    const url = (name: 'serving' | 'features') => stage().system.services.url(name);
    const services = {
      serving: new HttpService('serving', url('serving')),
      features: new HttpService('features', url('features')),
    };
    const newest = () =>
      call(
        `${url('serving')}/api/v1/predictions:batch`,
        z.object({ predictions: z.array(z.union([PredictionAnswer, Refusal])) }),
        { body: { service_ids: run().snapshot.services } },
      );
    // What is computed while it is asked for is not kept: a champion of just now has to predict every service first.
    const unkept = async () =>
      (await newest()).predictions.filter((one) => !('error' in one) && !one.precomputed).length;
    await expect.poll(unkept, { timeout: 30_000 }).toBe(0);
    const { predictions } = await newest();
    for (const answer of predictions) {
      const id = answer.service_id;
      // One value in a hundred is missing in generated data, so that a service's last hour may have no cpu.
      if ('error' in answer) {
        expect(answer.error.code).toBe('NO_LEVEL');
        continue;
      }
      const { prediction_id, prediction } = answer;
      const explained = await explainPrediction(services, prediction_id, 5);
      expect(explained).toMatchObject({ equal: true, prediction: { service_id: id, prediction } });
      expect(explained.inputs.records).toBeGreaterThan(24);
      expect(explained.prediction.cluster_window_end).not.toBeNull();
    }
    expect(predictions.filter((answer) => !('error' in answer)).length).toBeGreaterThan(5);
  });
}
