import { Controller, Get, Inject, Module, Sse, type OnModuleDestroy } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { NEVER, startWith, type Observable } from 'rxjs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createService } from './create-service.ts';

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** Consumers whose last handler call ends when the test says so. */
class HeldConsumers extends Server implements CustomTransportStrategy {
  readonly closing = deferred<undefined>();
  readonly handled = deferred<undefined>();

  listen(callback: () => void): void {
    callback();
  }

  async close(): Promise<void> {
    this.closing.resolve(undefined);
    await this.handled.promise;
  }

  on(): void {
    // Emits nothing.
  }

  unwrap(): never {
    throw new Error('nothing to unwrap');
  }
}

const arrived = deferred<undefined>();
const answer = deferred<string>();
const order: string[] = [];

@Controller()
class Slow {
  @Get('slow')
  slow(): Promise<string> {
    arrived.resolve(undefined);
    return answer.promise.finally(() => order.push('request answered'));
  }

  @Sse('events')
  events(): Observable<{ data: string }> {
    return NEVER.pipe(startWith({ data: 'first' }));
  }

  @Get('quick')
  quick(): string {
    return 'quick';
  }
}

class Pool implements OnModuleDestroy {
  onModuleDestroy(): void {
    order.push('pool closed');
  }
}

@Module({ controllers: [Slow], providers: [{ provide: 'pool', useClass: Pool }] })
class SlowModule {
  constructor(@Inject('pool') readonly pool: Pool) {}
}

it('drains: tells it, refuses new work, finishes what is in flight, then closes pools', async () => {
  const consumers = new HeldConsumers();
  const service = await createService(
    {
      name: 'serving',
      settings: z.object({}),
      module: () => SlowModule,
      transport: () => consumers,
    },
    { HEADROOM_SERVING_PORT: '0', HEADROOM_LOG_LEVEL: 'silent' },
  );
  const inFlight = fetch(`${service.url}/slow`);
  await arrived.promise;
  const events = await fetch(`${service.url}/events`, { headers: { accept: 'text/event-stream' } });
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('data: first');

  const closed = service.close();
  await consumers.closing.promise;

  const ready = await fetch(`${service.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining', checks: {} }]);
  const refused = await fetch(`${service.url}/quick`);
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'UNAVAILABLE' }]);

  order.push('consumers drained');
  consumers.handled.resolve(undefined);
  answer.resolve('done');
  expect(await (await inFlight).text()).toBe('done');
  await closed;
  await expect(reader?.read()).rejects.toThrow();
  expect(order).toEqual(['consumers drained', 'request answered', 'pool closed']);
  await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
});
