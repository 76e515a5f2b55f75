/** `npm start`: the stack, all services, one run of the pipeline, then live metrics until Ctrl-C. `--once` ends after the run. */
import { parseArgs } from 'node:util';
import { buildServices } from '../build-services.ts';
import { statePaths } from '../paths.ts';
import { readLiveRecord, removeRecord, writeRecord } from '../process-record.ts';
import { runPipeline } from '../pipeline/run-pipeline.ts';
import { streamLive } from '../pipeline/stream-live.ts';
import { pythonInterpreter } from '../python.ts';
import { serviceEnvironment } from '../service-environment.ts';
import { stackSettings } from '../settings.ts';
import { SetupError } from '../setup-error.ts';
import { whenAborted } from '../stop-signal.ts';
import { startServices } from '../supervisor.ts';
import { print, runCommand } from '../terminal.ts';
import { withStack } from '../with-stack.ts';

await runCommand(async (caller) => {
  const { values } = parseArgs({ options: { once: { type: 'boolean' } } });
  const settings = stackSettings(process.env);
  const { run } = statePaths(settings.home);
  const other = readLiveRecord(run, 'supervisor');
  if (other)
    throw new SetupError(`Headroom runs already (pid ${other.pid}): \`npm stop\` ends it.`);
  writeRecord(run, 'supervisor', { pid: process.pid, port: 0, mark: 'commands/start.ts' });
  try {
    const python = process.env['HEADROOM_PYTHON'] ?? pythonInterpreter(caller);
    const needs = Promise.all([python, buildServices()]);
    return await withStack(settings, caller, needs, async (addresses, [python]) => {
      const env = serviceEnvironment(process.env, { home: settings.home, addresses, python });
      const services = await startServices({ home: settings.home, env, caller });
      try {
        for (const [name, url] of Object.entries(services.urls)) print(`${name.padEnd(13)} ${url}`);
        print('');
        const succeeded = await runPipeline({
          orchestrator: services.url('orchestrator'),
          objects: env['HEADROOM_OBJECT_ROOT'] ?? settings.home,
          conf: { source: 'generate' },
          caller,
        });
        if (values.once) return succeeded ? 0 : 1;
        await streamLive(services.url('generation'), caller);
        print('Live metrics are streaming, an hourly bucket each 5 s. Try:');
        print(`  curl ${services.url('serving')}/api/v1/predictions/service-00`);
        print(`  curl ${services.url('features')}/api/v1/features/service-00`);
        print('Ctrl-C stops everything.');
        await whenAborted(caller.stopping);
        return 0;
      } finally {
        caller.progress('Stopping …');
        await services.stop();
      }
    });
  } finally {
    removeRecord(run, 'supervisor');
  }
});
