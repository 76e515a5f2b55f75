import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SetupError } from './setup-error.ts';

export interface Java {
  readonly command: string;
  /** The full version text: a class data archive belongs to exactly one build of Java. */
  readonly build: string;
}

const oldest = 17;

export function findJava(env: NodeJS.ProcessEnv = process.env): Java {
  const home = env['JAVA_HOME'];
  const command = home ? join(home, 'bin', 'java') : 'java';
  const run = spawnSync(command, ['-version'], { encoding: 'utf8', env });
  const build = run.error ? '' : run.stderr;
  const major = /version "(?:1\.)?(\d+)/.exec(build)?.[1];
  if (run.status === 0 && major !== undefined && Number(major) >= oldest) return { command, build };
  const found = major === undefined ? 'was not found' : `is version ${major}`;
  throw new SetupError(
    `Java ${oldest} or newer is needed for Kafka, and ${command} ${found}: ` +
      `install one (Debian, Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk) or set JAVA_HOME.`,
  );
}
