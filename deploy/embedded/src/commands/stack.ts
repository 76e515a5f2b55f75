/** `npm run stack start|stop|status|reset`: Kafka, Postgres and Redis alone. */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { stackSettings } from '../settings.ts';
import { resetStack, stackStatus, startStack, stopStack, type ServerStatus } from '../stack.ts';
import { print, report, runCommand } from '../terminal.ts';

const usage = 'Usage: npm run stack -- start|stop|status|reset [--json] [--yes]';

await runCommand(async (caller) => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean' }, yes: { type: 'boolean' } },
    allowPositionals: true,
  });
  const settings = stackSettings(process.env);
  switch (positionals[0]) {
    case 'start': {
      const { addresses, started } = await startStack(settings, caller);
      if (values.json) print(JSON.stringify(addresses));
      else {
        print(started.length ? `Started ${started.join(', ')}.` : 'The stack runs already.');
        print(table(await stackStatus(settings, caller)));
        print('For tests on this stack:');
        print(`export HEADROOM_TEST_STACK='${JSON.stringify(addresses)}'`);
      }
      return 0;
    }
    case 'stop': {
      const stopped = await stopStack(settings.home, caller);
      print(stopped.length ? `Stopped ${stopped.join(', ')}.` : 'Nothing ran.');
      return 0;
    }
    case 'status': {
      const status = await stackStatus(settings, caller);
      print(values.json ? JSON.stringify(status) : table(status));
      return status.every((server) => server.state === 'running') ? 0 : 1;
    }
    case 'reset': {
      if (!values.yes && !(await confirmed(settings.home))) return 1;
      await resetStack(settings.home, caller);
      print(`Deleted the data of Kafka, Postgres and Redis in ${settings.home}.`);
      return 0;
    }
    default:
      report(usage);
      return 2;
  }
});

function table(status: readonly ServerStatus[]): string {
  return status
    .map(({ server, state, port, pid }) => {
      const where = port === undefined ? '' : `127.0.0.1:${port}  pid ${pid ?? '?'}`;
      return `${server.padEnd(9)} ${state.padEnd(12)} ${where}`.trimEnd();
    })
    .join('\n');
}

async function confirmed(home: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    report('reset deletes all data of the stack: add --yes to confirm.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `Delete the data of Kafka, Postgres and Redis in ${home}? [y/N] `,
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
