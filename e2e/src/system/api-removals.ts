import { z } from 'zod';

const Json = z.record(z.string(), z.unknown());
type Json = z.infer<typeof Json>;

const object = (value: unknown): Json => Json.safeParse(value).data ?? {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
const ALTERNATIVES = ['anyOf', 'oneOf', 'allOf'] as const;

/**
 * What callers of a published OpenAPI document would miss in the present one: paths, methods, parameters, fields, and
 * demands that are new. Additions are none of it.
 */
export function apiRemovals(published: unknown, present: unknown): string[] {
  const [before, now] = [object(published), object(present)];
  const [had, has] = [object(before['paths']), object(now['paths'])];
  const schemas = new SchemaPair(before, now);
  return Object.entries(had).flatMap(([path, item]) =>
    METHODS.filter((method) => method in object(item)).flatMap((method) => {
      const at = `${method.toUpperCase()} ${path}`;
      const operation = object(has[path])[method];
      if (operation === undefined) return [`${at}: is gone`];
      return operationRemovals(object(object(item)[method]), object(operation), at, schemas);
    }),
  );
}

function operationRemovals(before: Json, now: Json, at: string, schemas: SchemaPair): string[] {
  const [had, has] = [object(before['responses']), object(now['responses'])];
  const responses = Object.keys(had).flatMap((status) => {
    if (!(status in has)) return [`${at}: response ${status} is gone`];
    return contents(had[status], has[status], `${at} → ${status}`, 'answer', schemas);
  });
  const bodies = contents(
    before['requestBody'],
    now['requestBody'],
    `${at} body`,
    'request',
    schemas,
  );
  return [...parameterRemovals(before, now, at, schemas), ...bodies, ...responses];
}

function parameterRemovals(before: Json, now: Json, at: string, schemas: SchemaPair): string[] {
  const byName = (operation: Json) =>
    new Map(
      list(operation['parameters'])
        .map(object)
        .map((one) => [`${String(one['in'])} parameter ${String(one['name'])}`, one] as const),
    );
  const [had, has] = [byName(before), byName(now)];
  const lost = [...had].flatMap(([name, one]) => {
    const other = has.get(name);
    if (other === undefined) return [`${at}: ${name} is gone`];
    return schemas.removals(one['schema'], other['schema'], `${at} ${name}`, 'request');
  });
  const demanded = [...has]
    .filter(([name, one]) => one['required'] === true && had.get(name)?.['required'] !== true)
    .map(([name]) => `${at}: ${name} is required now`);
  return [...lost, ...demanded];
}

function contents(
  before: unknown,
  now: unknown,
  at: string,
  side: Side,
  schemas: SchemaPair,
): string[] {
  const [had, has] = [object(object(before)['content']), object(object(now)['content'])];
  return Object.entries(had).flatMap(([type, media]) => {
    if (!(type in has)) return [`${at}: ${type} is gone`];
    return schemas.removals(object(media)['schema'], object(has[type])['schema'], at, side);
  });
}

type Side = 'request' | 'answer';

/** Compares schemas of the two documents, following references in both. */
class SchemaPair {
  readonly #before: Json;
  readonly #now: Json;

  constructor(before: Json, now: Json) {
    this.#before = before;
    this.#now = now;
  }

  removals(before: unknown, now: unknown, at: string, side: Side, seen = ''): string[] {
    const refs = `${String(object(before)['$ref'])} ${String(object(now)['$ref'])};`;
    if (refs.startsWith('#') && seen.includes(refs)) return [];
    const [had, has] = [resolve(this.#before, before), resolve(this.#now, now)];
    const inside = (a: unknown, b: unknown, where: string) =>
      this.removals(a, b, where, side, seen + refs);
    // A schema that says nothing promises nothing.
    if (Object.keys(had).length === 0) return [];
    const found: string[] = [];
    const [type, other] = [JSON.stringify(had['type']), JSON.stringify(has['type'])];
    if (had['type'] !== undefined && type !== other) {
      found.push(`${at}: type was ${type}, is ${other}`);
    }
    found.push(...demands(had, has, at, side));
    const properties = object(has['properties']);
    for (const [name, schema] of Object.entries(object(had['properties']))) {
      if (name in properties) found.push(...inside(schema, properties[name], `${at}.${name}`));
      else found.push(`${at}.${name}: is gone`);
    }
    found.push(...inside(had['items'], has['items'], `${at}[]`));
    for (const keyword of ALTERNATIVES) {
      const others = list(has[keyword]);
      for (const [i, schema] of list(had[keyword]).entries()) {
        // In any order: an alternative is kept where some present one lacks nothing of it.
        if (others.some((other) => inside(schema, other, at).length === 0)) continue;
        found.push(`${at}: alternative ${i + 1} of ${keyword} is gone or has lost something`);
      }
    }
    return found;
  }
}

function demands(had: Json, has: Json, at: string, side: Side): string[] {
  const [before, now] = [list(had['required']), list(has['required'])];
  if (side === 'answer') {
    return before
      .filter((name) => !now.includes(name))
      .map((name) => `${at}.${String(name)}: may be left out now`);
  }
  const demanded = now
    .filter((name) => !before.includes(name))
    .map((name) => `${at}.${String(name)}: is required now`);
  const allowed = has['enum'] === undefined ? list(had['enum']) : list(has['enum']);
  const refused = list(had['enum'])
    .filter((value) => !allowed.includes(value))
    .map((value) => `${at}: ${JSON.stringify(value)} is refused now`);
  return [...demanded, ...refused];
}

function resolve(document: Json, schema: unknown): Json {
  const { $ref: reference } = object(schema);
  if (typeof reference !== 'string') return object(schema);
  let target: unknown = document;
  for (const part of reference.slice(2).split('/')) target = object(target)[part];
  return object(target);
}
