import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava } from './java.ts';
import { requireMaven } from './maven.ts';
import { findPython } from './python-search.ts';

describe('a tool that is missing or too old', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-tools-'));
    env = { PATH: folder };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Puts a program on the otherwise empty PATH. */
  function install(name: string, script: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }

  const oneLine = expect.stringMatching(/^[^\n]+$/) as unknown;
  const failure = (find: () => unknown): unknown => {
    try {
      return find();
    } catch (error) {
      return error;
    }
  };

  it('Java: not there', () => {
    expect(failure(() => findJava(env))).toMatchObject({ name: 'SetupError', message: oneLine });
    expect(() => findJava(env)).toThrow(
      /Java 17 or newer is needed.*was not found.*apt-get install/,
    );
  });

  it('Java: too old, in both ways its versions were written', () => {
    install('java', `echo 'openjdk version "11.0.2" 2019-01-15' >&2`);
    expect(() => findJava(env)).toThrow('java is version 11');
    install('java', `echo 'java version "1.8.0_402"' >&2`);
    expect(() => findJava(env)).toThrow('java is version 8');
  });

  it('Java: new enough, and found under JAVA_HOME', () => {
    install('java', `echo 'openjdk version "21.0.1" 2023-10-17' >&2`);
    expect(findJava(env)).toMatchObject({ command: 'java' });
    const home = { PATH: folder, JAVA_HOME: '/no/such/jdk' };
    expect(() => findJava(home)).toThrow('/no/such/jdk/bin/java was not found');
  });

  it('Maven: not there', () => {
    expect(() => requireMaven(env)).toThrow(
      /Maven is needed.*mvn was not found.*apt-get install maven/,
    );
    install('mvn', 'exit 0');
    expect(() => requireMaven(env)).not.toThrow();
  });

  it('Python: not there', () => {
    expect(failure(() => findPython(env))).toMatchObject({ name: 'SetupError', message: oneLine });
    expect(() => findPython(env)).toThrow(
      /Python 3.11 or newer with venv.*none was found.*apt-get/,
    );
  });

  it('Python: too old, or without venv', () => {
    install('python3', 'echo /usr/bin/python3; echo 3.9.2');
    install('python3.12', 'echo /usr/bin/python3.12; echo 3.12.1; exit 1');
    expect(() => findPython(env)).toThrow(
      /python3 is 3\.9\.2, python3\.12 lacks venv \(.*python3-venv\)/,
    );
  });

  it('Python: the first that is new enough', () => {
    install('python3', 'echo /usr/bin/python3; echo 3.9.2');
    install('python3.13', 'echo /opt/python3.13; echo 3.13.0');
    expect(findPython(env)).toEqual({ path: '/opt/python3.13', version: '3.13.0' });
  });
});
