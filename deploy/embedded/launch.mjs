// Entry of every npm script. Plain JavaScript for whatever Node is installed (20 or newer): makes sure that the
// dependencies are there, then hands over to the TypeScript command on the project's own Node 22.
import { installDependencies } from './launcher/dependencies.mjs';
import { handOver } from './launcher/hand-over.mjs';

const commands = {
  start: 'deploy/embedded/src/commands/start.ts',
  stop: 'deploy/embedded/src/commands/stop.ts',
  stack: 'deploy/embedded/src/commands/stack.ts',
  dev: 'deploy/embedded/src/commands/dev.ts',
  test: 'deploy/embedded/src/commands/test.ts',
  cli: 'libs/cli/src/main.ts',
};

const [name, ...rest] = process.argv.slice(2);
const [file, args] = name === 'run' ? [rest[0], rest.slice(1)] : [commands[name], rest];
if (file === undefined) {
  console.error(
    `Usage: node deploy/embedded/launch.mjs ${Object.keys(commands).join('|')}|run FILE.ts [arguments]`,
  );
  process.exit(2);
}
try {
  await installDependencies();
  handOver(file, args);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
