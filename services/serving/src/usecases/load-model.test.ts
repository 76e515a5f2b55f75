import { describe, expect, it } from 'vitest';
import { CADENCE, filesOf, fixtureModel } from '../testing/fixture-model.ts';
import { loadModel } from './load-model.ts';

describe('loading a model', () => {
  const model = fixtureModel('5', 1);

  it('reads its bundle, then the file that the bundle names', async () => {
    const loaded = await loadModel(model.event, filesOf(model), CADENCE);
    expect(loaded).toMatchObject({
      name: 'cloud_optimizer_lightgbm',
      version: '5',
      runId: 'run-5',
      algorithm: 'lightgbm',
    });
    expect(loaded.sha256).toBe(loaded.bundle.model.sha256);
    expect(loaded.sha256).not.toBe(model.event.bundle.sha256);
  });

  it('refuses what is no bundle, and one of another algorithm than was registered', async () => {
    const garbage = { read: async () => '{}' };
    await expect(loadModel(model.event, garbage, CADENCE)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('cloud_optimizer_lightgbm version 5: '),
    });
    const event = { ...model.event, algorithm: 'gru' as const };
    await expect(loadModel(event, filesOf(model), CADENCE)).rejects.toThrow(
      /registered as gru, its bundle holds lightgbm/,
    );
  });
});
