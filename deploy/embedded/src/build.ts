/** `npm run build [FOLDER]`: bundles of all services, in dist/ unless told otherwise. */
import { resolve } from 'node:path';
import { buildServices } from './build-services.ts';
import { repoRoot } from './paths.ts';
import { print, runCommand } from './terminal.ts';

await runCommand(async () => {
  const startedAt = performance.now();
  const services = await buildServices(resolve(repoRoot, process.argv[2] ?? 'dist'));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  print(`Built ${services.join(', ')} in ${seconds} s.`);
  return 0;
});
