import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRnn } from './rnn.ts';
import { parseRnn, serializeRnn } from './weights.ts';

interface Fixture {
  readonly weights: Readonly<Record<string, unknown>>;
  readonly sequences: readonly number[];
  readonly calendars: readonly number[];
  readonly expected: readonly number[];
}

const load = (cell: string): Fixture =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/${cell}.json`, import.meta.url), 'utf8'),
  ) as Fixture;

describe.each(['lstm', 'gru'])('%s', (cell) => {
  const fixture = load(cell);
  const weights = parseRnn(JSON.stringify(fixture.weights));
  const length = weights.steps * weights.channels;
  const sequence = (i: number) =>
    Float64Array.from(fixture.sequences.slice(i * length, (i + 1) * length));
  const calendar = (i: number) =>
    Float64Array.from(fixture.calendars.slice(i * weights.calendar, (i + 1) * weights.calendar));

  it('answers as TensorFlow.js does, to float32 rounding', () => {
    const forward = createRnn(weights);
    const answers = fixture.expected.map((_, i) => forward(sequence(i), calendar(i)));
    const differences = answers.map((z, i) => Math.abs(z - (fixture.expected[i] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThan(2e-6);
    expect(Math.max(...answers) - Math.min(...answers)).toBeGreaterThan(0.1);
  });

  it('remembers nothing of the row before', () => {
    const forward = createRnn(weights);
    const first = forward(sequence(0), calendar(0));
    forward(sequence(1), calendar(1));
    expect(forward(sequence(0), calendar(0))).toBe(first);
  });

  it('survives its own format', () => {
    const text = serializeRnn(weights);
    expect(parseRnn(text)).toEqual(weights);
    expect(serializeRnn(parseRnn(text))).toBe(text);
  });

  it.each([
    ['format', 'headroom-rnn/2', /format: is 'headroom-rnn\/2', expected one of headroom-rnn\/1/],
    ['cell', 'rnn', /cell: is 'rnn'/],
    ['units', 7, /has \d+ values, its shape has \d+/],
    ['channels', 0, /channels: is 0, expected an integer from 1/],
    ['kernel', [1, 2], /kernel: has 2 values, its shape has/],
    ['bias', weights.bias.length, /bias: is \d+, expected a list/],
    ['head', [], /head: must end in a layer of one unit/],
  ])('refuses %s = %j', (field, value, message) => {
    expect(() => parseRnn(JSON.stringify({ ...fixture.weights, [field]: value }))).toThrow(message);
  });

  it('is not written with weights that diverged, nor read with more than a float holds', () => {
    const diverged = { ...weights, bias: weights.bias.map(() => NaN) };
    expect(() => serializeRnn(diverged)).toThrow(/bias: item 0 is null, expected a number/);
    const wide = { ...fixture.weights, bias: Array.from(weights.bias, () => 0.1) };
    expect(() => parseRnn(JSON.stringify(wide))).toThrow(
      /bias: item 0 is 0.1, expected a finite float32/,
    );
  });
});
