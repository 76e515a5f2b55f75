import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { Definitions } from '@headroom/feature-definitions';
import { build, type BuildFailure } from 'esbuild';
import { z } from 'zod';
import { CommandError } from '../command-error.ts';
import { readYaml } from './yaml-file.ts';

const PROGRAMS = ['.ts', '.mts', '.js', '.mjs'];

/** The definitions that a TypeScript file exports as its default, or that a YAML or JSON file holds. */
export async function readDefinitions(path: string): Promise<Definitions> {
  const written = PROGRAMS.includes(extname(path))
    ? await defaultExport(path)
    : readYaml(path, 'definitions');
  const checked = Definitions.safeParse(written);
  if (checked.success) return checked.data;
  throw new CommandError('INVALID_DATA', `${path}:\n${z.prettifyError(checked.error)}`);
}

async function defaultExport(path: string): Promise<unknown> {
  const program = await bundle(path);
  const url = `data:text/javascript;base64,${Buffer.from(program).toString('base64')}`;
  let module: { readonly default?: unknown };
  try {
    module = (await import(url)) as { readonly default?: unknown };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new CommandError('INVALID_DATA', `${path} fails: ${what}`);
  }
  if (module.default !== undefined) return module.default;
  throw new CommandError(
    'INVALID_DATA',
    `${path} has no default export; end it with: export default defineFeatures({ … })`,
  );
}

/** In one piece, with what it imports: it may lie outside of any project, so our own package is found for it. */
async function bundle(path: string): Promise<Uint8Array> {
  const name = '@headroom/feature-definitions';
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      absWorkingDir: dirname(path),
      alias: { [name]: createRequire(import.meta.url).resolve(name) },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      // Functions are kept as text: nothing but what stands there may be in it.
      keepNames: false,
      minify: false,
      logLevel: 'silent',
    });
    return outputFiles[0]?.contents ?? new Uint8Array();
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const told = error.errors.map(({ text, location }) =>
      location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
    );
    throw new CommandError('INVALID_DATA', told.join('\n'));
  }
}

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);
