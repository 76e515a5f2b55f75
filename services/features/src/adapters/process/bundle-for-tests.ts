import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The child program as the product runs it: Node strips types, but not the decorators that its libraries carry. */
export async function bundleSnapshotProgram(): Promise<string> {
  // In the checkout, so that installed packages are found.
  const folder = await mkdtemp(join(import.meta.dirname, '../../../../../node_modules/.snapshot-'));
  const outfile = join(folder, 'snapshot.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'children/snapshot.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    tsconfig: join(import.meta.dirname, '../../../../../tsconfig.base.json'),
    plugins: [
      {
        name: 'workspace-inside',
        setup: (build) =>
          build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@headroom/')
              ? undefined
              : { path, external: true },
          ),
      },
    ],
  });
  return outfile;
}
