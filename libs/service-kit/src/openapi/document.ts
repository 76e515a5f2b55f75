import { ERROR_CODES, type ErrorCode } from '@headroom/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { RouteDeclaration } from '../http/route.ts';

type Json = Record<string, unknown>;

export interface DocumentedRoute {
  readonly method: string;
  /** Fastify's pattern, e.g. `/services/:id`. */
  readonly url: string;
  readonly declaration: RouteDeclaration;
}

/** Every route declared with `@Route`, as Fastify registers it. */
export function collectRoutes(fastify: FastifyInstance): readonly DocumentedRoute[] {
  const routes: DocumentedRoute[] = [];
  fastify.addHook('onRoute', ({ method, url, config }) => {
    const declaration = config?.headroom;
    if (declaration === undefined) return;
    for (const one of Array.isArray(method) ? method : [method]) {
      if (one !== 'HEAD') routes.push({ method: one.toLowerCase(), url, declaration });
    }
  });
  return routes;
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(ERROR_CODES) },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** Path template of Fastify's pattern, in which a colon of the path itself is written twice. */
export const templateOf = (url: string): string =>
  url.replace(/:(:|\w+)/g, (_, name: string) => (name === ':' ? ':' : `{${name}}`));

/** The OpenAPI 3.1 document of a service. */
export function openApiDocument(title: string, routes: readonly DocumentedRoute[]): Json {
  const schemas: Json = { Problem: PROBLEM };
  const paths: Record<string, Json> = {};
  for (const { method, url, declaration } of routes) {
    const path = templateOf(url);
    paths[path] = { ...paths[path], [method]: operation(method, declaration, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1' },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas },
  };
}

function operation(method: string, route: RouteDeclaration, schemas: Json): Json {
  const { summary, params, query, body, response, errors = [] } = route;
  const status = String(route.status ?? (method === 'post' ? 201 : 200));
  const parameters = [...parametersOf('path', params), ...parametersOf('query', query)];
  const json = (schema: z.ZodType, io: 'input' | 'output') => ({
    content: { 'application/json': { schema: schemaOf(schema, io, schemas) } },
  });
  return {
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, ...json(body, 'input') } }),
    responses: {
      [status]: { description: 'Success', ...(response && json(response, 'output')) },
      default: {
        description: problemText(['INVALID_REQUEST', ...errors]),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  };
}

const problemText = (codes: readonly ErrorCode[]) =>
  [...new Set(codes)].map((code) => `${code}: ${ERROR_CODES[code].when}.`).join(' ');

function parametersOf(where: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = convert(schema, 'input');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

const anyObject = z.record(z.string(), z.unknown());

const convert = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' });

/** A zod schema as JSON Schema; what it names moves to the document's components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const text = JSON.stringify(convert(schema, io)).replaceAll(
    '"#/$defs/',
    '"#/components/schemas/',
  );
  const own = anyObject.parse(JSON.parse(text));
  Object.assign(schemas, own['$defs']);
  delete own['$defs'];
  delete own['$schema'];
  return own;
}
