import { HeadroomError } from '@headroom/contracts';
import { OK } from '@headroom/messaging';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CHAMPION } from '../domain/champion-history.ts';
import { ModelCatalog } from '../domain/model-catalog.ts';
import type { RegisteredVersion } from '../domain/registered-version.ts';
import { ServedModel } from '../domain/served-model.ts';
import { buildFixture } from '../testing/built-model.ts';
import { fixtureModel, modelEvent, type VersionChange } from '../testing/fixture-model.ts';
import { CONTEXT, modelMessage, vectorMessage } from '../testing/messages.ts';
import { describeModel } from './describe-model.ts';
import { FollowChampion } from './follow-champion.ts';

const set = (version: string): VersionChange => fixtureModel(version, 0).event;
const freed = (version: string): VersionChange =>
  modelEvent('alias_deleted', version, set(version).bundle);

let served: ServedModel;
let catalog: ModelCatalog;
const broken = new Set<string>();
const load = vi.fn(async ({ version }: RegisteredVersion) => {
  if (broken.has(version)) throw new HeadroomError('MODEL_INVALID', `${version} is broken`);
  return buildFixture(version, 0);
});
const rescore = vi.fn<NonNullable<ConstructorParameters<typeof FollowChampion>[0]['rescore']>>();
const onBroken = vi.fn<(event: RegisteredVersion) => void>();
const onSwap = vi.fn();
const onRefused =
  vi.fn<NonNullable<ConstructorParameters<typeof FollowChampion>[0]['onRefused']>>();
let follow: FollowChampion;

beforeEach(() => {
  vi.clearAllMocks();
  rescore.mockResolvedValue(undefined);
  onRefused.mockResolvedValue(undefined);
  broken.clear();
  served = new ServedModel();
  catalog = new ModelCatalog();
  follow = new FollowChampion({
    alias: CHAMPION,
    served,
    catalog,
    load,
    rescore,
    onSwap,
    onRefused,
    onBroken,
  });
});
const loaded = () => load.mock.calls.map(([{ version }]) => version);

describe('the champion', () => {
  it('is settled at once where no model was ever registered', () => {
    follow.replayTo(0);
    expect(served.isSettled).toBe(true);
    expect(() => served.required()).toThrow(/champion/);
  });

  it('of a log with a history is loaded alone, once the log is read', async () => {
    follow.replayTo(4);
    const messages = [set('1'), set('2'), freed('1'), set('3')].map((e, i) => modelMessage(i, e));
    await follow.handle(messages.slice(0, 3), CONTEXT);
    expect(served.isSettled).toBe(false);
    expect(() => served.required()).toThrow(/still being read/);
    await follow.handle(messages.slice(3), CONTEXT);
    expect(served.isSettled).toBe(true);
    expect(loaded()).toEqual(['3']);
    expect(served.current?.version).toBe('3');
    expect(rescore).toHaveBeenCalledTimes(1);
  });

  it('stays when the next one is broken, in a replay as well as live', async () => {
    broken.add('2').add('3');
    follow.replayTo(0);
    await follow.handle([modelMessage(0, set('1'))], CONTEXT);
    await follow.handle([modelMessage(1, set('2')), modelMessage(2, set('3'))], CONTEXT);
    await follow.handle([modelMessage(3, freed('1'))], CONTEXT);
    expect(served.current?.version).toBe('1');
    expect(onBroken.mock.calls.map(([event]) => event.version)).toEqual(['3', '2']);

    const other = new ServedModel();
    const replay = new FollowChampion({
      alias: CHAMPION,
      served: other,
      catalog: new ModelCatalog(),
      load,
      rescore,
      onSwap,
      onBroken,
    });
    replay.replayTo(4);
    const log = [set('1'), set('2'), set('3'), freed('1')];
    await replay.handle(
      log.map((event, i) => modelMessage(i, event)),
      CONTEXT,
    );
    expect(other.current?.version).toBe('1');
  });

  it('that cannot be loaded is named beside the one that answers, until another takes its place', async () => {
    broken.add('2');
    follow.replayTo(0);
    await follow.handle([modelMessage(0, set('1'))], CONTEXT);
    expect(describeModel(served)).toMatchObject({
      alias: 'champion',
      champion: { version: '1', refused: null },
    });
    const second = modelMessage(1, set('2'));
    onRefused.mockRejectedValueOnce(new HeadroomError('UNAVAILABLE', 'Kafka is away'));
    await expect(follow.handle([second], CONTEXT)).rejects.toThrow('Kafka is away');
    await follow.handle([second], CONTEXT);
    await follow.handle([modelMessage(2, freed('1'))], CONTEXT);
    expect(onRefused).toHaveBeenCalledTimes(2);
    expect(onRefused).toHaveBeenLastCalledWith(
      expect.objectContaining({ version: '2', code: 'MODEL_INVALID', detail: '2 is broken' }),
      second,
    );
    expect(describeModel(served)).toMatchObject({
      version: '1',
      alias: null,
      champion: { version: '2', refused: { code: 'MODEL_INVALID', detail: '2 is broken' } },
    });
    await follow.handle([modelMessage(3, set('3'))], CONTEXT);
    expect(onRefused).toHaveBeenCalledTimes(3);
    expect(onRefused.mock.lastCall?.[0]).toBeNull();
    expect(describeModel(served)).toMatchObject({ champion: { version: '3', refused: null } });
  });

  it('that cannot be loaded is why nothing answers where none was before it', async () => {
    broken.add('1');
    follow.replayTo(0);
    await follow.handle([modelMessage(0, set('1'))], CONTEXT);
    expect(served.isSettled).toBe(true);
    expect(() => served.required()).toThrow(/version 1 carries the alias champion .* 1 is broken/);
    await follow.handle([modelMessage(1, freed('1'))], CONTEXT);
    expect(() => served.required()).toThrow(/No version carries/);
    expect(onRefused.mock.lastCall?.[0]).toBeNull();
  });

  it('is another one where its name and number came again with other files', async () => {
    follow.replayTo(0);
    await follow.handle([modelMessage(0, set('1'))], CONTEXT);
    const again = fixtureModel('1', 1).event;
    load.mockResolvedValueOnce(buildFixture('1', 1));
    await follow.handle([modelMessage(1, freed('1')), modelMessage(2, again)], CONTEXT);
    expect(served.current?.registered.bundle).toEqual(again.bundle);
  });

  it('is the one it came back to when the alias went to and fro at once, and is not loaded again', async () => {
    follow.replayTo(0);
    await follow.handle([modelMessage(0, set('1'))], CONTEXT);
    const { current } = served;
    await follow.handle([modelMessage(1, set('2')), modelMessage(2, set('1'))], CONTEXT);
    expect(served.current).toBe(current);
    expect(loaded()).toEqual(['1']);
    // Another version of the same file, after the rollback.
    const same = { ...set('1'), version: '3' };
    load.mockResolvedValueOnce({ ...buildFixture('1', 0), version: '3', registered: same });
    await follow.handle([modelMessage(3, same)], CONTEXT);
    expect(served.current?.version).toBe('3');
    expect(rescore).toHaveBeenCalledTimes(2);
  });

  it('ends with its alias', async () => {
    follow.replayTo(0);
    await follow.handle([modelMessage(0, set('1'))], CONTEXT);
    await follow.handle([modelMessage(1, freed('1'))], CONTEXT);
    expect(served.current).toBeNull();
    expect(onSwap).toHaveBeenLastCalledWith(null);
  });

  it('is loaded again when the object store was away, and the event is not lost', async () => {
    follow.replayTo(1);
    load.mockRejectedValueOnce(new HeadroomError('UNAVAILABLE', 'the disk is away'));
    const message = modelMessage(0, set('1'));
    await expect(follow.handle([message], CONTEXT)).rejects.toThrow('the disk is away');
    expect(served.isSettled).toBe(false);
    expect(await follow.handle([message], CONTEXT)).toEqual([OK]);
    expect(served.current?.version).toBe('1');
  });

  it('serves while its predictions wait for a server, and is not loaded twice for them', async () => {
    follow.replayTo(0);
    rescore.mockRejectedValueOnce(new HeadroomError('UNAVAILABLE', 'Postgres is away'));
    const message = modelMessage(0, set('1'));
    await expect(follow.handle([message], CONTEXT)).rejects.toThrow('Postgres is away');
    expect(served.current?.version).toBe('1');
    await follow.handle([message], CONTEXT);
    expect(loaded()).toEqual(['1']);
    expect(rescore).toHaveBeenCalledTimes(2);
  });

  it('hears an event once, though a broker may tell it again, and refuses garbage', async () => {
    follow.replayTo(0);
    const messages = [modelMessage(0, set('1')), modelMessage(1, set('2'))];
    await follow.handle(messages, CONTEXT);
    expect(await follow.handle(messages.slice(0, 1), CONTEXT)).toEqual([OK]);
    expect(served.current?.version).toBe('2');
    const garbage = { ...vectorMessage(2, Buffer.from('{}')) };
    expect(await follow.handle([garbage], CONTEXT)).toMatchObject([{ reason: 'MISSING_FIELD' }]);
    expect(served.current?.version).toBe('2');
  });
});
