import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildServices } from './build-services.ts';
import { bundleOf } from './bundle.ts';
import { repoRoot } from './paths.ts';
import { testFolder } from './test-folder.ts';

describe('buildServices', () => {
  it('makes one program of each service, with all workspace packages inside', async () => {
    const folder = testFolder();
    const services = await buildServices(folder);
    expect(services).toContain('ingestion');
    for (const service of services) {
      const code = readFileSync(bundleOf(folder, service), 'utf8');
      expect(code).not.toMatch(/from ["']@headroom\//);
      expect(code).toMatch(/from ["']@nestjs\/common["']/);
      expect(existsSync(`${bundleOf(folder, service)}.map`)).toBe(true);
    }
  });

  it('puts the programs a service starts beside it', async () => {
    const folder = testFolder();
    for (const service of await buildServices(folder)) {
      const sources = join(repoRoot, 'services', service);
      const children = join(sources, 'src/adapters/process/children');
      const expected = existsSync(children)
        ? readdirSync(children).filter((name) => /^[^.]+\.ts$/.test(name))
        : [];
      for (const name of expected) {
        expect(existsSync(join(folder, service, 'children', name.replace(/\.ts$/, '.js')))).toBe(
          true,
        );
      }
      expect(existsSync(join(folder, service, 'python'))).toBe(existsSync(join(sources, 'python')));
    }
  });
});
