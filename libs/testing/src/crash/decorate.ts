import type { EventToSend, Publisher } from '@headroom/messaging';
import type { Life } from './life.ts';
import type { RandomInt } from './random.ts';

/** Which async methods of a port change what survives a crash; its other methods only read. */
export type EffectsOf<Ports extends object> = {
  readonly [P in Exclude<keyof Ports, 'publisher'>]: readonly (keyof Ports[P] & string)[];
};

/** A port of a process that may die at any effect. */
export function mortal<T>(
  port: T,
  name: string,
  effects: readonly (keyof T & string)[],
  life: Life,
): T {
  if (typeof port !== 'object' || port === null) return port;
  const isEffect = new Set<PropertyKey>(effects);
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      const call = (args: unknown[]): unknown => Reflect.apply(member, target, args);
      const label = `${name}.${String(property)}`;
      return (...args: unknown[]) => {
        if (isEffect.has(property)) return life.effect(label, async () => call(args));
        life.assertAlive(label);
        return call(args);
      };
    },
  });
}

/** A batch is one request, but not one transaction: of several events a crash may leave only the first ones. */
export function mortalPublisher(target: Publisher, life: Life, random: RandomInt): Publisher {
  return {
    publish: (events: readonly EventToSend[]) =>
      life.effect(
        'publish',
        () => target.publish(events),
        () => target.publish(events.slice(0, random(0, events.length))),
      ),
  };
}
