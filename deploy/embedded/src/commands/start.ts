/**
 * `npm start`: the stack, all services, one run of the pipeline, then live metrics until Ctrl-C. `--once` ends after the
 * run; `--data FOLDER [--map FILE]` runs it on a folder of CSV and Parquet files instead of generated data.
 */
import { parseArgs } from 'node:util';
import { buildServices } from '../build-services.ts';
import { codeVersion } from '../code-version.ts';
import { statePaths } from '../paths.ts';
import { folderJob } from '../pipeline/folder-job.ts';
import { generatedJob } from '../pipeline/generated-job.ts';
import { readLiveRecord, removeRecord, writeRecord } from '../process-record.ts';
import { runPipeline } from '../pipeline/run-pipeline.ts';
import { pythonInterpreter } from '../python.ts';
import { serviceEnvironment } from '../service-environment.ts';
import { stackSettings } from '../settings.ts';
import { SetupError } from '../setup-error.ts';
import { whenAborted } from '../stop-signal.ts';
import { startServices } from '../supervisor.ts';
import { print, runCommand } from '../terminal.ts';
import { withStack } from '../with-stack.ts';

await runCommand(async (caller) => {
  const { values } = parseArgs({
    options: { once: { type: 'boolean' }, data: { type: 'string' }, map: { type: 'string' } },
  });
  const { data, map } = values;
  if (data === undefined && map !== undefined)
    throw new SetupError('--map says how files are read: name their folder with --data.');
  const job = data === undefined ? generatedJob(process.env) : folderJob(process.env, data, map);
  const settings = stackSettings(job.env);
  const { run } = statePaths(settings.home);
  const other = readLiveRecord(run, 'supervisor');
  if (other)
    throw new SetupError(`Headroom runs already (pid ${other.pid}): \`npm stop\` ends it.`);
  writeRecord(run, 'supervisor', { pid: process.pid, port: 0, mark: 'commands/start.ts' });
  try {
    const python = job.env['HEADROOM_PYTHON'] ?? pythonInterpreter(caller);
    const needs = Promise.all([python, codeVersion(), buildServices()]);
    return await withStack(settings, caller, needs, async (addresses, [python, version]) => {
      const known = { home: settings.home, addresses, python, codeVersion: version };
      const env = serviceEnvironment(job.env, known);
      const services = await startServices({ home: settings.home, env, caller });
      try {
        for (const [name, url] of Object.entries(services.urls)) print(`${name.padEnd(13)} ${url}`);
        print('');
        const objects = env['HEADROOM_OBJECT_ROOT'] ?? settings.home;
        const conf = await job.conf(services, caller);
        const orchestrator = services.url('orchestrator');
        const succeeded = await runPipeline({ orchestrator, objects, conf, caller });
        if (values.once) return succeeded ? 0 : 1;
        await job.goOn(services, caller);
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
