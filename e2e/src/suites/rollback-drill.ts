import { TOPICS, type Snapshot } from '@headroom/contracts';
import { decodeJson } from '@headroom/messaging';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { ModelVersion } from '../system/answers.ts';
import { call } from '../system/http.ts';
import { followTopic, type Log } from '../system/log.ts';
import { taskSender } from '../system/send-task.ts';
import type { Stage } from '../system/stage.ts';
import type { Run } from './pipeline-run.ts';

const RUN_ID = 'drill';
const History = z.object({
  history: z.array(z.object({ name: z.string(), version: z.int().nullable(), reason: z.string() })),
});
const Served = z.object({ name: z.string(), version: z.string() });
const LiveErrors = z.object({
  live_errors: z.array(
    z.object({ model_name: z.string(), alias: z.string(), service_id: z.string().nullable() }),
  ),
});

/** A bad model is promoted by force while the system streams: it is rolled back by itself, within its window. */
export function rollbackDrill(stage: () => Stage, run: () => Run): void {
  const url = (service: 'registry' | 'serving' | 'drift' | 'generation') =>
    stage().system.services.url(service);
  const alias = () => call(`${url('registry')}/api/v1/aliases/champion`, ModelVersion);
  let alerts: Log<{ readonly rule: string; readonly message: string }>;
  let bad: { readonly name: string; readonly version: string };

  beforeAll(async () => {
    alerts = await followTopic(stage().system.bus, TOPICS.alertsRaised, (message) => {
      const decoded = decodeJson(TOPICS.alertsRaised, message);
      if (!decoded.ok) throw new Error(decoded.rejection.message);
      return decoded.data;
    });
  });

  it('refuses a model at the gates that learnt the opposite of what happens', async () => {
    const send = await taskSender(stage().system.bus, RUN_ID);
    const { snapshot } = run();
    const { trained } = await send('training', 'train_tabular_model', {
      model: 'lightgbm',
      snapshot: await opposite(stage(), snapshot),
      params: { rounds: 60 },
    });
    const registered = await send('registry', 'compare_and_register_models', {
      snapshot,
      trained: [trained],
    });
    const { challenger, champion } = registered;
    bad = challenger;
    const { gates } = await send('training', 'judge_challenger', {
      snapshot,
      challenger,
      champion,
    });
    expect(gates.passed).toBe(false);
    expect(gates.gates.find(({ gate }) => gate === 'better')?.status).toBe('failed');
    const { promoted } = await send('registry', 'promote_challenger', {
      challenger,
      champion,
      gates,
    });
    expect(promoted).toBe(false);
    expect(await alias()).toMatchObject({ name: run().champion.name, aliases: ['champion'] });
  });

  it('rolls it back when it was promoted by force: alert, history, and the old model answers', async () => {
    const { champion } = run();
    const move = { version: Number(bad.version), reason: 'drill' };
    const path = `api/v1/models/${bad.name}/aliases/champion`;
    await call(`${url('registry')}/${path}`, z.unknown(), { body: move });
    await call(`${url('generation')}/api/v1/live/start`, z.unknown(), { body: { speed: 7_200 } });
    const { message } = await alerts.first(
      'the alert',
      ({ rule, message: text }) => rule === 'models.live-error' && text.startsWith(bad.name),
      90_000,
    );
    await call(`${url('generation')}/api/v1/live/stop`, z.unknown(), { method: 'POST' });
    expect(message).toMatch(
      new RegExp(
        `^${bad.name} version ${bad.version}: live error .* × persistence .* rolled back to ${champion.name} version ${champion.version}$`,
      ),
    );
    expect(await alias()).toMatchObject({
      name: champion.name,
      version: Number(champion.version),
    });
    const { history } = await call(`${url('registry')}/api/v1/aliases/champion/history`, History);
    const newest = history.find(({ version }) => version !== null);
    expect(newest?.name).toBe(champion.name);
    expect(newest?.reason).toMatch(
      new RegExp(`^rolled back from version ${bad.version} of ${bad.name}: live error`),
    );
    await expect
      .poll(() => call(`${url('serving')}/api/v1/model`, Served), { timeout: 20_000 })
      .toEqual({ name: champion.name, version: champion.version });
    await expect
      .poll(
        async () =>
          (await call(`${url('drift')}/api/v1/live-errors`, LiveErrors)).live_errors.find(
            (one) => one.alias === 'champion' && one.service_id === null,
          )?.model_name,
        { timeout: 20_000 },
      )
      .toBe(champion.name);
  }, 150_000);
}

/** The snapshot with every step of cpu turned round, threefold: what is learnt from it is wrong of the real one. */
async function opposite({ system: { objects }, parquet }: Stage, snapshot: Snapshot) {
  const table = await parquet.read(await objects.fetch(snapshot.file));
  const level = table.float64('level');
  const turned = table.float64('y').map((y, row) => 4 * (level[row] ?? NaN) - 3 * y);
  const columns = table.columns.map((column) =>
    column.name === 'y' ? { name: 'y', type: 'float64' as const, values: turned } : column,
  );
  const file = await objects.write('data/processed/opposite.parquet', (path) =>
    parquet.write(path, columns),
  );
  return { ...snapshot, file };
}
