import type { ModelChange } from '@headroom/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createdEvent, fixtureModel, modelEvent } from '../testing/fixture-model.ts';
import { ModelCatalog } from './model-catalog.ts';

const { bundle } = fixtureModel('1', 0).event;
const created = (name: string, version: string) => ({ ...createdEvent(version), name });
const set = (name: string, version: string) => modelEvent('alias_set', version, bundle, name);
const freed = (name: string, version: string) => modelEvent('alias_deleted', version, bundle, name);
const ofModel = (kind: ModelChange['kind'], name: string, over: Partial<ModelChange> = {}) => ({
  ...{ kind, name, version: null, at: 5, by: 'test', reason: null },
  ...over,
});

let catalog: ModelCatalog;
let id: number;
const hear = (...changes: ModelChange[]) => {
  for (const change of changes) catalog.apply(String(++id), change);
};

beforeEach(() => {
  catalog = new ModelCatalog();
  id = 0;
});

describe('what there is of the registry', () => {
  it('is without a version that was deleted, and without a model that lost its last or was', () => {
    hear(created('a', '1'), created('a', '2'), set('a', '2'), created('b', '1'));
    hear(freed('a', '2'), ofModel('version_deleted', 'a', { version: '2' }));
    expect(catalog.versions('a')).toEqual(['1']);
    expect(catalog.find('a', null).version).toBe('1');
    expect(() => catalog.find('a', '2')).toThrow('no version or alias "2". It has 1.');
    hear(ofModel('version_deleted', 'a', { version: '1' }));
    expect(() => catalog.versions('a')).toThrow('Registered: b;');
    hear(ofModel('model_deleted', 'b'));
    expect(() => catalog.find('b', '1')).toThrow('No model is.');
    expect(catalog.past('b', '1').version).toBe('1');
  });

  it('follows a model to its new name with all it has, and nothing is left under the old one', () => {
    hear(created('a', '1'), created('a', '2'), set('a', '1'));
    hear(ofModel('model_renamed', 'a', { new_name: 'b' }), set('b', '1'), freed('a', '1'));
    expect(catalog.versions('b')).toEqual(['1', '2']);
    expect(catalog.find('b', null)).toMatchObject({ name: 'b', version: '1' });
    expect(() => catalog.versions('a')).toThrow('"a" is not registered');
  });

  it('is not upset by events that are told twice, whose names are others by then', () => {
    const log = [
      created('a', '1'),
      created('c', '1'),
      ofModel('model_renamed', 'a', { new_name: 'b' }),
      ofModel('model_renamed', 'c', { new_name: 'a' }),
      created('a', '2'),
    ];
    hear(...log);
    id = 0;
    hear(...log);
    expect([catalog.versions('a'), catalog.versions('b')]).toEqual([['1', '2'], ['1']]);
  });

  it('hears of a version whose name and number come again, under the same id', () => {
    catalog.apply('version/a/1', created('a', '1'));
    hear(ofModel('model_deleted', 'a'));
    catalog.apply('version/a/1', { ...created('a', '1'), at: 9 });
    expect(catalog.versions('a')).toEqual(['1']);
  });

  it('holds nothing that Headroom cannot serve, and no alias of it', () => {
    const unread = { version: '2', alias: 'champion' };
    hear(created('a', '1'), set('a', '1'), ofModel('version_created', 'a', { version: '2' }));
    hear(ofModel('alias_set', 'a', unread), ofModel('alias_set', 'x', unread));
    expect(catalog.versions('a')).toEqual(['1']);
    expect(() => catalog.find('a', 'champion')).toThrow('It has 1.');
    expect(() => catalog.versions('x')).toThrow('not registered');
  });
});
