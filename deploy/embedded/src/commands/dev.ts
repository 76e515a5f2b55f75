/** `npm run dev SERVICE`: runs one service from source, started again on every change, against the running stack. */
import { codeVersion } from '../code-version.ts';
import { develop } from '../develop.ts';
import { pythonInterpreter } from '../python.ts';
import { serviceEnvironment } from '../service-environment.ts';
import { presentServices } from '../services.ts';
import { stackSettings } from '../settings.ts';
import { SetupError } from '../setup-error.ts';
import { runCommand } from '../terminal.ts';
import { withStack } from '../with-stack.ts';

await runCommand(async (caller) => {
  const services = presentServices();
  const name = services.find((service) => service === process.argv[2]);
  if (name === undefined) {
    throw new SetupError(
      `Usage: npm run dev SERVICE, where SERVICE is one of ${services.join(', ')}.`,
    );
  }
  const settings = stackSettings(process.env);
  const python = Promise.resolve(process.env['HEADROOM_PYTHON'] ?? pythonInterpreter(caller));
  const needs = Promise.all([python, codeVersion()]);
  await withStack(settings, caller, needs, async (addresses, [python, version]) => {
    const run = { home: settings.home, addresses, python, codeVersion: version };
    const env = serviceEnvironment(process.env, run);
    await develop({ name, home: settings.home, env }, caller);
  });
  return 0;
});
