import 'reflect-metadata';
import { TOPICS } from '@headroom/contracts';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, expect, it, vi } from 'vitest';
import { InMemoryBroker } from '../fake/in-memory-broker.ts';
import { OK } from '../outcome.ts';
import type { BatchContext, Delivered, Outcome } from '../port.ts';
import { KafkaBatch } from './kafka-batch.ts';
import { KafkaBatchServer } from './kafka-batch-server.ts';

const SEEN = Symbol('seen');
interface Seen {
  values: string[];
  failures: number;
  done(): void;
}

@Controller()
class Probe {
  private readonly seen: Seen;
  constructor(@Inject(SEEN) seen: Seen) {
    this.seen = seen;
  }

  @KafkaBatch(TOPICS.workloadRaw, { group: 'probe', maxBatch: 2, retry: { baseMs: 1 } })
  async handle(messages: readonly Delivered[], context: BatchContext): Promise<Outcome[]> {
    await context.heartbeat();
    if (this.seen.failures-- > 0) throw new RangeError('once');
    this.seen.values.push(...messages.map((m) => Buffer.from(m.value ?? []).toString()));
    if (this.seen.values.length === 3) this.seen.done();
    return messages.map(() => OK);
  }
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it('hands batches to the controller method, and its errors to the retry logic', async () => {
  const broker = new InMemoryBroker();
  for (const value of ['a', 'b', 'c']) broker.produce(TOPICS.workloadRaw, { key: 'k', value });
  const seen: Seen = { values: [], failures: 1, done: () => undefined };
  const done = new Promise<void>((resolve) => (seen.done = resolve));
  @Module({ controllers: [Probe], providers: [{ provide: SEEN, useValue: seen }] })
  class App {}

  const server = new KafkaBatchServer(broker.bus());
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its options as a class
  const app = await NestFactory.createMicroservice(App, { strategy: server, logger: false });
  closing.push(() => app.close());
  await app.listen();
  await done;
  await app.close();

  expect(seen.values).toEqual(['a', 'b', 'c']);
  expect(await broker.lag(TOPICS.workloadRaw, 'probe')).toBe(0);
});

@Controller()
class Twice {
  @KafkaBatch(TOPICS.workloadRaw, { group: 'probe' })
  async one(messages: readonly Delivered[]): Promise<Outcome[]> {
    return messages.map(() => OK);
  }

  @KafkaBatch(TOPICS.workloadRaw, { group: 'probe' })
  async two(messages: readonly Delivered[]): Promise<Outcome[]> {
    return messages.map(() => OK);
  }
}

it('refuses two methods for one topic and group', async () => {
  @Module({ controllers: [Twice] })
  class App {}
  const server = new KafkaBatchServer(new InMemoryBroker().bus());
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its options as a class
  const app = await NestFactory.createMicroservice(App, { strategy: server, logger: false });
  closing.push(() => app.close());
  await expect(app.listen()).rejects.toThrow('probe.workload.raw.v1: two methods');
});

it('tells why it is not ready', () => {
  const health = { topic: 't', group: 'g', ready: true, reason: null, tickedAt: 1_000 };
  const server = new KafkaBatchServer(new InMemoryBroker().bus());
  const told = vi.spyOn(server, 'health');
  told.mockReturnValue([health]);
  server.assertReady(2_000);
  expect(() => server.assertReady(100_000)).toThrow('t: its loop hangs since 1000');
  told.mockReturnValue([health, { ...health, ready: false, reason: 'Redis is away' }]);
  expect(() => server.assertReady(2_000)).toThrow('t: Redis is away');
});
