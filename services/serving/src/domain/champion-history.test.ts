import type { ModelChange } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { fixtureModel, modelEvent, type VersionChange } from '../testing/fixture-model.ts';
import { CHAMPION, followAlias } from './champion-history.ts';
import type { RegisteredVersion } from './registered-version.ts';

const { event } = fixtureModel('1', 0);
const set = (name: string, version: string): VersionChange => ({ ...event, name, version });
const freed = (name: string, version: string): VersionChange => ({
  ...set(name, version),
  kind: 'alias_deleted',
});
const follow = (...events: ModelChange[]) =>
  events
    .reduce<readonly RegisteredVersion[]>((history, one) => followAlias(CHAMPION, history, one), [])
    .map(({ name, version }) => `${name}/${version}`);

describe('who carries the alias', () => {
  it('is who was given it last, whatever is taken from holders before', () => {
    expect(follow(set('a', '1'), set('b', '1'), freed('a', '1'))).toEqual(['a/1', 'b/1']);
    expect(follow(set('a', '1'), set('a', '2'), freed('a', '1')).at(-1)).toBe('a/2');
  });

  it('is nobody once it is taken from its newest holder, and nobody before counts then', () => {
    expect(follow(set('a', '1'), set('b', '1'), freed('b', '1'))).toEqual([]);
    expect(follow(set('a', '1'), freed('a', '1'), set('b', '2'))).toEqual(['b/2']);
  });

  it('is nobody once its model gave it to a version that nobody here can read', () => {
    const unread: ModelChange = {
      ...{ kind: 'alias_set', name: 'a', version: '2', alias: CHAMPION },
      ...{ at: 0, by: 'test', reason: null },
    };
    expect(follow(set('a', '1'), unread)).toEqual([]);
    expect(follow(set('a', '1'), set('b', '1'), unread)).toEqual(['a/1', 'b/1']);
  });

  it('does not change with other aliases, nor with versions that are only created', () => {
    expect(
      follow(
        set('a', '1'),
        { ...set('b', '1'), alias: 'challenger' },
        { ...freed('a', '1'), alias: 'challenger' },
        { ...modelEvent('version_created', '1', event.bundle), name: 'c' },
      ),
    ).toEqual(['a/1']);
  });
});
