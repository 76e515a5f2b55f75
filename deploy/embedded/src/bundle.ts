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

/** Workspace packages are TypeScript and go into the bundle; installed packages are loaded from node_modules. */
const workspaceInside: Plugin = {
  name: 'workspace-inside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@headroom/')
        ? undefined
        : { path, external: true },
    );
  },
};

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
  logLevel: 'silent', // the caller reports
} satisfies BuildOptions;
