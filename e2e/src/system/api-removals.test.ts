import { expect, it } from 'vitest';
import { apiRemovals } from './api-removals.ts';

type Schema = Readonly<Record<string, unknown>>;
const thing = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    next: { $ref: '#/components/schemas/Thing' },
    values: { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
  },
};
const filter = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, kind: { type: 'string', enum: ['a', 'b'] } },
};
const limit = { name: 'limit', in: 'query', required: false, schema: { type: 'integer' } };

function api(change: { thing?: Schema; filter?: Schema; parameters?: unknown[]; put?: true } = {}) {
  const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });
  const post = {
    parameters: change.parameters ?? [limit],
    requestBody: json(change.filter ?? filter),
    responses: { '200': json({ $ref: '#/components/schemas/Thing' }) },
  };
  return {
    paths: { '/things': { post, ...(change.put && { put: post }) } },
    components: { schemas: { Thing: change.thing ?? thing } },
  };
}

it('finds nothing in the same document, nor in one with additions', () => {
  expect(apiRemovals(api(), api())).toEqual([]);
  const larger = { ...thing, properties: { ...thing.properties, more: { type: 'string' } } };
  const wider = { ...filter, properties: { ...filter.properties, more: { type: 'string' } } };
  const parameters = [limit, { ...limit, name: 'page' }];
  expect(apiRemovals(api(), api({ thing: larger, filter: wider, parameters, put: true }))).toEqual(
    [],
  );
});

const without = (schema: typeof thing | typeof filter, name: string): Schema => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties).filter(([key]) => key !== name)),
});
const withProperty = (schema: Schema, name: string, property: Schema): Schema => ({
  ...schema,
  properties: { ...Object(schema['properties']), [name]: property },
});

it.each([
  ['a path', { ...api(), paths: {} }, 'POST /things: is gone'],
  ['a method', { ...api(), paths: { '/things': {} } }, 'POST /things: is gone'],
  ['a parameter', api({ parameters: [] }), 'POST /things: query parameter limit is gone'],
  [
    'a demand of a parameter',
    api({ parameters: [{ ...limit, required: true }] }),
    'POST /things: query parameter limit is required now',
  ],
  [
    'a field of the answer',
    api({ thing: without(thing, 'values') }),
    'POST /things → 200.values: is gone',
  ],
  [
    'a field that was always there',
    api({ thing: { ...thing, required: [] } }),
    'POST /things → 200.id: may be left out now',
  ],
  [
    'a type',
    api({ thing: withProperty(thing, 'id', { type: 'integer' }) }),
    'POST /things → 200.id: type was "string", is "integer"',
  ],
  [
    'an alternative',
    api({
      thing: withProperty(thing, 'values', { type: 'array', items: { anyOf: [{ type: 'null' }] } }),
    }),
    'POST /things → 200.values[]: alternative 1 of anyOf is gone or has lost something',
  ],
  [
    'a field of the request',
    api({ filter: without(filter, 'kind') }),
    'POST /things body.kind: is gone',
  ],
  [
    'a demand of the request',
    api({ filter: { ...filter, required: ['name', 'kind'] } }),
    'POST /things body.kind: is required now',
  ],
  [
    'an allowed value',
    api({ filter: withProperty(filter, 'kind', { type: 'string', enum: ['a'] }) }),
    'POST /things body.kind: "b" is refused now',
  ],
])('tells %s', (_, present, expected) => {
  expect(apiRemovals(api(), present)).toEqual([expected]);
});
