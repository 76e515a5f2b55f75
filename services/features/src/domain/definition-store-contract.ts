import { deepEqual, equal, rejects } from 'node:assert/strict';
import type { DefinitionStore, NextSet } from './definition-store.ts';

interface ContractCase {
  readonly name: string;
  run(store: DefinitionStore): Promise<void>;
}

const member = (name: string, text: string, builtIn = false): NextSet['members'][number] => ({
  kind: 'entities',
  name,
  hash: `hash of ${text}`,
  builtIn,
  body: { text },
});

const set = (after: number, ...members: NextSet['members']): NextSet => ({
  after,
  hash: `set ${after + 1}`,
  author: `author ${after + 1}`,
  members,
});

const inForce = async (store: DefinitionStore): Promise<Record<string, number>> => {
  const newest = await store.newest();
  return Object.fromEntries((newest?.members ?? []).map(({ name, version }) => [name, version]));
};

/** What every store of definitions must do. Each case gets an empty store. */
export const DEFINITION_STORE_CONTRACT: readonly ContractCase[] = [
  {
    name: 'has no set at first',
    run: async (store) => {
      equal(await store.newest(), null);
      deepEqual(await store.versions('entities', 'a'), []);
    },
  },
  {
    name: 'gives a new version to what is new alone',
    run: async (store) => {
      await store.append(set(0, member('a', '1'), member('b', '1', true)));
      await store.append(set(1, member('a', '2'), member('b', '1', true)));
      deepEqual(await inForce(store), { a: 2, b: 1 });
      const newest = await store.newest();
      deepEqual([newest?.version, newest?.hash, newest?.author], [2, 'set 2', 'author 2']);
      deepEqual(
        newest?.members.map(({ name, author, builtIn, body }) => [name, author, builtIn, body]),
        [
          ['a', 'author 2', false, { text: '2' }],
          ['b', 'author 1', true, { text: '1' }],
        ],
      );
    },
  },
  {
    name: 'keeps the versions of what was deleted, and counts on when it comes back',
    run: async (store) => {
      await store.append(set(0, member('a', '1')));
      await store.append(set(1));
      deepEqual(await inForce(store), {});
      await store.append(set(2, member('a', '1')));
      deepEqual(await inForce(store), { a: 2 });
      const versions = await store.versions('entities', 'a');
      deepEqual(
        versions.map(({ version, author }) => [version, author]),
        [
          [2, 'author 3'],
          [1, 'author 1'],
        ],
      );
    },
  },
  {
    name: 'refuses the second of two sets that were made from one, whole',
    run: async (store) => {
      await store.append(set(0, member('a', '1')));
      await store.append(set(1, member('a', '2')));
      await rejects(store.append(set(1, member('a', '3'))), { code: 'CONFLICT', retriable: true });
      deepEqual(await inForce(store), { a: 2 });
      equal((await store.versions('entities', 'a')).length, 2);
    },
  },
];
