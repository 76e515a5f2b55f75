import { TOPICS, type LiveError } from '@headroom/contracts';
import { InMemoryBroker } from '@headroom/messaging';
import { runCrashSchedules } from '@headroom/testing';
import { expect, it } from 'vitest';
import { breached, runOf } from '../../testing/live-errors.ts';
import { MemoryRegistry } from '../../testing/memory-registry.ts';
import { hearLiveErrors } from './hear-live-errors.ts';

const [GRU, LIGHTGBM] = ['cloud_optimizer_gru', 'cloud_optimizer_lightgbm'];

/** Of a challenger, of one service, within its bound, the champion's breach told twice, and then that of the one before. */
const TOLD: readonly LiveError[] = [
  breached(LIGHTGBM, '2'),
  { ...breached(GRU, '2'), service_id: 'shop' },
  { ...breached(GRU, '2'), state: 'within' },
  breached(GRU, '2'),
  breached(GRU, '2'),
  breached(LIGHTGBM, '1'),
];

it('invariant 1: a crash after any effect rolls back once, and raises each alert once', async () => {
  const broker = new InMemoryBroker({ now: () => 0 });
  broker.produce(TOPICS.modelsLiveError, { key: GRU, value: 'garbage' });
  for (const event of TOLD)
    broker.produce(TOPICS.modelsLiveError, { key: event.model_name, value: JSON.stringify(event) });
  const report = await runCrashSchedules<{
    store: MemoryRegistry;
    publisher: ReturnType<InMemoryBroker['bus']>['publisher'];
  }>(
    {
      topic: TOPICS.modelsLiveError,
      group: 'registry',
      log: broker.records(TOPICS.modelsLiveError),
      world: async () => {
        const store = new MemoryRegistry();
        await runOf(store, 'r1', [0.2, 0.1, 0.3, 0.4, 0.5]);
        await runOf(store, 'r2', [0.5, 0.4, 0.3, 0.2, 0.1]);
        return {
          ports: { store, publisher: new InMemoryBroker().bus().publisher },
          snapshot: async () => {
            const { aliases, history, alerts } = store.state;
            const champions = aliases.filter(({ alias }) => alias === 'champion');
            expect(champions).toMatchObject([{ name: LIGHTGBM, version: 1 }]);
            expect([...alerts.values()].map(({ message }) => message)).toEqual([
              expect.stringMatching(/^cloud_optimizer_gru .* rolled back to cloud_optimizer_lightgbm/),
              expect.stringMatching(/^cloud_optimizer_lightgbm .* no champion before it/),
            ]);
            return { aliases, history, alerts: [...alerts] };
          },
        };
      },
      effects: { store: ['transaction'] },
      process: ({ store }) => hearLiveErrors({ store, now: () => 2000, onRollback: () => undefined }),
    },
    { schedules: 100 },
  );
  expect(Object.keys(report.byEffect).toSorted()).toContain('store.transaction');
}, 60_000);
