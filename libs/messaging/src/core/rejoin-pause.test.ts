import { expect, it } from 'vitest';
import { RejoinPause } from './rejoin-pause.ts';

const policy = { attempts: 1, baseMs: 200, maxMs: 5_000 };

it('grows while memberships crash soon after they have begun, up to its bound', () => {
  const rejoin = new RejoinPause(policy);
  const pauses = Array.from({ length: 7 }, () => rejoin.next(300));
  expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
});

it('begins anew after a membership that has lasted', () => {
  const rejoin = new RejoinPause(policy);
  for (let i = 0; i < 5; i++) rejoin.next(0);
  expect(rejoin.next(10_001)).toBe(200);
  expect(rejoin.next(10_000)).toBe(400);
});
