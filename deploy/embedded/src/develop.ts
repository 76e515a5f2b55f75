import type { ServiceName } from '@headroom/contracts';
import { context, type Plugin } from 'esbuild';
import { buildMessages } from './build-services.ts';
import { bundleOf, bundleOptions, defaultBundles } from './bundle.ts';
import type { Caller } from './caller.ts';
import { statePaths } from './paths.ts';
import { requireFreePort } from './ports.ts';
import {
  exitOf,
  serviceReady,
  spawnService,
  stopService,
  type ServiceRun,
} from './service-process.ts';
import { servicePort, servicePortSetting } from './services.ts';
import { SetupError } from './setup-error.ts';
import { whenAborted } from './stop-signal.ts';
import { giveBack, isTakenOver, takeOver } from './take-over.ts';

interface DevelopOptions {
  readonly name: ServiceName;
  /** State folder. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly bundles?: string;
}

/** Runs the service until the caller stops it, and starts it again after every change of its source. */
export async function develop(
  { name, home, env, bundles = defaultBundles }: DevelopOptions,
  caller: Caller,
): Promise<void> {
  const paths = statePaths(home);
  const port = servicePort(env, name);
  const run: ServiceRun = { name, port, bundle: bundleOf(bundles, name), env, paths };
  if (isTakenOver(paths, name)) throw new SetupError(`\`npm run dev ${name}\` runs already.`);

  takeOver(paths, name, port); // first, so that a running `npm start` does not start it again
  try {
    if (await stopService(paths, name)) caller.progress(`Took ${name} over from \`npm start\`.`);
    await requireFreePort(port, `the ${name} service`, servicePortSetting(name));
    let restarted = Promise.resolve();
    const restartOnBuild: Plugin = {
      name: 'restart-on-build',
      setup: (build) => {
        build.onEnd((result) => {
          if (result.errors.length > 0) caller.progress(buildMessages(result.errors));
          else restarted = restarted.then(() => restart(run, caller));
        });
      },
    };
    const options = bundleOptions([name], bundles);
    const builder = await context({
      ...options,
      plugins: [...(options.plugins ?? []), restartOnBuild],
    });
    await builder.watch();
    await whenAborted(caller.stopping);
    await builder.dispose();
    await restarted;
    await stopService(paths, name);
  } finally {
    giveBack(paths, name);
  }
}

async function restart(run: ServiceRun, { progress, stopping }: Caller): Promise<void> {
  await stopService(run.paths, run.name);
  if (stopping.aborted) return;
  const child = spawnService(run, 'terminal');
  try {
    await serviceReady(run, child, stopping);
    progress(
      `${run.name} is ready on http://127.0.0.1:${run.port}; it starts again when its source changes.`,
    );
    void exitOf(child).then((how) => {
      const asked = how === 'SIGTERM' || how === 'exit code 0';
      if (!asked) progress(`${run.name} ended (${how}); waiting for a change.`);
    });
  } catch (error) {
    if (error instanceof SetupError) progress(`${error.message}\nWaiting for a change.`);
  }
}
