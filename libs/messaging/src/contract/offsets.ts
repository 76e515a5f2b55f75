import { HeadroomError, TOPICS } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { textOf, until } from './stage.ts';
import type { Stage } from './stage.ts';

const topic = TOPICS.pipelineTriggers;
const values = (...texts: string[]) => texts.map((value) => ({ key: 'k', value }));

/** A promise that someone else settles. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

export function describeOffsets(stage: () => Stage): void {
  describe('offsets', () => {
    it('delivers again what was handled but not committed', async () => {
      await stage().subject.produce(topic, ...values('a', 'b'));
      const effects: string[] = [];
      const first = stage().consume(topic, 'g', async (messages) => {
        effects.push(...messages.map(textOf));
        throw new HeadroomError('UNAVAILABLE', 'dies after its effects, before the commit');
      });
      await until(() => first.seen.length >= 2);
      await first.bus.close();
      effects.length = 0;
      const second = stage().consume(topic, 'g');
      await stage().caughtUp(topic, 'g');
      expect(second.seen.map(textOf)).toEqual(['a', 'b']);
    });

    it('goes on where the group has committed, and starts another group at the beginning', async () => {
      await stage().subject.produce(topic, ...values('a', 'b'));
      const first = stage().consume(topic, 'g');
      await stage().caughtUp(topic, 'g');
      await first.bus.close();
      await stage().subject.produce(topic, ...values('c'));
      const second = stage().consume(topic, 'g');
      const other = stage().consume(topic, 'h');
      await until(() => second.seen.length > 0 && other.seen.length > 2);
      expect(second.seen.map(textOf)).toEqual(['c']);
      expect(other.seen.map(textOf)).toEqual(['a', 'b', 'c']);
    });

    it('drains: a stop waits for the running handler and commits its batch, and nothing more', async () => {
      await stage().subject.produce(topic, ...values('a', 'b', 'c'));
      const { open, opened } = gate();
      const first = stage().consume(topic, 'g', () => opened.then(() => undefined), {
        maxBatch: 2,
      });
      await until(() => first.seen.length === 2);
      const stopped = first.bus.close();
      open();
      await stopped;
      expect(first.seen).toHaveLength(2);
      expect(await stage().subject.admin.lag(topic, 'g')).toBe(1);
      expect(first.consumer.health()).toMatchObject({ ready: false, reason: 'stopped' });
    });

    it('handles everything at least once while members come and go', async () => {
      const raw = TOPICS.workloadRaw;
      const texts = Array.from({ length: 60 }, (_, i) => `${i}`);
      const part = (from: number, to: number) =>
        texts.slice(from, to).map((value) => ({ key: `service-${value}`, value }));
      const handled = new Set<string>();
      const handle = async (messages: Parameters<Parameters<Stage['consume']>[2] & object>[0]) => {
        for (const m of messages) handled.add(textOf(m));
        return undefined;
      };
      await stage().subject.produce(raw, ...part(0, 20));
      const one = stage().consume(raw, 'g', handle, { maxBatch: 3 });
      await until(() => one.seen.length > 3);
      const two = stage().consume(raw, 'g', handle, { maxBatch: 3 });
      await two.consumer.joined;
      await stage().subject.produce(raw, ...part(20, 40));
      await until(() => two.seen.length > 0);
      await one.bus.close();
      await stage().subject.produce(raw, ...part(40, 60));
      await stage().caughtUp(raw, 'g');
      expect(handled).toEqual(new Set(texts));
    });

    it('stale epoch: a handler whose partitions went to another member does not commit', async () => {
      await stage().subject.produce(topic, ...values('a', 'b'));
      const [stuck, inherited] = [gate(), gate()];
      const hold = (held: typeof stuck) => () => held.opened.then(() => undefined);
      const stale = stage().consume(topic, 'g', hold(stuck), { maxBatch: 1 });
      await until(() => stale.seen.length === 1);
      // The topic has one partition: the group waits for the stuck member, then expels it.
      const heir = stage().consume(topic, 'g', hold(inherited), { maxBatch: 1 });
      await until(() => heir.seen.length === 1);
      await until(() => stale.contexts[0]?.signal.aborted === true);
      stuck.open();
      await stale.bus.close();
      expect(heir.seen.map(textOf)).toEqual(['a']);
      expect(await stage().subject.admin.lag(topic, 'g')).toBe(2);
      inherited.open();
      await stage().caughtUp(topic, 'g');
    });

    it('counts the lag of a group', async () => {
      expect(await stage().subject.admin.lag(topic, 'g')).toBe(0);
      await stage().subject.produce(topic, ...values('a', 'b', 'c'));
      expect(await stage().subject.admin.lag(topic, 'g')).toBe(3);
      stage().consume(topic, 'g');
      await stage().caughtUp(topic, 'g');
      expect(await stage().subject.admin.lag(topic, 'g')).toBe(0);
    });

    it('creates topics once, however many processes do it, together or one after the other', async () => {
      const { admin } = stage().subject;
      const topics = [TOPICS.modelsEvents, TOPICS.predictionsMade];
      await Promise.all([1, 2, 3, 4].map(() => admin.ensureTopics(topics)));
      await admin.ensureTopics([...topics, TOPICS.pipelineResults]);
      expect(await admin.lag(TOPICS.predictionsMade, 'g')).toBe(0);
      expect(await admin.lag(TOPICS.pipelineResults, 'g')).toBe(0);
    });
  });
}
