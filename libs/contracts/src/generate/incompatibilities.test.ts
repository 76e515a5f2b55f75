import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { incompatibilities } from './incompatibilities.ts';
import { isJsonObject } from './is-json-object.ts';
import { jsonSchema, type JsonObject } from './json-events.ts';

const shape = {
  id: z.string(),
  share: z.number().min(0).max(1).nullable(),
  state: z.enum(['on', 'off']).optional(),
  place: z.object({ partition: z.int(), note: z.string().optional() }),
  tags: z.array(z.object({ key: z.string() })),
};

const offences = (current: z.ZodType) =>
  incompatibilities(
    jsonSchema({ schema: z.object(shape) }, 'draft-2020-12'),
    jsonSchema({ schema: current }, 'draft-2020-12'),
  );

describe('incompatibilities', () => {
  it('finds none in the same schema, nor in optional additions at any depth', () => {
    expect(offences(z.object(shape))).toEqual([]);
    expect(
      offences(
        z.object({
          ...shape,
          extra: z.string().describe('words do not count').optional(),
          place: shape.place.extend({ rack: z.string().optional() }),
          tags: z.array(z.object({ key: z.string(), value: z.string().optional() })),
        }),
      ),
    ).toEqual([]);
  });

  const { id: _id, ...withoutId } = shape;
  it.each([
    ['a removed field', withoutId, 'id: the field was removed'],
    [
      'a removed field inside',
      { ...shape, place: z.object({ partition: z.int() }) },
      'place.note: the field was removed',
    ],
    [
      'a new required field',
      { ...shape, extra: z.string() },
      'extra: a new field is required; make it optional',
    ],
    [
      'a new required field in a list',
      { ...shape, tags: z.array(z.object({ key: z.string(), value: z.string() })) },
      'tags.items.value: a new field is required; make it optional',
    ],
    [
      'a field made required',
      { ...shape, state: z.enum(['on', 'off']) },
      'state: was optional, is required',
    ],
    [
      'a field made optional',
      { ...shape, id: z.string().optional() },
      'id: was required, is optional',
    ],
    ['another type', { ...shape, id: z.number() }, 'id: type was "string", is "number"'],
    [
      'a narrower bound',
      { ...shape, share: z.number().min(0).max(0.5).nullable() },
      'share.anyOf.0: maximum was 1, is 0.5',
    ],
    [
      'a bound that was not there',
      { ...shape, id: z.string().max(8) },
      'id: maxLength was absent, is 8',
    ],
    ['null no more', { ...shape, share: z.number().min(0).max(1) }, 'share: anyOf was '],
    [
      'null now',
      { ...shape, id: z.string().nullable() },
      'id: type was "string", is ["string","null"]',
    ],
    ['a narrower enum', { ...shape, state: z.enum(['on']).optional() }, 'state: enum lost "off"'],
    [
      'a wider enum',
      { ...shape, state: z.enum(['on', 'off', 'idle']).optional() },
      'state: enum gained "idle"',
    ],
  ])('names %s', (_name, current, offence) => {
    expect(offences(z.object(current))).toContainEqual(expect.stringContaining(offence));
  });

  /** Object schemas of any depth whose fields are all required. */
  const schema: fc.Arbitrary<JsonObject> = fc.letrec<{ leaf: JsonObject; node: JsonObject }>(
    (tie) => ({
      leaf: fc.constantFrom(
        { type: 'string' },
        { type: 'integer', minimum: 0 },
        { enum: ['a', 'b'] },
      ),
      node: fc
        .dictionary(
          fc.stringMatching(/^[a-z]{1,4}$/),
          fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('node')),
          { minKeys: 1, maxKeys: 4 },
        )
        .map((properties) => ({ type: 'object', properties, required: Object.keys(properties) })),
    }),
  ).node;

  it('allows an optional field, and forbids its way back, in any schema', () => {
    fc.assert(
      fc.property(schema, (before) => {
        const properties = isJsonObject(before['properties']) ? before['properties'] : {};
        const after = { ...before, properties: { ...properties, added: { type: 'string' } } };
        expect(incompatibilities(before, before)).toEqual([]);
        expect(incompatibilities(before, after)).toEqual([]);
        expect(incompatibilities(after, before)).toEqual(['added: the field was removed']);
      }),
    );
  });
});
