import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from './is-json-object.ts';
import type { JsonObject } from './json-events.ts';

/** Say nothing about which events are valid. */
const WORDS = new Set(['$schema', '$id', '$comment', 'title', 'description', 'examples']);
const ONE_SCHEMA = new Set(['items', 'additionalProperties', 'propertyNames', 'not']);
const MANY_SCHEMAS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);

/**
 * The evolution rule: a schema is its predecessor plus optional fields, nothing else. Narrower would refuse events that
 * are in the log; wider would send consumers of before what they cannot read. Returns each offence with its path.
 */
export function incompatibilities(previous: JsonObject, current: JsonObject, at = ''): string[] {
  const keywords = new Set([...Object.keys(previous), ...Object.keys(current)]);
  return [...keywords].flatMap((keyword) => {
    if (WORDS.has(keyword)) return [];
    if (keyword === 'properties') return ofProperties(previous, current, at);
    if (keyword === 'required') return ofRequired(previous, current, at);
    return ofKeyword(keyword, previous[keyword], current[keyword], at);
  });
}

const join = (at: string, name: string) => (at === '' ? name : `${at}.${name}`);
const place = (at: string) => (at === '' ? 'the event' : at);
const object = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
const names = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function ofProperties(previous: JsonObject, current: JsonObject, at: string): string[] {
  const [before, now] = [object(previous['properties']), object(current['properties'])];
  const required = names(current['required']);
  const kept = Object.entries(before).flatMap(([name, schema]) => {
    const path = join(at, name);
    if (!(name in now)) return [`${path}: the field was removed`];
    return incompatibilities(object(schema), object(now[name]), path);
  });
  const added = Object.keys(now)
    .filter((name) => !(name in before) && required.includes(name))
    .map((name) => `${join(at, name)}: a new field is required; make it optional`);
  return [...kept, ...added];
}

function ofRequired(previous: JsonObject, current: JsonObject, at: string): string[] {
  const [before, now] = [names(previous['required']), names(current['required'])];
  const [had, has] = [object(previous['properties']), object(current['properties'])];
  return [
    ...before
      .filter((name) => String(name) in has && !now.includes(name))
      .map((name) => `${join(at, String(name))}: was required, is optional`),
    ...now
      .filter((name) => String(name) in had && !before.includes(name))
      .map((name) => `${join(at, String(name))}: was optional, is required`),
  ];
}

function ofKeyword(keyword: string, before: unknown, now: unknown, at: string): string[] {
  const path = join(at, keyword);
  if (ONE_SCHEMA.has(keyword) && isJsonObject(before) && isJsonObject(now)) {
    return incompatibilities(before, now, path);
  }
  if (Array.isArray(before) && Array.isArray(now)) {
    if (MANY_SCHEMAS.has(keyword) && before.length === now.length) {
      return before.flatMap((schema: unknown, i) =>
        incompatibilities(object(schema), object(now[i]), `${path}.${i}`),
      );
    }
    if (keyword === 'enum') return ofEnum(before, now, at);
  }
  if (isDeepStrictEqual(before, now)) return [];
  return [`${place(at)}: ${keyword} was ${shown(before)}, is ${shown(now)}`];
}

function ofEnum(before: readonly unknown[], now: readonly unknown[], at: string): string[] {
  const lost = before.filter((value) => !now.includes(value));
  const gained = now.filter((value) => !before.includes(value));
  return [
    ...lost.map((value) => `${place(at)}: enum lost ${shown(value)}`),
    ...gained.map((value) => `${place(at)}: enum gained ${shown(value)}`),
  ];
}

const shown = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value));
