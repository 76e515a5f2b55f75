import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { apiRemovals } from '../system/api-removals.ts';
import { call } from '../system/http.ts';
import type { Stage } from '../system/stage.ts';

const PUBLISHED = resolve(import.meta.dirname, '../../../docs/openapi');

/** Callers keep what a published document promised them; a change that takes it away needs a path of a new version. */
export function publishedApis(stage: () => Stage): void {
  it('every service still answers what docs/openapi has published of it', async () => {
    const { system } = stage();
    const removals = await Promise.all(
      system.names.map(async (name) => {
        const published: unknown = JSON.parse(
          await readFile(resolve(PUBLISHED, `${name}.json`), 'utf8'),
        );
        const present = await call(`${system.services.url(name)}/openapi.json`, z.unknown());
        return apiRemovals(published, present).map((removal) => `${name}: ${removal}`);
      }),
    );
    expect(removals.flat()).toEqual([]);
  });
}
