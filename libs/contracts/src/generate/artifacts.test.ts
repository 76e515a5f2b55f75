import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TOPICS, VECTOR_CONTENT_TYPE } from '../topics.ts';
import { differences, GENERATED, generatedFiles, replace } from './artifacts.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { sortedJson } from './sorted-json.ts';

describe('generated files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-contracts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those of today', () => {
    expect(differences(GENERATED, generatedFiles()), 'run: npm run contracts').toEqual([]);
  });

  it('hold a schema per JSON topic', () => {
    const json = Object.values(TOPICS).filter(({ schema }) => schema !== null);
    expect(generatedFiles().size).toBe(json.length + 1);
  });

  it('name what was changed, is missing or left over', () => {
    replace(
      folder,
      new Map([
        ['a.json', '1'],
        ['b.json', '1'],
        ['sub/c.json', '1'],
      ]),
    );
    expect(
      differences(
        folder,
        new Map([
          ['a.json', '1'],
          ['b.json', '1'],
          ['sub/c.json', '1'],
        ]),
      ),
    ).toEqual([]);
    writeFileSync(join(folder, 'a.json'), '2');
    expect(
      differences(
        folder,
        new Map([
          ['a.json', '1'],
          ['b.json', '1'],
          ['d.json', '1'],
        ]),
      ),
    ).toEqual(['a.json', 'd.json', 'sub/c.json']);
  });

  it('have the same text whatever order their keys were written in', () => {
    expect(sortedJson({ b: 1, a: [{ d: 1, c: null }] })).toBe(
      sortedJson({ a: [{ c: null, d: 1 }], b: 1 }),
    );
  });
});

describe('the AsyncAPI document', () => {
  it('is valid by the official schema of AsyncAPI 3.0', () => {
    const official: unknown = createRequire(import.meta.url)(
      '@asyncapi/specs/schemas/3.0.0-without-$id.json',
    );
    const ajv = new Ajv({ strict: false });
    formats(ajv);
    const validate = ajv.compile(z.record(z.string(), z.unknown()).parse(official));
    validate(asyncApiDocument());
    expect(validate.errors).toBeNull();
    validate({ ...asyncApiDocument(), channels: { broken: { address: 7 } } });
    expect(validate.errors).not.toBeNull();
  });

  it('refers to nothing that it does not hold', () => {
    const document = asyncApiDocument();
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, pointer = ''] of references) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => z.record(z.string(), z.unknown()).parse(at)[key], document);
      expect(target, pointer).toBeDefined();
    }
  });

  it('tells partitions, retention, content type and dead letters of a topic', () => {
    expect(asyncApiDocument()).toMatchObject({
      channels: {
        workloadValidated: {
          address: 'workload.validated.v1',
          'x-dead-letters': 'workload.rejected.v1',
          bindings: {
            kafka: { partitions: 4, topicConfiguration: { 'retention.ms': 42 * 86_400_000 } },
          },
        },
        modelsEvents: { bindings: { kafka: { topicConfiguration: { 'retention.ms': -1 } } } },
      },
      components: {
        messages: {
          featuresComputed: { contentType: VECTOR_CONTENT_TYPE },
          workloadRaw: { payload: { $ref: '#/components/schemas/workload.raw' } },
        },
      },
    });
  });
});
