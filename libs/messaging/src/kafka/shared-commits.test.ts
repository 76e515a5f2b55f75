import { expect, it, vi } from 'vitest';
import { SharedCommits } from './shared-commits.ts';

it('commits in one request what is done at the same time, and what comes later in the next', async () => {
  const commits = new SharedCommits('topic');
  const commitOffsetsIfNecessary = vi.fn(async () => undefined);
  const add = (partition: number, offset: string) =>
    commits.add({ commitOffsetsIfNecessary }, { partition, offset });
  await Promise.all([add(0, '5'), add(1, '7')]);
  await add(0, '6');
  expect(commitOffsetsIfNecessary.mock.calls).toEqual([
    [
      {
        topics: [
          {
            topic: 'topic',
            partitions: [
              { partition: 0, offset: '5' },
              { partition: 1, offset: '7' },
            ],
          },
        ],
      },
    ],
    [{ topics: [{ topic: 'topic', partitions: [{ partition: 0, offset: '6' }] }] }],
  ]);
});

it('fails all whose commit was refused, and none of the next', async () => {
  const commits = new SharedCommits('topic');
  let isRefused = true;
  const committer = {
    commitOffsetsIfNecessary: async () => {
      if (isRefused) throw new Error('REBALANCE_IN_PROGRESS');
    },
  };
  const both = [0, 1].map((partition) => commits.add(committer, { partition, offset: '1' }));
  const refused = { status: 'rejected', reason: { message: 'REBALANCE_IN_PROGRESS' } };
  expect(await Promise.allSettled(both)).toMatchObject([refused, refused]);
  isRefused = false;
  await expect(commits.add(committer, { partition: 0, offset: '1' })).resolves.toBeUndefined();
});
