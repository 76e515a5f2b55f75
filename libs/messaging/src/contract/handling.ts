import { HeadroomError, TOPICS } from '@headroom/contracts';
import { describe, expect, it } from 'vitest';
import { OK, deadLetter, drop } from '../outcome.ts';
import { textOf, until } from './stage.ts';
import type { Stage } from './stage.ts';

const topic = TOPICS.pipelineTriggers;
const values = (n: number) => Array.from({ length: n }, (_, i) => ({ key: 'k', value: `${i}` }));

export function describeHandling(stage: () => Stage): void {
  describe('handling', () => {
    it('accepts a message without CloudEvents headers', async () => {
      await stage().subject.produce(topic, { value: 'hi', headers: { 'x-mine': 'yes' } });
      const [message] = await stage().read(topic, 1);
      expect(message).toMatchObject({
        key: null,
        keyBytes: null,
        headers: { 'x-mine': 'yes' },
        event: { id: `${topic.name}/0/0`, source: 'headroom/http', type: `headroom.${topic.name}` },
      });
    });

    it('retries a batch that fails, and hands on what comes after', async () => {
      await stage().subject.produce(topic, ...values(3));
      let failures = 2;
      const probe = stage().consume(topic, 'g', async () => {
        if (failures-- > 0) throw new Error('bad luck');
        return undefined;
      });
      await stage().caughtUp(topic, 'g');
      expect(probe.seen.map(textOf)).toEqual(['0', '1', '2', '0', '1', '2', '0', '1', '2']);
    });

    it('invariant 6: finds the one poison message, sends it whole to dead letters, and goes on', async () => {
      await stage().subject.produce(
        topic,
        ...values(2),
        { key: 'p', value: 'poison', headers: { ce_id: 'p-1' } },
        { key: 'k', value: '3' },
      );
      const done: string[] = [];
      stage().consume(
        topic,
        'g',
        async (messages) => {
          if (messages.some((m) => textOf(m) === 'poison'))
            throw new RangeError('poison in the batch');
          done.push(...messages.map(textOf));
          return undefined;
        },
        { retry: { attempts: 2, baseMs: 1 } },
      );
      const [letter] = await stage().deadLetters(TOPICS.platformRejected, 1);
      await stage().caughtUp(topic, 'g');
      expect(done).toEqual(['0', '1', '3']);
      expect(letter).toMatchObject({
        reason: 'HANDLER_FAILED',
        topic: topic.name,
        partition: 0,
        offset: 2,
        consumer_group: 'g',
        attempts: 3,
        headers: { ce_id: 'p-1' },
        key_base64: Buffer.from('p').toString('base64'),
        value_base64: Buffer.from('poison').toString('base64'),
      });
      expect(letter?.message).toContain('poison in the batch');
    });

    it('invariant 6: cuts a message that is too large for a dead letter, and goes on', async () => {
      const text = 'ü'.repeat(200_000);
      const produced = [
        { key: 'k', value: Buffer.alloc(900_000, 'x') },
        { key: 'k'.repeat(300_000), value: 'large key' },
        { key: 'k', value: 'large headers', headers: { ce_id: 'id', large: text, other: 'o' } },
        { key: 'k', value: 'small' },
      ];
      for (const message of produced) await stage().subject.produce(topic, message);
      stage().consume(topic, 'g', async (messages) =>
        messages.map(() => deadLetter('NOT_JSON', text)),
      );
      const letters = await stage().deadLetters(TOPICS.platformRejected, 4);
      await stage().caughtUp(topic, 'g');
      expect(letters.map(({ offset, cut }) => [offset, cut])).toEqual([
        [0, ['value']],
        [1, ['key']],
        [2, ['headers']],
        [3, undefined],
      ]);
      expect(Buffer.from(letters[0]?.value_base64 ?? '', 'base64').length).toBe(500_000);
      expect(letters[2]?.headers).toMatchObject({ ce_id: 'id', other: 'o' });
    });

    it('sends what the handler refuses to dead letters, and ignores what it drops', async () => {
      await stage().subject.produce(topic, ...values(3));
      stage().consume(topic, 'g', async (messages) =>
        messages.map((m) => {
          if (textOf(m) === '1') return deadLetter('OUT_OF_BOUNDS', 'cpu is 3.7', 'cpu');
          return textOf(m) === '2' ? drop('duplicate') : OK;
        }),
      );
      await stage().caughtUp(topic, 'g');
      const letters = await stage().deadLetters(TOPICS.platformRejected, 1);
      expect(letters).toHaveLength(1);
      expect(letters[0]).toMatchObject({
        reason: 'OUT_OF_BOUNDS',
        message: 'cpu is 3.7',
        field: 'cpu',
        offset: 1,
        attempts: 1,
      });
    });

    it('goes on behind a poison message in a topic without dead letters', async () => {
      const letters = TOPICS.platformRejected;
      await stage().subject.produce(letters, ...values(2));
      const done: string[] = [];
      stage().consume(
        letters,
        'g',
        async (messages) => {
          if (messages.some((m) => textOf(m) === '0')) throw new Error('poison');
          done.push(...messages.map(textOf));
          return undefined;
        },
        { retry: { attempts: 1 } },
      );
      await stage().caughtUp(letters, 'g');
      expect(done).toEqual(['1']);
    });

    it('takes a wrong number of outcomes for an error of the handler', async () => {
      await stage().subject.produce(topic, ...values(1));
      stage().consume(topic, 'g', async () => [OK, OK], { retry: { attempts: 1 } });
      const [letter] = await stage().deadLetters(TOPICS.platformRejected, 1);
      expect(letter?.message).toContain('2 outcomes for 1 messages');
    });

    it('waits for a server that is away, not ready meanwhile, and dead-letters nothing', async () => {
      await stage().subject.produce(topic, ...values(2));
      let up = false;
      const probe = stage().consume(
        topic,
        'g',
        async () => {
          if (!up) throw new HeadroomError('UNAVAILABLE', 'Postgres does not answer');
          return undefined;
        },
        { retry: { attempts: 1, baseMs: 1 } },
      );
      await until(() => probe.contexts.length > 3);
      expect(probe.consumer.health()).toMatchObject({
        ready: false,
        reason: 'Postgres does not answer',
      });
      up = true;
      await stage().caughtUp(topic, 'g');
      expect(probe.consumer.health()).toMatchObject({ ready: true, reason: null });
      expect(await stage().subject.admin.lag(TOPICS.platformRejected, 'reader')).toBe(0);
    });

    it('ticks while nothing arrives', async () => {
      const probe = stage().consume(topic, 'g');
      await probe.consumer.joined;
      const { tickedAt } = probe.consumer.health();
      await until(() => probe.consumer.health().tickedAt > tickedAt);
      expect(probe.consumer.health().ready).toBe(true);
    });
  });
}
