import { HeadroomError, type ModelChange } from '@headroom/contracts';
import { describe, expect, it, vi } from 'vitest';
import { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegisteredVersion } from '../domain/registered-version.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import { createdEvent, modelEvent } from '../testing/fixture-model.ts';
import { OpenModel } from './open-model.ts';

const NAME = 'cloud_optimizer_lightgbm';

function world() {
  const [served, catalog] = [new ServedModel(), new ModelCatalog()];
  const load = vi.fn(async ({ version }: RegisteredVersion) => buildFixture(version, 0));
  let heard = 0;
  const hear = (change: ModelChange) => catalog.apply(String(++heard), change);
  return { served, catalog, hear, load, models: new OpenModel({ served, catalog, load }) };
}

describe('any registered version', () => {
  it('is read once, and the one that serves not at all', async () => {
    const { served, hear, load, models } = world();
    for (const version of ['1', '2']) hear(createdEvent(version));
    served.swap(buildFixture('1', 0));
    expect(await models.open(NAME, '1')).toBe(served.current);
    expect(await models.open('champion', null)).toBe(served.current);
    const [a, b] = await Promise.all([models.open(NAME, '2'), models.open(NAME, null)]);
    expect(a).toBe(b);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is found by alias, as the aliases move', async () => {
    const { hear, models } = world();
    const { bundle } = createdEvent('1');
    const set = (kind: ModelChange['kind'], version: string) =>
      hear(modelEvent(kind, version, bundle));
    for (const version of ['1', '2', '3']) hear(createdEvent(version));
    expect((await models.open(NAME, null)).version).toBe('3');
    set('alias_set', '1');
    set('alias_set', '2');
    set('alias_deleted', '1');
    expect((await models.open(NAME, null)).version).toBe('2');
    expect((await models.open(NAME, 'champion')).version).toBe('2');
    set('alias_deleted', '2');
    await expect(models.open(NAME, 'champion')).rejects.toThrow('no version or alias "champion"');
  });

  it('is asked of the champion by its own version alone: another one never answers for it', async () => {
    const { served, models } = world();
    served.swap(buildFixture('2', 0));
    for (const version of [null, '2', 'champion'])
      expect(await models.open('champion', version)).toBe(served.current);
    await expect(models.open('champion', '1')).rejects.toThrow(
      'version "1" is not the champion, which is cloud_optimizer_lightgbm version 2',
    );
  });

  it('that failed to load is tried again, and one long not asked for is let go', async () => {
    const { hear, load, models } = world();
    for (let i = 1; i <= 9; i++) hear(createdEvent(String(i)));
    load.mockRejectedValueOnce(new HeadroomError('UNAVAILABLE', 'store is away'));
    await expect(models.open(NAME, '1')).rejects.toThrow('store is away');
    for (let i = 1; i <= 9; i++) await models.open(NAME, String(i));
    expect(load).toHaveBeenCalledTimes(10);
    await models.open(NAME, '9');
    expect(load).toHaveBeenCalledTimes(10);
    await models.open(NAME, '1');
    expect(load).toHaveBeenCalledTimes(11);
  });

  it('is another one where name and number came again with other files', async () => {
    const { served, hear, models } = world();
    served.swap(buildFixture('1', 1));
    hear(createdEvent('1'));
    expect(await models.open(NAME, '1')).not.toBe(served.current);
  });

  it('is gone with its name, but what predictions name can still be opened', async () => {
    const { hear, models } = world();
    const told = { at: 1, by: 'test', reason: null, name: NAME };
    hear(createdEvent('1'));
    hear({ ...told, kind: 'model_renamed', version: null, new_name: 'other' });
    await expect(models.open(NAME, '1')).rejects.toThrow('is not registered. Registered: other;');
    expect((await models.open('other', '1')).version).toBe('1');
    expect((await models.openPast(NAME, '1')).version).toBe('1');
    await expect(models.openPast(NAME, '2')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
