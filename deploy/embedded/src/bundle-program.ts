import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { programOptions } from './bundle.ts';
import { repoRoot } from './paths.ts';

/**
 * A program as the product runs it: bundled, since Node strips types but not the decorators that its libraries carry.
 * @param source path of its TypeScript file
 * @param format `cjs` where memory counts: Node's loader of ES modules takes 4 MB
 */
export async function bundleProgram(
  source: string,
  format: 'esm' | 'cjs' = 'esm',
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  // In the checkout, so that installed packages are found.
  const folder = await mkdtemp(join(repoRoot, 'node_modules/.program-'));
  const extension = format === 'esm' ? 'mjs' : 'cjs';
  const path = join(folder, `${basename(source, '.ts')}.${extension}`);
  // CommonJS has a `require` of its own.
  const banner = format === 'esm' ? programOptions.banner : {};
  await build({ ...programOptions, banner, format, entryPoints: [source], outfile: path });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
