import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { FIXTURES, frozenSchemas, listFiles } from './artifacts.ts';
import { incompatibilities } from './incompatibilities.ts';
import { isJsonObject } from './is-json-object.ts';
import { jsonEvents, jsonSchema, type JsonEvent, type JsonObject } from './json-events.ts';

const SCHEMA = 'schema.json';

const read = (path: string): JsonObject => {
  const value: unknown = JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'));
  if (!isJsonObject(value)) throw new Error(`${path} is no JSON object`);
  return value;
};

/** Of the event's own major: the next one stands beside it and promises nothing. */
const versions = (event: JsonEvent) =>
  readdirSync(join(FIXTURES, event.name))
    .map((name) => name.slice(1))
    .filter((version) => version.split('.')[0] === event.version.split('.')[0]);
const folder = (event: JsonEvent, version: string) => join(event.name, `v${version}`);
const examples = (event: JsonEvent, version: string) =>
  listFiles(join(FIXTURES, folder(event, version)))
    .filter((name) => name !== SCHEMA)
    .map((name) => join(folder(event, version), name));

const validator = (schema: JsonObject) => {
  const ajv = new Ajv2020({ strict: false });
  formats(ajv);
  return ajv.compile(schema);
};

const events = jsonEvents();

describe.each(events.map((event) => [`${event.name} ${event.version}`, event] as const))(
  '%s',
  (_name, event) => {
    it('has examples and a frozen schema of its version; another schema needs another minor', () => {
      expect(versions(event)).toContain(event.version);
      expect(examples(event, event.version)).not.toEqual([]);
      const path = join(folder(event, event.version), SCHEMA);
      expect(
        readFileSync(join(FIXTURES, path), 'utf8'),
        `The schema is no more that of ${path}. Raise \`minor\` of the topic, then run: npm run contracts -- --freeze`,
      ).toBe(frozenSchemas().get(path));
    });

    it('has one version on all of its topics', () => {
      for (const topic of event.topics) expect(topic.version, topic.name).toBe(event.version);
    });

    it('takes every event that any version ever allowed: examples of all versions parse today', () => {
      for (const path of versions(event).flatMap((version) => examples(event, version))) {
        const parsed = event.schema.safeParse(read(path));
        expect(parsed.error?.issues, path).toBeUndefined();
      }
    });

    it('sends nothing that a consumer of an older version cannot read', () => {
      for (const version of versions(event)) {
        const validate = validator(read(join(folder(event, version), SCHEMA)));
        for (const path of examples(event, event.version)) {
          const fromTheFuture = { ...read(path), a_field_of_the_future: 1 };
          validate(fromTheFuture);
          expect(validate.errors, `${path} for a consumer of ${version}`).toBeNull();
        }
      }
    });

    it('is every older schema plus optional additions', () => {
      for (const version of versions(event)) {
        const older = read(join(folder(event, version), SCHEMA));
        expect(incompatibilities(older, jsonSchema(event, 'draft-2020-12')), `v${version}`).toEqual(
          [],
        );
      }
    });
  },
);

it('keeps no fixtures of events that are gone: a topic is retired when nobody reads its major', () => {
  expect(readdirSync(FIXTURES).sort()).toEqual([...new Set(events.map(({ name }) => name))].sort());
});

it('would notice: a changed example fails its schema', () => {
  const raw = events.find(({ name }) => name === 'workload.raw');
  if (raw === undefined) throw new Error('workload.raw is gone');
  const path = join(folder(raw, '1.0'), 'complete.json');
  const validate = validator(read(join(folder(raw, '1.0'), SCHEMA)));
  expect(validate(read(path))).toBe(true);
  expect(validate({ ...read(path), cpu_utilization: 42 })).toBe(false);
});
