import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose: unknown = parse(text, { merge: true });
const schema: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, 'compose-spec.schema.json'), 'utf8'),
);
const services = z
  .object({
    services: z.record(z.string(), z.looseObject({ command: z.array(z.string()).optional() })),
  })
  .parse(compose).services;

it('is a valid Compose file', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  // It is draft-07, but names the meta-schema by https, which draft-07 does not.
  const { $schema: _https, ...rules } = z.looseObject({ $schema: z.string() }).parse(schema);
  const validate = ajv.compile(rules);
  validate(compose);
  expect(validate.errors).toBeNull();
});

it('runs every service that has a program, and none that has not', () => {
  const programs = readdirSync(join(root, 'services')).filter((name) =>
    existsSync(join(root, 'services', name, 'src/main.ts')),
  );
  const run = Object.entries(services).flatMap(([name, { command }]) =>
    command?.[0] === `dist/${name}/main.js` ? [name] : [],
  );
  expect(run.toSorted()).toEqual(programs.toSorted());
});

it('sets only variables that the embedded stack sets too', () => {
  const names = new Set(text.match(/HEADROOM_[A-Z_]+/g));
  const known = ['service-environment.ts', '../../../libs/service-kit/src/config/common.ts']
    .map((file) => readFileSync(join(root, 'deploy/embedded/src', file), 'utf8'))
    .join();
  expect([...names].filter((name) => !known.includes(name))).toEqual([]);
});
