import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repoRoot } from '../paths.ts';
import { testFolder } from '../test-folder.ts';
import { runProgram } from './run-program.ts';

const caller = { progress: () => undefined, stopping: new AbortController().signal };
const node = (code: string): [string, ...string[]] => [process.execPath, '-e', code];

describe('runProgram', () => {
  it('gives back the exit code and everything printed', async () => {
    const program = node("console.log('out'); console.error('err'); process.exitCode = 3");
    const end = await runProgram(program, join(testFolder(), 'log'), caller);
    expect(end).toEqual({ code: 3, output: 'out\nerr\n' });
  });

  it("keeps a person's own settings from the tests, except where the test stack is", async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      HEADROOM_HOME: '/mine',
      HEADROOM_TEST_STACK: '{}',
      FORCE_COLOR: '1',
    });
    try {
      const names = [
        'HEADROOM_HOME',
        'HEADROOM_TEST_STACK',
        'HEADROOM_PYTHON',
        'FORCE_COLOR',
        'NO_COLOR',
      ];
      const program = node(
        `console.log(JSON.stringify(${JSON.stringify(names)}.map((n) => process.env[n] ?? null)))`,
      );
      const settings = { HEADROOM_PYTHON: '/python' };
      const { output } = await runProgram(program, join(testFolder(), 'log'), caller, settings);
      expect(JSON.parse(output)).toEqual([null, '{}', '/python', null, '1']);
    } finally {
      process.env = before;
    }
  });

  it("finds the project's tools and runs in the checkout", async () => {
    const { output } = await runProgram(
      ['prettier', '--check', 'nx.json'],
      join(testFolder(), 'log'),
      caller,
    );
    expect(output).toContain('All matched files use Prettier code style');
    const { output: cwd } = await runProgram(
      node('console.log(process.cwd())'),
      join(testFolder(), 'log'),
      caller,
    );
    expect(cwd.trim()).toBe(repoRoot);
  });

  it('ends the program when it is called off', async () => {
    const controller = new AbortController();
    const running = runProgram(node('setInterval(() => {}, 1000)'), join(testFolder(), 'log'), {
      ...caller,
      stopping: controller.signal,
    });
    controller.abort();
    await expect(running).rejects.toThrow('aborted');
  });
});
