/** `npm stop`: ends a running `npm start` of this state folder, and whatever of its servers still runs. */
import { statePaths } from '../paths.ts';
import { readLiveRecord, stopProcess } from '../process-record.ts';
import { stopService } from '../service-process.ts';
import { presentServices } from '../services.ts';
import { stateFolder } from '../settings.ts';
import { stopStack } from '../stack.ts';
import { print, runCommand } from '../terminal.ts';

await runCommand(async (caller) => {
  const home = stateFolder(process.env);
  const paths = statePaths(home);
  const stopped: string[] = [];
  const supervisor = readLiveRecord(paths.run, 'supervisor');
  if (supervisor) {
    await stopProcess(supervisor.pid, 'SIGTERM', 120_000);
    stopped.push('npm start');
  }
  for (const name of presentServices().toReversed()) {
    if (await stopService(paths, name)) stopped.push(name);
  }
  stopped.push(...(await stopStack(home, caller)));
  print(stopped.length ? `Stopped ${stopped.join(', ')}.` : 'Nothing ran.');
  return 0;
});
