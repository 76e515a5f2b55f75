import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ServiceName } from '@headroom/contracts';
import type { BuildOptions, Plugin } from 'esbuild';
import { repoRoot } from './paths.ts';

/** Where bundles lie unless told otherwise. Installed packages are found from any folder of the checkout. */
export const defaultBundles = join(repoRoot, 'dist');

export const bundleOf = (bundles: string, service: ServiceName): string =>
  join(bundles, service, 'main.js');

/** Each service becomes <service>/main.js, and each of its child programs <service>/children/<name>.js. */
export function bundleOptions(services: readonly ServiceName[], bundles: string): BuildOptions {
  return { ...programOptions, entryPoints: services.flatMap(entryPoints), outdir: bundles };
}

function entryPoints(service: ServiceName): { in: string; out: string }[] {
  const children = globSync(`services/${service}/src/adapters/process/children/*.ts`, {
    cwd: repoRoot,
  }).filter((file) => !file.endsWith('.test.ts'));
  return [
    { in: `services/${service}/src/main.ts`, out: `${service}/main` },
    ...children.map((file) => ({ in: file, out: `${service}/children/${basename(file, '.ts')}` })),
  ];
}

/**
 * Workspace packages are TypeScript and go into the bundle; installed packages are loaded from node_modules, but for
 * those that every program loads and that come in a hundred small files: inside, they load in half the time, which a
 * program for one fit feels (0.2 of its CPU seconds).
 */
const INSIDE = ['zod', '@duckdb/node-api'];

const workspaceInside: Plugin = {
  name: 'workspace-inside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@headroom/') || isInside(path)
        ? undefined
        : { path, external: true },
    );
  },
};

const isInside = (path: string): boolean =>
  INSIDE.some((name) => path === name || path.startsWith(`${name}/`));

/** DuckDB's client is CommonJS and loads its native part by `require`, which an ES module has not. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`;

/** What all our programs are made with. */
export const programOptions = {
  absWorkingDir: repoRoot,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  keepNames: true, // Nest and error output show class names
  tsconfig: 'tsconfig.base.json',
  plugins: [workspaceInside],
  banner: { js: REQUIRE },
  logLevel: 'silent', // the caller reports
} satisfies BuildOptions;
