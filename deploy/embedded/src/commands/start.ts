/** `npm start`: the stack and all services, until Ctrl-C. `--once` stops as soon as everything has answered. */
import { parseArgs } from 'node:util';
import { buildServices } from '../build-services.ts';
import { statePaths } from '../paths.ts';
import { readLiveRecord, removeRecord, writeRecord } from '../process-record.ts';
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
    await withStack(settings, caller, needs, async (addresses, [python]) => {
      const env = serviceEnvironment(process.env, { home: settings.home, addresses, python });
      const services = await startServices({ home: settings.home, env, caller });
      try {
        for (const [name, url] of Object.entries(services.urls)) print(`${name.padEnd(13)} ${url}`);
        if (values.once) return;
        print('Running; Ctrl-C stops it.');
        await whenAborted(caller.stopping);
      } finally {
        caller.progress('Stopping …');
        await services.stop();
      }
    });
    return 0;
  } finally {
    removeRecord(run, 'supervisor');
  }
});
