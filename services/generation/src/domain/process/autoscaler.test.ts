import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startAutoscaler, stepAutoscaler, type AutoscalerState } from './autoscaler.ts';

const at = (instances: number): AutoscalerState => ({
  instances,
  bucketsAbove: 0,
  bucketsBelow: 0,
  coolDown: 0,
});

const run = (state: AutoscalerState, cpus: readonly number[]) => {
  const events: string[] = [];
  const instances: number[] = [];
  for (const cpu of cpus) {
    const step = stepAutoscaler(state, cpu);
    state = step.state;
    events.push(step.event);
    instances.push(state.instances);
  }
  return { events, instances };
};
const repeat = (cpu: number, times: number): number[] => Array<number>(times).fill(cpu);

describe('autoscaler', () => {
  it('adds ceil(20 %) after two buckets above 0.8', () => {
    expect(run(at(10), [0.9, 0.9])).toEqual({ events: ['none', 'scale_up'], instances: [10, 12] });
    expect(run(at(1), [0.81, 0.81]).instances.at(-1)).toBe(2);
    expect(run(at(11), [0.9, 0.9]).instances.at(-1)).toBe(14);
  });

  it('does nothing at the threshold itself, nor when the buckets are not in a row', () => {
    expect(run(at(4), [0.8, 0.8, 0.8]).events).not.toContain('scale_up');
    expect(run(at(4), [0.9, 0.5, 0.9, 0.5]).events).not.toContain('scale_up');
  });

  it('takes one away after six buckets under 0.35, but never the last', () => {
    expect(run(at(3), repeat(0.2, 6)).events).toEqual([...repeatEvent('none', 5), 'scale_down']);
    expect(run(at(1), repeat(0.1, 30)).events).not.toContain('scale_down');
  });

  it('decides nothing for six buckets after a decision, while it goes on counting', () => {
    const { events } = run(at(10), repeat(0.95, 9));
    expect(events).toEqual(['none', 'scale_up', ...repeatEvent('none', 6), 'scale_up']);
  });

  it('starts with the instances that bring the demand to 60 %, at least one', () => {
    expect(startAutoscaler(3).instances).toBe(5);
    expect(startAutoscaler(0.01).instances).toBe(1);
  });

  it('has at least one instance, and changes only by its own events', () => {
    const cpus = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), cpus, (start, series) => {
        let state = at(start);
        for (const cpu of series) {
          const step = stepAutoscaler(state, cpu);
          const change = Math.sign(step.state.instances - state.instances);
          expect(step.event).toBe(['scale_down', 'none', 'scale_up'][change + 1]);
          expect(step.state.instances).toBeGreaterThanOrEqual(1);
          state = step.state;
        }
      }),
    );
  });
});

function repeatEvent(event: string, times: number): string[] {
  return Array<string>(times).fill(event);
}
