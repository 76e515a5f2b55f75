import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../../..');

/**
 * A child program of a service as the product runs it: bundled, since Node strips types but not the decorators that
 * its libraries carry.
 * @param source path of its TypeScript file
 */
export async function bundleProgram(
  source: string,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  // In the checkout, so that installed packages are found.
  const folder = await mkdtemp(join(root, 'node_modules/.program-'));
  const path = join(folder, `${basename(source, '.ts')}.mjs`);
  await build({
    entryPoints: [source],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    keepNames: true,
    tsconfig: join(root, 'tsconfig.base.json'),
    plugins: [
      {
        name: 'workspace-inside',
        setup: (bundle) =>
          bundle.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@headroom/')
              ? undefined
              : { path, external: true },
          ),
      },
    ],
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
