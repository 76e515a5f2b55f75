import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * What a program of ours exports, bundled first: it uses libraries with decorators, which Node does not strip.
 * @param name of the file in programs/
 */
export async function importBundled(name: string): Promise<unknown> {
  // In the checkout, so that installed packages are found.
  const folder = await mkdtemp(join(CHECKOUT, 'node_modules/.program-'));
  try {
    const outfile = join(folder, `${name}.mjs`);
    await build({
      entryPoints: [fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      tsconfig: join(CHECKOUT, 'tsconfig.base.json'),
      logLevel: 'silent',
      plugins: [
        {
          name: 'workspace-inside',
          setup: (builder) => {
            builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
              kind === 'entry-point' || path.startsWith('@headroom/')
                ? undefined
                : { path, external: true },
            );
          },
        },
      ],
    });
    return (await import(pathToFileURL(outfile).href)) as unknown;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
